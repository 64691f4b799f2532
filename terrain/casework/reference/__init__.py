"""Dated lists of accompaniment that every kind of file shares."""
