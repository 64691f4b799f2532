"""Campaigns and the press: who was reached, told as an estimate with its method."""
