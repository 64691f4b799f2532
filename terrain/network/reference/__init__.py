"""Dated lists of the directory of services."""
