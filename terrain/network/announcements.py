"""What this room tells the engines below it, once, when the house is ready."""

from terrain.facts.registry import register_kind
from terrain.network.facts import REPRESENTATION


def announce() -> None:
    """The kinds of facts and their sources."""
    register_kind(REPRESENTATION)
