"""Episodes: begun from a recording, named, heard by a second person, published."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import held, put, save_next
from terrain.core.models import SealedFile
from terrain.radio import lifecycle
from terrain.radio.actions import log
from terrain.radio.actions.testimonies import forget_by_rule
from terrain.radio.consent import consents
from terrain.radio.enums import EpisodeState, Part, Scope, SoundKind, VoiceKind, VoiceWay
from terrain.radio.models import Episode, EpisodeVoice, LentWords, Show, Sound, Voice
from terrain.radio.policies.episodes import (
    check_approve,
    check_begin,
    check_change,
    check_publish,
    check_send,
    check_send_back,
)
from terrain.radio.sounds import preparing, shelf


@dataclass(frozen=True)
class SoundSaid:
    """What is heard: the file as it came, between which milliseconds it is kept (``cut_to`` 0: its end), and how the voice is heard.

    ``changed_here``: the voice is still to be changed while the sound is prepared, and how it came goes then.
    """

    original: SealedFile
    cut_from: int = 0
    cut_to: int = 0
    way: str = VoiceWay.OWN
    changed_here: bool = False


@dataclass(frozen=True)
class EpisodeSaid:
    """What an episode is. ``chapters``: ``{"at": seconds, "title": text}`` in their order; ``transcript``: WebVTT or nothing."""

    title: str
    summary: str = ""
    language: str = "ar"
    transcript: str = ""
    chapters: list[dict[str, Any]] = field(default_factory=list)


def begin(show: Show, said: SoundSaid, voices: Iterable[tuple[Voice, str]], *, by: Viewer) -> Episode:
    """A draft from what was recorded; its sound is prepared in the background. ``voices``: who is heard, and as what (``Part``)."""
    check_begin(by, show)
    with action("radio.episode_begun", by=by, project_id=show.station.project_id, detail={"way": said.way}) as act:
        sound = Sound.objects.create(
            station=show.station,
            kind=SoundKind.EPISODE,
            original=said.original,
            cut_from=said.cut_from,
            cut_to=said.cut_to,
            voice_way=VoiceWay.CHANGED if said.changed_here else "",
            made_by_id=by.user_id,
        )
        episode = Episode.objects.create(
            show=show,
            language=show.language,
            way=said.way,
            sound=sound,
            made_by_id=by.user_id,
            changed_by_id=by.user_id,
        )
        EpisodeVoice.objects.bulk_create(
            EpisodeVoice(episode=episode, voice=voice, part=part) for voice, part in dict.fromkeys(voices)
        )
        act.obj = episode
        preparing.prepare(sound, by=by, keep_original=not said.changed_here)
    return episode


def change(episode: Episode, said: EpisodeSaid, *, version: int, by: Viewer) -> Episode:
    """Say anew what an episode is. Raises ``ChangedMeanwhile``."""
    check_change(by, episode)
    with action("radio.episode_changed", by=by, obj=episode, project_id=episode.show.station.project_id) as act:
        now = held(episode)
        check_change(by, now)
        act.detail = {"fields": put(now, said)}
        if not act.detail["fields"]:
            act.silent = True
            return now
        now.changed_by_id = by.user_id
        save_next(now, version)
    return now


def change_voices(episode: Episode, voices: Iterable[tuple[Voice, str]], *, by: Viewer) -> None:
    """Who is heard in an episode, and as what. Whose words are lent stays, and which listener is heard: that follows from the words and
    the sound themselves."""
    check_change(by, episode)
    with action("radio.episode_voices_changed", by=by, obj=episode, project_id=episode.show.station.project_id) as act:
        now = held(episode)
        check_change(by, now)
        wanted = {
            (voice.pk, part) for voice, part in voices if part != Part.AUTHOR and voice.kind != VoiceKind.LISTENER
        }
        theirs = now.parts.exclude(part=Part.AUTHOR).exclude(voice__kind=VoiceKind.LISTENER)
        there = {(one.voice_id, one.part): one for one in theirs}
        act.silent = wanted == set(there)
        if act.silent:
            return
        for one in set(there) - wanted:
            there[one].delete()
        EpisodeVoice.objects.bulk_create(
            EpisodeVoice(episode=now, voice_id=voice, part=part) for voice, part in sorted(wanted - set(there))
        )
        now.changed_by_id, now.version = by.user_id, now.version + 1
        now.save(update_fields=["changed_by", "version"])


def send(episode: Episode, *, by: Viewer) -> None:
    """Give an episode to a second person. Sent twice, it was sent once."""
    with action("radio.episode_sent", by=by, obj=episode, project_id=episode.show.station.project_id) as act:
        now = held(episode)
        if now.state == EpisodeState.REVIEW and now.made_by_id == by.user_id:
            act.silent = True
            return
        check_send(by, now)
        now.state = lifecycle.after(lifecycle.EPISODE, "send", now.state)
        now.sent_at, now.sent_back, now.version = clock.now(), "", now.version + 1
        now.save(update_fields=["state", "sent_at", "sent_back", "version"])


def send_back(episode: Episode, words: str, *, by: Viewer) -> None:
    """Give an episode back to whoever made it, with a word that helps her."""
    with action("radio.episode_sent_back", by=by, obj=episode, project_id=episode.show.station.project_id):
        now = held(episode)
        check_send_back(by, now)
        now.state = lifecycle.after(lifecycle.EPISODE, "send_back", now.state)
        now.sent_back, now.version = words[:1000], now.version + 1
        now.approved_at, now.approved_by_id, now.checked_names = None, None, False
        now.save()


def approve(episode: Episode, *, checked_names: bool, version: int, by: Viewer) -> None:
    """Say, as a second person who listened, that it may be heard. ``version``: what she listened to; raises ``ChangedMeanwhile``.

    Approving again what one approved changes nothing; of two who approve at once the second is told that it is done.
    """
    with action("radio.episode_approved", by=by, obj=episode, project_id=episode.show.station.project_id) as act:
        now = held(episode)
        if now.state == EpisodeState.APPROVED and by.user_id is not None and now.approved_by_id == by.user_id:
            act.silent = True
            return
        check_approve(by, now, checked_names=checked_names, lacking=consents.lacking_said(now, Scope.AIR))
        now.state = lifecycle.after(lifecycle.EPISODE, "approve", now.state)
        now.checked_names, now.approved_at, now.approved_by_id = True, clock.now(), by.user_id
        save_next(now, version)


def publish(episode: Episode, *, air_from: datetime | None = None, by: Viewer) -> None:
    """From now on (or ``air_from``) it may be on air, on pages and in podcasts. Published twice, it was published once."""
    with action("radio.episode_published", by=by, obj=episode, project_id=episode.show.station.project_id) as act:
        now = held(episode)
        if now.state == EpisodeState.PUBLISHED:
            act.silent = True
            return
        check_publish(by, now, lacking=consents.lacking_said(now, Scope.AIR))
        now.state = lifecycle.after(lifecycle.EPISODE, "publish", now.state)
        now.published_at = clock.now()
        now.air_from, now.version = air_from or now.published_at, now.version + 1
        now.save(update_fields=["state", "published_at", "air_from", "version"])
        if now.sound is None:
            return
        shelf.air(now.sound)
        for told in LentWords.objects.filter(episode=now, forget_when_heard=True, original__isnull=False):
            forget_by_rule(told, by=by)
        log.compile_ahead(now.show.station, by=by)
