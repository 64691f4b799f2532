"""People who do something together: who belongs to a group, as what, from when to when."""
