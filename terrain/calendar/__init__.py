"""The programme's days: what is planned in every room, in one calendar and its feeds."""
