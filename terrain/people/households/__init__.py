"""Who lives together, from when to when; apart from who is whose family."""
