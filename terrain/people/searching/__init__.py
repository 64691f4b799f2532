"""Searching names that are sealed on disk: opened once into the memory of the process, never written down in clear."""
