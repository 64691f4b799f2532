"""Sounds as records: what arrives, how it is prepared, where its copies lie."""
