"""Jingles, and what plays when nothing is planned: brought, put in order, taken away. Episodes have sounds of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from terrain.core import files, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import ChangedMeanwhile, held
from terrain.core.policies import Denied
from terrain.radio.actions import log
from terrain.radio.air.horizon import INTERLUDE
from terrain.radio.enums import SoundKind, SoundState
from terrain.radio.models import Fallback, Sound, Station
from terrain.radio.policies.stations import check_sound, check_station
from terrain.radio.sounds import preparing, shelf

LARGEST = 500 << 20
"""Bytes of a file that is brought: some hours of any telephone's sound."""
LONGEST_TITLE, LONGEST_RIGHTS = 150, 200


@dataclass(frozen=True)
class Brought:
    """A file of sound, and who gave the right to play it."""

    kind: str
    title: str
    rights: str
    stream: BinaryIO
    name: str
    media_type: str = ""


def bring_sound(station: Station, brought: Brought, *, slip: UUID | None = None, by: Viewer) -> Sound:
    """Keep the file sealed and have it prepared in the background. Raises ``files.TooLarge``, ``Denied`` without rights."""
    check_station(by, station)
    slip = slips.own(slip, by, station, "sound")
    with action("radio.sound_added", by=by, obj=station, project_id=station.project_id) as act:
        if (before := slips.taken(slip, Sound)) is not None:
            act.silent = True
            return before
        if brought.kind not in {SoundKind.JINGLE, SoundKind.FALLBACK}:
            raise ValueError(brought.kind)
        if not brought.rights.strip():
            raise Denied(_("Say who gave the right to play this."))
        original = files.keep(brought.stream, name=brought.name, media_type=brought.media_type, by=by, limit=LARGEST)
        sound = Sound.objects.create(
            station=station,
            kind=brought.kind,
            title=brought.title.strip()[:LONGEST_TITLE],
            rights=brought.rights.strip()[:LONGEST_RIGHTS],
            original=original,
            made_by_id=by.user_id,
        )
        slips.made(slip, sound)
        act.detail = {"sound": str(sound.uid), "kind": brought.kind}
        preparing.prepare(sound, by=by)
    return sound


def order_of(station: Station) -> tuple[int, list[int]]:
    """The newest version of the fallback, 0 when there is none, and its order: keys of sounds, ``INTERLUDE`` for the shipped music."""
    newest = station.fallbacks.order_by("-pk").values_list("pk", "sounds").first()
    return newest if newest is not None else (0, [INTERLUDE])


def order_fallback(station: Station, keys: Sequence[int], *, seen: int, by: Viewer) -> Fallback | None:
    """What plays when nothing is planned, in this order; nothing at all becomes the shipped music.

    ``seen``: the version that was on the page; raises ``ChangedMeanwhile`` when there is a newer one, ``Denied`` for a sound that is not
    ready. It is heard from the first slot that nobody can have heard of. Returns None when it is the order that stands.
    """
    check_station(by, station)
    with transaction.atomic():
        now = held(station)
        newest, standing = order_of(now)
        wanted = list(keys) or [INTERLUDE]
        if wanted == standing:
            return None
        if newest != seen:
            raise ChangedMeanwhile(now)
        _put_on_air(now, wanted)
        return log.change_fallback(now, wanted, by=by)


def _put_on_air(station: Station, keys: Sequence[int]) -> None:
    """Every one is the station's, ready, and no episode; its copies stand where listeners get them before it plays."""
    kinds = {SoundKind.JINGLE, SoundKind.FALLBACK}
    ready = Sound.objects.filter(station=station, kind__in=kinds, state=SoundState.READY, pk__in=keys)
    found = {sound.pk: sound for sound in ready}
    if set(keys) - {INTERLUDE} - found.keys():
        raise Denied(_("One of these sounds is not ready, or was taken away."))
    for sound in found.values():
        shelf.air(sound)


def take_away(sound: Sound, *, by: Viewer) -> None:
    """A jingle or a piece of music is heard no more from the next slot, and every file of it is destroyed."""
    check_sound(by, sound)
    station = sound.station
    with action("radio.sound_gone", by=by, obj=station, project_id=station.project_id) as act:
        held(station)
        now = held(sound)
        if now.state == SoundState.GONE:
            act.silent = True
            return
        act.detail = {"sound": str(now.uid), "kind": now.kind}
        _newest, standing = order_of(station)
        if now.pk in standing:
            log.change_fallback(station, [key for key in standing if key != now.pk] or [INTERLUDE], by=by)
        log.take_off(now, by=by)
        shelf.destroy(now)
