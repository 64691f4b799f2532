"""Whether a voice may be heard, what was read to her, and how it all goes when she takes it back."""
