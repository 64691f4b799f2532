"""Going live: what her telephone sends becomes slots, one by one; what arrives too late is kept for the archive."""
