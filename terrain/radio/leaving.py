"""How an episode leaves when nobody agrees to it any more. The part that takes episodes away says how; without it nothing is pretended."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from terrain.core.access import system_viewer
from terrain.radio.models import Episode, Voice

HOUSE = system_viewer("radio.consents")
REASON = "consent"
Told = Callable[[Voice], Any]
_TOLD: dict[str, Told] = {}


def register_leaving(name: str, told: Told) -> None:
    """Call ``told(voice)`` inside the transaction in which a voice takes everything back, for what of hers is no broadcast yet; the same
    name replaces the first."""
    _TOLD[name] = told


def forget_leaving(name: str) -> None:
    """Take it away again (for tests)."""
    _TOLD.pop(name, None)


def tell(voice: Voice) -> None:
    """This voice took everything back."""
    for told in _TOLD.values():
        told(voice)


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
