"""What was recorded arrives: part by part, each as often as the network needs, or as one file.

A telephone draws the number of its recording, tells what it will send, sends parts in any order, and says when it is done. Everything may be
said again and changes nothing then.
"""

import hashlib
import hmac
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO, cast
from uuid import UUID

from django.db import IntegrityError, transaction

from terrain.core import clock, files, slips, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import held
from terrain.core.models import SealedFile
from terrain.core.policies import require_everywhere
from terrain.radio import lifecycle
from terrain.radio.actions import episodes, hints, testimonies
from terrain.radio.enums import Part, RecordingFor, RecordingState, VoiceWay
from terrain.radio.hints import HINTS, languages_of
from terrain.radio.models import Episode, Hint, LentWords, Recording, RecordingChunk, Show, Station, Voice
from terrain.radio.models.recordings import CHUNK, CHUNK_SIZE, LARGEST, LONGEST, MOST_ARRIVING
from terrain.radio.policies.episodes import check_begin
from terrain.radio.policies.recordings import check_reading, check_record, check_recording
from terrain.radio.policies.stations import check_hints

Made = Episode | LentWords | Hint
"""What a recording becomes."""

WAITED = timedelta(days=30)
"""How long parts of a recording wait for the others."""


class Unfit(Exception):
    """What was sent is not what was announced; ``code`` says how."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class RecordingSaid:
    """What will become of a recording. ``show``: of the episode; ``testimony``: whose words are read, for a reading; ``hint``: which hint of
    the studio is spoken."""

    purpose: str
    way: str = VoiceWay.OWN
    show: Show | None = None
    testimony: LentWords | None = None
    from_file: bool = False
    media_type: str = ""
    language: str = "ar"
    hint: str = ""
    forget_when_heard: bool = True
    cut_from: int = 0
    cut_to: int = 0


def chunks_of(size: int) -> int:
    """How many parts a recording of so many bytes has."""
    return -(-size // CHUNK_SIZE)


def fingerprint(content: bytes) -> str:
    """What a telephone says of a part so that damage on the way is found: SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def own_voice(by: Viewer, station: Station) -> Voice | None:
    """The voice with which whoever acts is heard in this station's project."""
    return Voice.objects.filter(project_id=station.project_id, user_id=by.user_id or 0).first()


def _check_said(station: Station, said: RecordingSaid, by: Viewer) -> None:
    check_record(by, station)
    if said.purpose == RecordingFor.EPISODE:
        if said.show is None or said.show.station_id != station.pk or said.way == VoiceWay.LENT:
            raise Unfit("show")
        check_begin(by, said.show)
    elif said.purpose == RecordingFor.READING:
        if said.testimony is None or said.show is None or said.testimony.station_id != station.pk:
            raise Unfit("testimony")
        check_begin(by, said.show)
        check_reading(by, said.testimony)
    elif said.purpose == RecordingFor.HINT:
        _check_hint(station, said, by)
    elif own_voice(by, station) is None:
        raise Unfit("voice")
    if said.cut_to and said.cut_to <= said.cut_from:
        raise Unfit("cut")


def _check_hint(station: Station, said: RecordingSaid, by: Viewer) -> None:
    check_hints(by, station)
    if said.hint not in HINTS or said.language not in languages_of(station) or said.way != VoiceWay.OWN:
        raise Unfit("hint")


def _most(purpose: str) -> tuple[int, int]:
    """Bytes and milliseconds that may be sent for this."""
    return (hints.LARGEST, hints.LONGEST) if purpose == RecordingFor.HINT else (LARGEST, LONGEST)


def begin(
    uid: UUID, station: Station, said: RecordingSaid, *, size: int, milliseconds: int = 0, by: Viewer
) -> Recording:
    """Announce a recording of ``size`` bytes; said again it is the one that was announced. Raises ``Unfit`` and ``Denied``."""
    if (before := Recording.objects.filter(uid=uid).first()) is not None:
        check_recording(by, before)
        if before.size != size:
            raise Unfit("size")
        return _cut_anew(before, said, by)
    _check_said(station, said, by)
    largest, longest = _most(said.purpose)
    if not 0 < size <= largest or not 0 <= milliseconds <= longest:
        raise Unfit("too_large" if size > 0 else "empty")
    arriving = Recording.objects.filter(made_by_id=by.user_id, state=RecordingState.ARRIVING)
    if arriving.count() >= MOST_ARRIVING:
        raise Unfit("many")
    try:
        with action("radio.recording_begun", by=by, project_id=station.project_id, detail={"size": size}) as act:
            act.obj = recording = Recording.objects.create(
                uid=uid, station=station, made_by_id=by.user_id, size=size, chunks_due=chunks_of(size),
                milliseconds=milliseconds, key=vault.new_key(), **vars(said),
            )  # fmt: skip
    except IntegrityError:
        return begin(uid, station, said, size=size, milliseconds=milliseconds, by=by)
    return recording


def _cut_anew(recording: Recording, said: RecordingSaid, by: Viewer) -> Recording:
    """She may move the two ends while it is on its way."""
    if recording.state != RecordingState.ARRIVING or (said.cut_to and said.cut_to <= said.cut_from):
        return recording
    if (recording.cut_from, recording.cut_to) != (said.cut_from, said.cut_to):
        with action("radio.recording_begun", by=by, obj=recording, project_id=recording.station.project_id):
            recording.cut_from, recording.cut_to = said.cut_from, said.cut_to
            recording.save(update_fields=["cut_from", "cut_to"])
    return recording


def take_chunk(recording: Recording, number: int, content: bytes, sha256: str, *, by: Viewer) -> None:
    """Keep one part, sealed. The same part again changes nothing; raises ``Unfit``.

    ``mangled``: not what its fingerprint says; ``other``: another part stands under this number; ``number``, ``size``: not as announced;
    ``gone``: the recording was given up.
    """
    check_recording(by, recording)
    if not hmac.compare_digest(fingerprint(content).encode(), sha256.encode()):
        raise Unfit("mangled")
    if not 0 <= number < recording.chunks_due:
        raise Unfit("number")
    last = number == recording.chunks_due - 1
    if len(content) != (recording.size - number * CHUNK_SIZE if last else CHUNK_SIZE):
        raise Unfit("size")
    if recording.state != RecordingState.ARRIVING:
        if recording.state == RecordingState.GONE:
            raise Unfit("gone")
        return
    with action("radio.chunk_taken", by=by, obj=recording, project_id=recording.station.project_id) as act:
        act.silent = True
        try:
            with transaction.atomic():
                RecordingChunk.objects.create(
                    recording=recording,
                    number=number,
                    sha256=sha256,
                    sealed=vault.seal(recording.key, content, CHUNK),
                )
        except IntegrityError:
            if recording.chunks.get(number=number).sha256 != sha256:
                raise Unfit("other") from None


def lacking(recording: Recording) -> list[int]:
    """Numbers of the parts that have not arrived."""
    if recording.state != RecordingState.ARRIVING:
        return []
    there = set(recording.chunks.values_list("number", flat=True))
    return [number for number in range(recording.chunks_due) if number not in there]


class _Joined(io.RawIOBase):
    """The parts of a recording as one stream."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts, self._rest = parts, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._rest:
            self._rest = next(self._parts, b"")
        some = self._rest[: len(buffer)]
        self._rest = self._rest[len(some) :]
        buffer[: len(some)] = some
        return len(some)


def _plain(recording: Recording) -> Iterator[bytes]:
    for chunk in recording.chunks.order_by("number").iterator(chunk_size=16):
        yield vault.unseal(recording.key, bytes(chunk.sealed), CHUNK)


def finish(recording: Recording, *, by: Viewer) -> Made | None:
    """Everything was sent: put it together and make of it what it is for. Said again: what it became.

    Raises ``Unfit`` (``lacking``) while parts are missing, ``Denied`` when the rules changed meanwhile: then it stays as it is.
    """
    check_recording(by, recording)
    with action("radio.recording_arrived", by=by, obj=recording, project_id=recording.station.project_id) as act:
        now = held(recording)
        if now.state != RecordingState.ARRIVING:
            act.silent = True
            return now.made
        if lacking(now):
            raise Unfit("lacking")
        stream = cast(BinaryIO, io.BufferedReader(_Joined(_plain(now)), files.PIECE))
        original = files.keep(stream, name=str(now.uid), media_type=now.media_type, by=by, limit=LARGEST)
        made = _become(now, original, by)
        now.episode = made if isinstance(made, Episode) else None
        now.testimony = made if isinstance(made, LentWords) else now.testimony
        now.state, now.arrived_at = RecordingState.ARRIVED, clock.now()
        now.save()
        now.chunks.all().delete()
        vault.destroy(now.key)
    return made


def _become(recording: Recording, original: SealedFile, by: Viewer) -> Made:
    hers = own_voice(by, recording.station)
    if recording.purpose == RecordingFor.TESTIMONY:
        if hers is None:
            raise Unfit("voice")
        told = testimonies.Told(
            author=hers,
            original=original,
            language=recording.language,
            forget_when_heard=recording.forget_when_heard,
        )
        return testimonies.tell(recording.station, told, by=by)
    if recording.purpose == RecordingFor.HINT:
        spoken = hints.HintSaid(
            recording.hint, recording.language, original, cut_from=recording.cut_from, cut_to=recording.cut_to
        )
        return hints.record_hint(recording.station, spoken, by=by)
    if recording.show is None:
        raise Unfit("show")
    sound = episodes.SoundSaid(
        original=original,
        cut_from=recording.cut_from,
        cut_to=recording.cut_to,
        way=recording.way,
        changed_here=recording.from_file and recording.way == VoiceWay.CHANGED,
    )
    if recording.purpose == RecordingFor.READING and recording.testimony is not None:
        return _read(recording.show, recording.testimony, sound, hers, by)
    return episodes.begin(recording.show, sound, [(hers, Part.HOST)] if hers else [], by=by)


def _read(show: Show, testimony: LentWords, sound: episodes.SoundSaid, reader: Voice | None, by: Viewer) -> Episode:
    """An episode in which somebody else reads her words: what she agreed to is bound to it, her name is nowhere in it."""
    with action("radio.testimony_read", by=by, obj=testimony, project_id=testimony.station.project_id):
        now = held(testimony)
        check_reading(by, now)
        voices = [(now.author, Part.AUTHOR)] + ([(reader, Part.READER)] if reader else [])
        lent = episodes.SoundSaid(sound.original, sound.cut_from, sound.cut_to, VoiceWay.LENT)
        episode = episodes.begin(show, lent, voices, by=by)
        now.state = lifecycle.after(lifecycle.TESTIMONY, "read", now.state)
        now.episode = episode
        now.save(update_fields=["state", "episode"])
    return episode


def upload(
    station: Station, said: RecordingSaid, stream: BinaryIO, *, name: str, slip: UUID | None = None, by: Viewer
) -> Made:
    """A file chosen in a form, whole. Raises ``files.TooLarge``, ``Unfit`` and ``Denied``."""
    check_record(by, station)
    slip = slips.own(slip, by, station, "recording")
    with action("radio.recording_arrived", by=by, project_id=station.project_id) as act:
        recording = slips.taken(slip, Recording)
        if recording is not None:
            act.silent = True
            return cast(Made, recording.made)
        _check_said(station, said, by)
        original = files.keep(stream, name=name, media_type=said.media_type, by=by, limit=_most(said.purpose)[0])
        if not original.size:
            raise Unfit("empty")
        recording = Recording(
            station=station, made_by_id=by.user_id, size=original.size, chunks_due=chunks_of(original.size),
            key=vault.new_key(), **vars(said),
        )  # fmt: skip
        recording.uid = original.uid
        made = _become(recording, original, by)
        recording.episode = made if isinstance(made, Episode) else None
        recording.testimony = made if isinstance(made, LentWords) else said.testimony
        recording.state, recording.arrived_at = RecordingState.ARRIVED, clock.now()
        recording.save()
        vault.destroy(recording.key)
        slips.made(slip, recording)
        act.obj = recording
    return made


def drop(recording: Recording, *, by: Viewer) -> None:
    """She gives up what is still being sent: what has arrived of it is destroyed."""
    check_recording(by, recording)
    _drop(recording, by)


def drop_old(*, by: Viewer) -> int:
    """Give up what has been on its way for longer than ``WAITED``: done by the house itself. Returns how many."""
    require_everywhere(by, "radio.produce")
    old = Recording.objects.filter(state=RecordingState.ARRIVING, begun_at__lt=clock.now() - WAITED)
    found = list(old.select_related("station"))
    for recording in found:
        _drop(recording, by)
    return len(found)


def _drop(recording: Recording, by: Viewer) -> None:
    with action("radio.recording_dropped", by=by, obj=recording, project_id=recording.station.project_id) as act:
        now = held(recording)
        if now.state != RecordingState.ARRIVING:
            act.silent = True
            return
        now.state = RecordingState.GONE
        now.save(update_fields=["state"])
        now.chunks.all().delete()
        vault.destroy(now.key)
