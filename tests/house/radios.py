"""Arguments of the radio's addresses: everything lies in project W4I."""

import io
from typing import Any
from uuid import UUID

from terrain.core import clock, files, vault
from terrain.radio.actions import claims, messages
from terrain.radio.actions.consents import Agreement, agree, make_link
from terrain.radio.air.fragments import path_of
from terrain.radio.enums import Scope
from terrain.radio.models import Episode, Rendition, Show, Sound, Station, Voice
from terrain.radio.slots import slot_at
from tests.factories import HOUSE, AssignmentFactory, UserFactory

VTT = "WEBVTT\n\n00:00:00.000 --> 00:00:04.000\nBonjour.\n"
NOTHING = (
    "home", "voices", "new_voice", "my_voice", "my_agreement", "change_my_mind", "radios", "messages", "conversation", "claims",
)  # fmt: skip
OF_A_VOICE = {
    "voice", "edit_voice", "voice_agreement", "voice_take_back", "voice_code", "voice_phone_lost", "voice_link", "voice_person",
    "voice_left",
}  # fmt: skip


def _host(project: Any) -> Any:
    return AssignmentFactory(user=UserFactory(), role="radio_host", project=project).user


class RadioWorld:
    """A station with a show and a voice."""

    def __init__(self, w4i: Any) -> None:
        first = slot_at(clock.now())
        self.station = Station.objects.create(
            project=w4i, slug="meres", name={"fr": "Mères en ligne"}, first_slot=first
        )
        self.show = Show.objects.create(station=self.station, slug="cafe", title={"fr": "Le café du matin"})
        self.voice = Voice.objects.create(project=w4i, air_name="Amal", key=vault.new_key(), user=_host(w4i))
        self.link = make_link(self.voice, by=HOUSE)
        agree(self.voice, Agreement(frozenset(Scope), clock.today() + clock.ONE_DAY), by=HOUSE)
        self.proof = self.voice.consents.filter(scope=Scope.AIR).get()

        self.episode = self._published()
        self.message = messages.send(self.station.pk, messages.Said("Bonjour", audio=io.BytesIO(b"OggS")), by=HOUSE)
        line = messages.Line(clock.now(), "auditrice 1", "Bonjour", lambda: None)
        self.batch: UUID = messages.look(self.station, [line], by=HOUSE)
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

    def arguments(self, page: str) -> list[Any]:
        """What the address ``radio:<page>`` or ``listen:<page>`` needs."""
        if page in OF_A_VOICE:
            return [self.voice.uid]
        of_the_station = ("station", "week", "help", "write", "club", "calendar", "feed", "zip")
        return (
            {page: [self.station.slug] for page in of_the_station}
            | {page: [self.station.slug, self.show.slug] for page in ("show", "show_feed")}
            | {page: [self.station.slug, self.episode.uid] for page in ("episode", "transcript", "chapters")}
            | {
                page: [self.message.uid]
                for page in ("message", "message_sound", "keep_message", "answer_message", "refuse_message")
            }
            | {"voice_proof": [self.proof.uid], "mine": [self.link]}
            | {"looked": [self.batch], "decide_claim": [self.claim.uid]}
            | dict.fromkeys(NOTHING, [])
        )[page]
