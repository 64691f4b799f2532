"""Public pages: what was promised, what happened, with whom, where. Reads only what each room shows."""
