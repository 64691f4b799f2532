"""Who may come in: people of the organisation, their roles, their second factor."""
