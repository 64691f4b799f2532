"""Two people who may be one: found with reasons, decided by a human, merged so that it can be undone."""
