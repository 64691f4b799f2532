"""Sound itself: reading any telephone's file, loudness, voices, frames of AAC and the boxes that carry them. Knows no record."""
