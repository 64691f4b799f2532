"""What leaves the station to be kept: feeds, transcripts, the week in one file."""
