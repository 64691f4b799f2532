"""The air folder: plain copies of sounds that may be heard, where the air doors read them, and nothing else.

Everything else of a sound is sealed. A copy stands here from when its sound may be heard until it may not any more.
"""

import os
from datetime import date
from pathlib import Path
from uuid import UUID

from django.db import transaction

from terrain.core import clock, files, vault
from terrain.core.models import SealedFile
from terrain.radio.air.fragments import SHIPPED, air_folder, path_of
from terrain.radio.enums import Profile, SoundKind, SoundState
from terrain.radio.models import Rendition, Sound

SETTLED = 600
"""Seconds after which a copy that no record knows is nobody's any more: its transaction has ended long ago."""


def path(sound_uid: UUID | str, profile: str) -> Path:
    """Where the plain copy of a sound stands while it may be heard; ``profile``: ``std``, ``eco`` or ``mp3``."""
    return path_of(str(UUID(str(sound_uid))), Profile(profile).value)


def interlude(profile: str) -> Path:
    """The music that the product ships, in a broadcast form (``std`` or ``eco``): what plays when there is nothing else."""
    return SHIPPED / f"interlude.{Profile(profile).value}"


def air(sound: Sound) -> None:
    """Put the plain copies of a ready sound into the air folder; again is harmless. ``ValueError`` when it is not ready, and for
    a hint of the studio, which is never on air."""
    if sound.state != SoundState.READY or sound.kind == SoundKind.HINT:
        raise ValueError(f"sound {sound.uid} is {sound.state}, {sound.kind}")
    air_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    for rendition in sound.renditions.select_related("sealed__key"):
        place = path(sound.uid, rendition.profile)
        if not place.exists() or place.stat().st_size != rendition.size:
            _unseal(rendition, place)
    sound.renditions.update(on_air=True)


def _unseal(rendition: Rendition, place: Path) -> None:
    fresh = place.with_name(f"{place.name}.{os.getpid()}.part")
    try:
        with fresh.open("wb") as out:
            for piece in files.pieces(rendition.sealed):
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(place)
    finally:
        fresh.unlink(missing_ok=True)


def ground(sound: Sound) -> None:
    """Take the plain copies out of the air folder, once that is committed; the sealed ones stay."""
    sound.renditions.update(on_air=False)
    transaction.on_commit(lambda: _remove(sound.uid))


def _remove(sound_uid: UUID) -> None:
    for profile in Profile.values:
        path(sound_uid, profile).unlink(missing_ok=True)


def destroy(sound: Sound, *, gone_from: int | None = None) -> None:
    """Let nothing of a sound remain: copies, sealed forms, original and their keys. ``gone_from``: from which slot it is heard no more,
    when nobody took it off the air before."""
    ground(sound)
    kept = {*sound.renditions.values_list("sealed_id", flat=True), *([sound.original_id] if sound.original_id else [])}
    for file in SealedFile.objects.filter(pk__in=kept, key__destroyed_at=None).select_related("key"):
        vault.destroy(file.key)
        files.forget_later(file)
    sound.renditions.all().delete()
    sound.original, sound.waveform, sound.title = None, b"", ""
    sound.state = SoundState.GONE
    if gone_from is not None:
        sound.gone_from = gone_from if sound.gone_from is None else min(sound.gone_from, gone_from)
    sound.save(update_fields=["original", "waveform", "title", "state", "gone_from"])


def tidy() -> int:
    """Make the folder what the records say, after a crash between the two; returns how many copies were put or taken.

    A sound whose key was destroyed is gone, whatever the records say: they were put back from a backup.
    """
    wanted = {
        path(one.sound.uid, one.profile): one
        for one in Rendition.objects.filter(on_air=True, sound__state=SoundState.READY).select_related(
            "sound", "sealed__key"
        )
    }
    there = set(air_folder().glob("*")) if air_folder().is_dir() else set()
    strangers = [one for one in there - set(wanted) if clock.now().timestamp() - one.stat().st_mtime > SETTLED]
    for stranger in strangers:
        stranger.unlink(missing_ok=True)
    lacking = [place for place in wanted if place not in there]
    for place in lacking:
        air_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            _unseal(wanted[place], place)
        except vault.Erased:
            destroy(wanted[place].sound)
    return len(strangers) + len(lacking)


def sweep(today: date) -> str:
    """``tidy``, told in a few words; nothing when there was nothing to do."""
    done = tidy()
    return f"{done} copies put right" if done else ""
