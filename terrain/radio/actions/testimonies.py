"""Lent voices: told, written down, agreed to, read by somebody else; the recording behind them goes when she says so."""

from dataclasses import dataclass

from terrain.core import clock, files, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import held, save_next
from terrain.core.models import SealedFile
from terrain.radio import lifecycle
from terrain.radio.actions.withdrawing import withdraw_episode
from terrain.radio.enums import Agreed, EpisodeState, Withdrawn, WordsState
from terrain.radio.models import LentWords, Station, Voice
from terrain.radio.policies.recordings import (
    check_agree,
    check_forget,
    check_read_words,
    check_record,
    check_take_back,
    check_take_up,
    check_write,
)
from terrain.radio.policies.stations import check_host, check_produce


@dataclass(frozen=True)
class Told:
    """What somebody tells for another voice to read: a recording, a text, or both."""

    author: Voice
    words: str = ""
    original: SealedFile | None = None
    language: str = "ar"
    forget_when_heard: bool = True


def tell(station: Station, said: Told, *, by: Viewer) -> LentWords:
    """Keep what somebody told. A host tells for herself; a producer also for others. Raises ``ValueError`` for nothing told."""
    check_record(by, station)
    if by.user_id is None or said.author.user_id != by.user_id or said.author.project_id != station.project_id:
        check_produce(by, station.project_id)
    if not said.words.strip() and said.original is None:
        raise ValueError("nothing was told")
    with action("radio.testimony_told", by=by, project_id=station.project_id) as act:
        testimony = LentWords(
            station=station,
            author=said.author,
            original=said.original,
            language=said.language,
            forget_when_heard=said.forget_when_heard,
            key=vault.new_key(),
            made_by_id=by.user_id,
        )
        if said.words.strip():
            testimony.state = lifecycle.after(lifecycle.TESTIMONY, "write", testimony.state)
            testimony.seal_words(said.words.strip())
        testimony.save()
        act.obj = testimony
        act.detail = {"voice": said.original is not None}
    return testimony


def write(testimony: LentWords, words: str, *, version: int, by: Viewer) -> None:
    """Write the words down, or anew: whoever agreed before agrees again. Raises ``ChangedMeanwhile``."""
    check_write(by, testimony)
    with action("radio.testimony_written", by=by, obj=testimony, project_id=testimony.station.project_id) as act:
        now = held(testimony)
        check_write(by, now)
        if now.words == words.strip():
            act.silent = True
            return
        now.state = lifecycle.after(lifecycle.TESTIMONY, "write", now.state)
        now.seal_words(words.strip())
        now.agreed_at, now.agreed_by_id, now.agreed_how = None, None, ""
        save_next(now, version)


def agree(testimony: LentWords, how: str, *, version: int, by: Viewer) -> None:
    """The author agrees to these very words, here or to staff. Raises ``ChangedMeanwhile`` when the words changed since they were shown."""
    check_agree(by, testimony)
    with action("radio.testimony_agreed", by=by, obj=testimony, project_id=testimony.station.project_id) as act:
        now = held(testimony)
        if now.state == WordsState.AGREED and now.version == version + 1:
            act.silent = True
            return
        check_agree(by, now)
        herself = by.user_id is not None and now.author.user_id == by.user_id
        now.agreed_how = Agreed.HERSELF if herself else Agreed(how)
        now.state = lifecycle.after(lifecycle.TESTIMONY, "agree", now.state)
        now.agreed_at, now.agreed_by_id = clock.now(), by.user_id
        act.detail = {"how": now.agreed_how}
        save_next(now, version)


def take_up(testimony: LentWords, *, by: Viewer) -> None:
    """Be the one who reads the words; of two who ask at once the second is told."""
    with action("radio.testimony_taken_up", by=by, obj=testimony, project_id=testimony.station.project_id) as act:
        now = held(testimony)
        if now.state == WordsState.READING:
            check_read_words(by, now)
            act.silent = True
            return
        check_take_up(by, now)
        now.state = lifecycle.after(lifecycle.TESTIMONY, "take_up", now.state)
        now.reader_id = by.user_id
        now.save(update_fields=["state", "reader"])


def leave(testimony: LentWords, *, by: Viewer) -> None:
    """Leave the words for another reader: whoever took them up, or a producer."""
    with action("radio.testimony_left", by=by, obj=testimony, project_id=testimony.station.project_id):
        now = held(testimony)
        if by.user_id is None or now.reader_id != by.user_id:
            check_produce(by, now.station.project_id)
        check_host(by, now.station.project_id)
        now.state = lifecycle.after(lifecycle.TESTIMONY, "leave", now.state)
        now.reader = None
        now.save(update_fields=["state", "reader"])


def forget(testimony: LentWords, *, by: Viewer) -> None:
    """She says so: the recording behind her words is deleted for good. The words stay."""
    check_forget(by, testimony)
    _forget(testimony, by)


def forget_by_rule(testimony: LentWords, *, by: Viewer) -> None:
    """The words are heard, and she chose that the recording behind them goes then; ``by``: whoever published."""
    check_host(by, testimony.station.project_id)
    if testimony.forget_when_heard:
        _forget(testimony, by)


def _forget(testimony: LentWords, by: Viewer) -> None:
    with action(
        "radio.testimony_original_forgotten", by=by, obj=testimony, project_id=testimony.station.project_id
    ) as act:
        now = held(testimony)
        if now.original is None:
            act.silent = True
            return
        _destroy_original(now)
        now.save(update_fields=["original", "forgotten_at"])


def _destroy_original(testimony: LentWords) -> None:
    if testimony.original is not None:
        vault.destroy(testimony.original.key)
        files.forget_later(testimony.original)
        testimony.original, testimony.forgotten_at = None, clock.now()


def take_back(testimony: LentWords, *, by: Viewer) -> None:
    """She does not want it any more: recording and words are destroyed, and what was made of them is withdrawn."""
    with action("radio.testimony_taken_back", by=by, obj=testimony, project_id=testimony.station.project_id) as act:
        now = held(testimony)
        if now.state == WordsState.GONE:
            act.silent = True
            return
        check_take_back(by, now)
        act.detail = {"from": now.state}
        now.state = lifecycle.after(lifecycle.TESTIMONY, "take_back", now.state)
        _destroy_original(now)
        vault.destroy(now.key)
        now.sealed_words = b""
        now.version += 1
        now.save()
        if now.episode is not None and now.episode.state != EpisodeState.WITHDRAWN:
            withdraw_episode(now.episode, reason=Withdrawn.CONSENT, by=by)
