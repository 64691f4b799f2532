"""Arguments of the radio's addresses: everything lies in project W4I."""

import io
from datetime import time
from typing import Any
from uuid import uuid4

from terrain.core import clock, files, vault
from terrain.radio.actions import claims, messages
from terrain.radio.actions.consents import Agreement, agree, make_link
from terrain.radio.air.fragments import path_of
from terrain.radio.enums import ChangeKind, EpisodeState, LiveState, Scope, SoundKind, WordsState
from terrain.radio.models import (
    Club,
    Episode,
    GridChange,
    GridPlace,
    Hint,
    LentWords,
    LiveBroadcast,
    Rendition,
    Show,
    Sound,
    Station,
    Voice,
)
from terrain.radio.slots import slot_at
from tests.factories import HOUSE, AssignmentFactory, UserFactory

VTT = "WEBVTT\n\n00:00:00.000 --> 00:00:04.000\nBonjour.\n"
OF_A_VOICE = {
    "voice", "edit_voice", "voice_agreement", "voice_take_back", "voice_code", "voice_phone_lost", "voice_link", "voice_person",
    "voice_left",
}  # fmt: skip
OF_AN_EPISODE = {
    "episode", "edit_episode", "episode_voices", "send_episode", "approve_episode", "send_back_episode", "publish_episode",
    "withdraw_episode", "episode_sound",
}  # fmt: skip
OF_LENT_WORDS = {
    "testimony", "write_testimony", "agree_testimony", "take_up_testimony", "leave_testimony", "read_testimony",
    "testimony_sound", "forget_testimony", "take_back_testimony",
}  # fmt: skip
OF_A_LIVE = {"live", "live_state", "watch_live", "open_live", "cut_live", "close_live", "live_desk"}
OF_A_MESSAGE = {"message", "message_sound", "keep_message", "answer_message", "refuse_message"}
OF_A_MESSAGE_THAT_MAY_AIR = {"draft_message", "lend_message"}
OF_THE_STATION = {
    "station", "edit_station", "shows", "new_show", "grid", "new_place", "check_place", "plays", "fallback", "jingles", "new_sound",
    "hints",
}  # fmt: skip
OF_A_SHOW = {"show", "edit_show", "end_show", "audience_of_show"}
OF_LISTENERS = {"station", "week", "help", "write", "club", "calendar", "feed", "zip"}


def _host(project: Any) -> Any:
    return AssignmentFactory(user=UserFactory(), role="radio_host", project=project).user


class RadioWorld:
    """A station with a show and a voice, an episode to review and one that is heard, and one of everything else."""

    def __init__(self, w4i: Any) -> None:
        first = slot_at(clock.now())
        self.station = Station.objects.create(
            project=w4i, slug="meres", name={"fr": "Mères en ligne"}, first_slot=first
        )
        self.show = Show.objects.create(station=self.station, slug="cafe", title={"fr": "Le café du matin"})
        self.voice = Voice.objects.create(project=w4i, air_name="Amal", key=vault.new_key(), user=_host(w4i))
        self.link = make_link(self.voice, by=HOUSE)
        agree(self.voice, Agreement(frozenset(Scope), clock.today() + clock.ONE_DAY), by=HOUSE)
        self.jingle = Sound.objects.create(station=self.station, kind=SoundKind.JINGLE, title="Indicatif")
        self.hint = self._spoken()
        self.episode = Episode.objects.create(show=self.show, title="Un matin", state=EpisodeState.REVIEW)
        self.heard = self._published()
        self._grid()
        self._listeners()
        self.words = LentWords.objects.create(
            station=self.station, author=self.voice, key=vault.new_key(), state=WordsState.AGREED, agreed_at=clock.now()
        )
        self.live = LiveBroadcast.objects.create(
            station=self.station, show=self.show, voice=self.voice, state=LiveState.WAITING, announced_at=clock.now()
        )

    def _spoken(self) -> Hint:
        sound = Sound.objects.create(station=self.station, kind=SoundKind.HINT, state="ready", slots=1)
        sealed = files.keep(io.BytesIO(b"sealed"), name="x", by=HOUSE)
        Rendition.objects.create(sound=sound, profile="mp3", sealed=sealed, size=6)
        return Hint.objects.create(station=self.station, key="home", language="fr", sound=sound, words="Parle.")

    def _grid(self) -> None:
        today = clock.today()
        self.place = GridPlace.objects.create(
            station=self.station, show=self.show, weekday=today.weekday(), starts=time(10), slots=900, valid_from=today
        )
        self.change = GridChange.objects.create(
            station=self.station, kind=ChangeKind.CANCELLED, day=today, place=self.place
        )

    def _listeners(self) -> None:
        sheet = files.keep(io.BytesIO(b"sheet"), name="sheet.jpg", by=HOUSE)
        self.club = Club.objects.create(
            station=self.station, day=clock.today(), heads=12, proof=sheet, made_at=clock.now()
        )
        self.message = messages.send(self.station.pk, messages.Said("Bonjour", audio=io.BytesIO(b"OggS")), by=HOUSE)
        yes = messages.Said("Bonjour", audio=io.BytesIO(b"OggS"), asked_in="fr")
        self.may_air = messages.send(self.station.pk, yes, by=HOUSE)
        messages.keep(self.may_air, by=HOUSE)
        line = messages.Line(clock.now(), "auditrice 1", "Bonjour", lambda: None)
        self.batch = messages.look(self.station, [line], by=HOUSE)
        told = claims.Claimed("ABCDEFGH", clock.today(), clock.today(), 12)
        self.claim = claims.claim(self.station.pk, told, by=HOUSE)

    def _published(self) -> Episode:
        now = clock.now()
        sound = Sound.objects.create(station=self.station, kind="episode", state="ready", slots=1, milliseconds=4000)
        sealed = files.keep(io.BytesIO(b"sealed"), name="x", by=HOUSE)
        Rendition.objects.create(sound=sound, profile="mp3", sealed=sealed, size=3, on_air=True)
        path = path_of(str(sound.uid), "mp3")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"mp3")
        episode = Episode.objects.create(
            show=self.show, title="Un", sound=sound, state="published", approved_at=now, published_at=now,
            checked_names=True, transcript=VTT, chapters=[{"at": 0, "title": "Début"}],
        )  # fmt: skip
        episode.parts.create(voice=self.voice, part="host")
        return episode

    def arguments(self, name: str) -> list[Any]:
        """What the address called ``name`` needs; most need nothing."""
        room, _colon, page = name.partition(":")
        return self._of_listeners(page) if room == "listen" else self._of_the_studio(page)

    def _of_listeners(self, page: str) -> list[Any]:
        if page in OF_LISTENERS:
            return [self.station.slug]
        if page in {"show", "show_feed"}:
            return [self.station.slug, self.show.slug]
        if page in {"episode", "transcript", "chapters"}:
            return [self.station.slug, self.heard.uid]
        return [self.link] if page == "mine" else []

    def _of_the_studio(self, page: str) -> list[Any]:
        for pages, key in (
            (OF_A_VOICE, self.voice.uid),
            (OF_AN_EPISODE, self.episode.uid),
            (OF_LENT_WORDS, self.words.uid),
            (OF_A_LIVE, self.live.uid),
            (OF_A_MESSAGE, self.message.uid),
            (OF_A_MESSAGE_THAT_MAY_AIR, self.may_air.uid),
            (OF_THE_STATION, self.station.slug),
            (OF_A_SHOW, self.show.uid),
            ({"edit_place", "end_place"}, self.place.uid),
            ({"club_sheet", "strike_club"}, self.club.uid),
            ({"audience", "new_club", "survey"}, "W4I"),
            ({"begin_recording", "finish_recording", "drop_recording"}, uuid4()),
            ({"hear_hint", "take_away_hint"}, self.hint.sound.uid),
            ({"sound", "hear_sound", "take_away_sound"}, self.jingle.uid),
        ):
            if page in pages:
                return [key]
        today = clock.today().isoformat()
        return {
            "record": ["own"],
            "record_hint": [self.station.slug, "home", "fr"],
            "send_chunk": [uuid4(), 0],
            "live_piece": [self.live.uid, 0, 0],
            "cancel_day": [self.place.uid, today],
            "day": [self.station.slug, today],
            "add_extra": [self.station.slug, today],
            "undo_change": [self.change.uid],
            "heard": [self.heard.uid],
            "voice_proof": [self.voice.consents.filter(scope=Scope.AIR).get().uid],
            "looked": [self.batch],
            "decide_claim": [self.claim.uid],
        }.get(page, [])
