"""How an episode leaves when nobody agrees to it any more, and what else hears that a voice took everything back."""

from collections.abc import Callable
from typing import Any

from terrain.core.access import system_viewer
from terrain.radio.actions import log
from terrain.radio.actions.withdrawing import withdraw_episode
from terrain.radio.enums import Withdrawn
from terrain.radio.models import Episode, Voice

HOUSE = system_viewer("radio.consents")
Told = Callable[[Voice], Any]
_TOLD: dict[str, Told] = {}
_SILENT: dict[str, Told] = {}


def register_leaving(name: str, told: Told) -> None:
    """Call ``told(voice)`` inside the transaction in which a voice takes everything back, for what of hers is no broadcast yet; the same
    name replaces the first."""
    _TOLD[name] = told


def forget_leaving(name: str) -> None:
    """Take it away again (for tests)."""
    _TOLD.pop(name, None)


def register_silence(name: str, told: Told) -> None:
    """Call ``told(voice)`` inside the transaction in which a voice may no more be heard on the air at all; the same name replaces the
    first."""
    _SILENT[name] = told


def silence(voice: Voice) -> None:
    """This voice is on the air no more, also where it speaks live just now."""
    for told in _SILENT.values():
        told(voice)


def tell(voice: Voice) -> None:
    """This voice took everything back."""
    for told in _TOLD.values():
        told(voice)


def withdraw(episode: Episode) -> None:
    """Gone everywhere: grid, stream, pages, feeds, storage."""
    withdraw_episode(episode, reason=Withdrawn.CONSENT, by=HOUSE)


def take_off(episode: Episode) -> None:
    """No more in the stream from the next slot; where else she agreed to it, it stays."""
    if episode.sound is not None:
        log.take_off(episode.sound, by=HOUSE)
