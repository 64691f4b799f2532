"""The programme that the product ships, and the places of its country."""

from pathlib import Path

REFERENCE = Path(__file__).resolve().parent / "soleterre-maroc.yaml"
