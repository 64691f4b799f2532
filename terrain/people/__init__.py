"""Persons known once: identity in a vault, recognised by strong keys."""
