"""Who agreed to what, for which purpose, towards whom, until when; and what was sent to whom."""
