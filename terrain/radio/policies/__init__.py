"""Who may do what in the radio."""
