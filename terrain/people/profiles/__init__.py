"""Who somebody is beyond her name: how she may be reached, her papers, her family, her groups."""
