"""A sound as it came becomes what can be broadcast: queued here, done by the worker, in a process that holds no secret.

``prepare`` queues; the worker opens the original into a private folder that is emptied whatever happens, has it prepared
(``terrain.radio.audio.running``), and seals what was made. A worker that is killed leaves a locked folder without an owner and a sound that is
"being prepared" by nobody: ``sweep`` finds both.
"""

import fcntl
import os
import shutil
import struct
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terrain.core import clock, files, jobs, vault
from terrain.core.access import Viewer, system_viewer
from terrain.core.models import Job, JobState, SealedFile
from terrain.radio.audio import refusals
from terrain.radio.audio.limits import Limits, Prepared, Wish
from terrain.radio.audio.refusals import Unusable
from terrain.radio.audio.running import Broken, prepared
from terrain.radio.enums import Profile, SoundState, VoiceWay
from terrain.radio.models import Rendition, Sound
from terrain.radio.policies.stations import check_host
from terrain.radio.sounds.shelf import air, destroy, ground

__all__ = ["REFUSALS", "air", "destroy", "ground", "limits", "prepare", "refusal_words", "sweep"]

KIND = "radio.prepare"
HOUSE = system_viewer("terrain")
REFUSALS = {
    refusals.EMPTY: _("This file is empty. Record it again, or choose another file."),
    refusals.DAMAGED: _("This file is damaged or was not sent completely. Send it again, or choose another file."),
    refusals.SILENT: _("Nothing can be heard in this file. Was the microphone covered or switched off?"),
    refusals.TOO_LONG: _("This sound is too long: at most %(hours)s hours can be prepared. Cut it into parts."),
    refusals.TOO_LARGE: _("This file is too large: at most %(megabytes)s MB can be prepared. Send it as MP3 or M4A."),
    refusals.DISGUISED: _(
        "This file is not a sound. Send what your telephone recorded: a voice message, or a file such as MP3, M4A, OGG or WAV."
    ),
    refusals.VIDEO: _("This is a video without sound. Send a sound, or a video in which something can be heard."),
    refusals.OVERRUN: _("This file could not be read in a reasonable time. It may be damaged: record it again."),
    refusals.CUT_AWAY: _("Nothing is left between the two cuts. Move them apart."),
}
MEDIA = {Profile.STD: "audio/mp4", Profile.ECO: "audio/mp4", Profile.MP3: "audio/mpeg"}
YOUNG = 60
"""Seconds in which a folder may not have its lock yet."""


def limits() -> Limits:
    """What a file may ask of this machine."""
    return Limits(most_bytes=settings.RADIO_MAX_BYTES, most_seconds=settings.RADIO_MAX_SECONDS)


def refusal_words(code: str) -> str:
    """Why a sound cannot be used, in the active language; nothing for no code."""
    if code not in REFUSALS:
        return ""
    said = {"hours": settings.RADIO_MAX_SECONDS // 3600, "megabytes": settings.RADIO_MAX_BYTES >> 20}
    return str(REFUSALS[code]) % said


def refusal_of(sound: Sound) -> str:
    """Why a sound cannot be used, in words; empty when it can."""
    return refusal_words(sound.refusal) if sound.refusal else ""


def prepare(sound: Sound, *, by: Viewer, keep_original: bool = True, next_url: str = "") -> Job:
    """Queue the preparing of a sound; asked twice, the job that is under way is given again.

    ``keep_original`` false: once it is prepared nothing remains of how it came. Raises ``Denied``, and ``ValueError`` for a sound without
    an original, or one that is being heard.
    """
    check_host(by, sound.station.project_id)
    with transaction.atomic():
        locked = Sound.objects.select_for_update().get(pk=sound.pk)
        if locked.original_id is None or locked.state == SoundState.GONE:
            raise ValueError(f"sound {locked.uid} has no original")
        if locked.renditions.filter(on_air=True).exists():
            raise ValueError(f"sound {locked.uid} is being heard")
        under_way = _live_job(locked)
        if under_way is not None:
            return under_way
        locked.state, locked.refusal = SoundState.WAITING, ""
        locked.save(update_fields=["state", "refusal"])
        sound.state, sound.refusal = locked.state, locked.refusal
        return jobs.start(
            KIND,
            by=by,
            title=gettext("Preparing a sound"),
            project_id=sound.station.project_id,
            next_url=next_url,
            sound=str(sound.uid),
            keep_original=keep_original,
        )


def _live_job(sound: Sound) -> Job | None:
    """The job that waits to prepare this sound, or does it; one whose worker was killed is neither."""
    mine = Job.objects.filter(kind=KIND, arguments__sound=str(sound.uid)).order_by("-pk")
    lately = clock.now() - timedelta(seconds=YOUNG)
    waiting = mine.filter(state=JobState.QUEUED, touched_at__gt=clock.now() - jobs.INTERRUPTED_AFTER).first()
    running = mine.filter(state=JobState.RUNNING).first()
    if running is not None and (running.touched_at > lately or _is_worked_on(sound)):
        return running
    return waiting


@jobs.job(KIND)
def work(progress: jobs.Progress, *, sound: str, keep_original: bool = True) -> dict[str, Any]:
    """Prepare one sound. Done already, taken away meanwhile, or under way elsewhere: nothing happens."""
    sweep_folders()
    taken = Sound.objects.filter(uid=sound, state=SoundState.WAITING).update(state=SoundState.PREPARING)
    found = Sound.objects.select_related("station", "original__key").filter(uid=sound).first()
    if not taken or found is None or found.original is None:
        return {}
    try:
        with private_folder(sound) as folder:
            _open(found.original, folder / "original")
            made = prepared(folder, _wish(found), limits(), _telling(progress))
            progress(96, 100, gettext("Locking it away"))
            kept = _keep(found, made, folder, keep_original, by=progress.viewer)
    except Unusable as refused:
        _settle(found, SoundState.REFUSED, refused.code)
        raise jobs.Refused(refusal_words(refused.code)) from refused
    except (Broken, OSError, vault.Tampered, vault.Erased):
        _settle(found, SoundState.WAITING)
        raise
    return {"sound": sound, "slots": made.slots, "pictures": made.pictures} if kept else {}


def _settle(sound: Sound, state: SoundState, refusal: str = "") -> None:
    Sound.objects.filter(pk=sound.pk, state=SoundState.PREPARING).update(state=state, refusal=refusal)


def _wish(sound: Sound) -> Wish:
    """No title is written into the file: it could not be changed there, or taken back."""
    changed = sound.voice_way == VoiceWay.CHANGED
    return Wish(sound.cut_from, sound.cut_to, changed=changed, show=str(sound.station))


def _telling(progress: jobs.Progress) -> Any:
    def tell(stage: str, seconds: int, of: int) -> None:
        share = min(1.0, seconds / of) if of else 0.0
        if stage == "listening":
            progress(round(20 * share), 100, gettext("Listening to it"))
        else:
            progress(20 + round(75 * share), 100, gettext("Making it ready for the radio"))

    return tell


def _open(original: SealedFile, place: Path) -> None:
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        for piece in files.pieces(original):
            out.write(piece)


def _keep(sound: Sound, made: Prepared, folder: Path, keep_original: bool, *, by: Viewer) -> bool:
    """Seal what was made and say so on the sound; nothing when the sound was taken away meanwhile."""
    with transaction.atomic():
        locked = Sound.objects.select_for_update(of=("self",)).select_related("original__key").get(pk=sound.pk)
        if locked.state != SoundState.PREPARING:
            return False
        for old in locked.renditions.select_related("sealed__key"):
            old.delete()
            _forget(old.sealed)
        for profile in Profile:
            with (folder / profile.value).open("rb") as stream:
                sealed = files.keep(
                    stream, name=f"{profile.value}", media_type=MEDIA[profile], by=by, limit=limits().written
                )
            places = made.offsets.get(profile.value, [])
            offsets = struct.pack(f"<{len(places)}I", *places)
            Rendition.objects.create(sound=locked, profile=profile, sealed=sealed, size=sealed.size, offsets=offsets)
        if not keep_original and locked.original is not None:
            _forget(locked.original)
            locked.original = None
        locked.state, locked.refusal, locked.prepared_at = SoundState.READY, "", clock.now()
        locked.milliseconds, locked.slots, locked.waveform = made.milliseconds, made.slots, made.waveform
        locked.loudness_in, locked.loudness_out = round(100 * made.loudness_in), round(100 * made.loudness_out)
        locked.save()
    return True


def _forget(file: SealedFile) -> None:
    vault.destroy(file.key)
    transaction.on_commit(lambda: files.forget_content(file))


def _folders() -> Path:
    return Path(settings.TERRAIN_HOME) / "radio" / "tmp"


@contextmanager
def private_folder(name: str) -> Iterator[Path]:
    """A folder that nobody else reads, gone with all it holds at the end; its lock says that somebody still works in it."""
    _folders().mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=_folders()))
    try:
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep_folders() -> int:
    """Empty the folders whose worker was killed; returns how many."""
    swept = 0
    for folder in _folders().iterdir() if _folders().is_dir() else ():
        with suppress(OSError):
            if _is_abandoned(folder):
                shutil.rmtree(folder, ignore_errors=True)
                swept += 1
    return swept


def _is_abandoned(folder: Path) -> bool:
    try:
        with (folder / "lock").open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except FileNotFoundError:
        return time.time() - folder.stat().st_mtime > YOUNG
    return True


def _is_worked_on(sound: Sound) -> bool:
    folders = _folders().glob(f"{sound.uid}-*") if _folders().is_dir() else ()
    return any(not _is_abandoned(folder) for folder in folders)


def sweep(today: date) -> str:
    """What a killed worker left: folders are emptied, sounds that nobody prepares any more are queued again. In a few words."""
    swept, again = sweep_folders(), 0
    for sound in Sound.objects.filter(state=SoundState.PREPARING, original__isnull=False).select_related("station"):
        if _live_job(sound) is None:
            lost = Job.objects.filter(kind=KIND, arguments__sound=str(sound.uid), state=JobState.RUNNING)
            kept = lost.filter(arguments__keep_original=False).first() is None
            lost.update(
                state=JobState.FAILED, ended_at=clock.now(), words=gettext("This was interrupted and begun again.")
            )
            prepare(sound, by=HOUSE, keep_original=kept)
            again += 1
    return f"{swept} folders emptied, {again} sounds queued again" if swept or again else ""
