"""The hints of the studio, spoken by a producer: recorded, recorded again, taken away. They are never on air.

What was recorded before is heard until the new one is ready: a file that cannot be used leaves nobody without a hint.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import held
from terrain.core.models import SealedFile
from terrain.core.policies import require_everywhere
from terrain.radio import hints
from terrain.radio.enums import SoundKind, SoundState
from terrain.radio.models import Hint, Sound, Station
from terrain.radio.policies.stations import check_hints
from terrain.radio.sounds import preparing, shelf

LARGEST = 32 << 20
"""Bytes of a hint: some minutes, however a telephone keeps them."""
LONGEST = 5 * 60 * 1000
"""Milliseconds of a hint."""


@dataclass(frozen=True)
class HintSaid:
    """A hint that was spoken. ``cut_from``, ``cut_to``: milliseconds between which it is kept."""

    key: str
    language: str
    original: SealedFile
    cut_from: int = 0
    cut_to: int = 0


def record_hint(station: Station, said: HintSaid, *, by: Viewer) -> Hint:
    """Have what was spoken prepared; once it is ready it is what hosts hear. Nothing of the original is kept then."""
    check_hints(by, station)
    detail = {"hint": said.key, "language": said.language}
    with action("radio.hint_recorded", by=by, obj=station, project_id=station.project_id, detail=detail):
        held(station)
        sound = Sound.objects.create(
            station=station, kind=SoundKind.HINT, original=said.original, cut_from=said.cut_from, cut_to=said.cut_to,
            made_by_id=by.user_id,
        )  # fmt: skip
        _drop(_unneeded(station, said.key, said.language))
        words = hints.written(said.key, said.language)
        hint = Hint.objects.create(station=station, key=said.key, language=said.language, sound=sound, words=words)
        preparing.prepare(sound, by=by, keep_original=False)
    return hint


def take_away_hint(hint: Hint, *, by: Viewer) -> None:
    """Nobody hears this hint in this language any more; everything that was recorded of it is destroyed."""
    station = hint.station
    check_hints(by, station)
    detail = {"hint": hint.key, "language": hint.language}
    with action("radio.hint_taken_away", by=by, obj=station, project_id=station.project_id, detail=detail) as act:
        held(station)
        act.silent = not _drop(_kept(station, hint.key, hint.language))


def _kept(station: Station, key: str, language: str) -> list[Hint]:
    """What was recorded and not taken away, the newest last."""
    kept = Hint.objects.filter(station=station, key=key, language=language).exclude(sound__state=SoundState.GONE)
    return list(kept.select_related("sound").order_by("pk"))


def _unneeded(station: Station, key: str, language: str) -> list[Hint]:
    """All that was recorded except what is heard now."""
    kept = _kept(station, key, language)
    ready = [one for one in kept if one.sound.state == SoundState.READY]
    return [one for one in kept if one not in ready[-1:]]


def _drop(found: Iterable[Hint]) -> int:
    dropped = 0
    for one in found:
        shelf.destroy(held(one.sound))
        dropped += 1
    return dropped


def drop_replaced(*, by: Viewer) -> int:
    """Destroy the recordings in whose place a newer one is heard: done by the house itself. Returns how many."""
    require_everywhere(by, "radio.produce")
    ready = Hint.objects.filter(sound__state=SoundState.READY).select_related("station").order_by("pk")
    newest = {(one.station_id, one.key, one.language): one for one in ready}
    dropped = 0
    for hint in newest.values():
        station = hint.station
        older = [one for one in _kept(station, hint.key, hint.language) if one.pk < hint.pk]
        if older:
            detail = {"hint": hint.key, "language": hint.language}
            with action("radio.hint_taken_away", by=by, obj=station, project_id=station.project_id, detail=detail):
                dropped += _drop(older)
    return dropped
