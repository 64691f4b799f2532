"""How an episode leaves when nobody agrees to it any more. The part that takes episodes away says how; without it nothing is pretended."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from terrain.core.access import system_viewer
from terrain.radio.models import Episode

HOUSE = system_viewer("radio.consents")
REASON = "consent"


def _found(module: str, name: str) -> Any:
    full = f"terrain.radio.{module}"
    if find_spec(full) is None:
        raise LookupError(f"nothing here knows how to {name}")
    return getattr(import_module(full), name)


def withdraw(episode: Episode) -> None:
    """Gone everywhere: grid, stream, pages, feeds, storage."""
    _found("actions.withdrawing", "withdraw_episode")(episode, reason=REASON, by=HOUSE)


def take_off(episode: Episode) -> None:
    """No more in the stream from the next slot; where else she agreed to it, it stays."""
    if episode.sound is not None:
        _found("actions.log", "take_off")(episode.sound, by=HOUSE)
