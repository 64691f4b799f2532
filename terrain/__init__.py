"""Terrain: the working platform of an NGO's country programme."""
