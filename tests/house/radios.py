"""Arguments of the radio's addresses: everything lies in project W4I."""

from io import BytesIO
from typing import Any

from terrain.core import clock, files, vault
from terrain.radio.models import Club, Episode, Show, Sound, Station, Voice
from terrain.radio.slots import slot_at
from tests.factories import HOUSE


class RadioWorld:
    """A station with a show and a voice."""

    def __init__(self, w4i: Any) -> None:
        first = slot_at(clock.now())
        self.station = Station.objects.create(
            project=w4i, slug="meres", name={"fr": "Mères en ligne"}, first_slot=first
        )
        self.show = Show.objects.create(station=self.station, slug="cafe", title={"fr": "Le café du matin"})
        sound = Sound.objects.create(station=self.station, kind="episode", state="ready", slots=60)
        self.heard = Episode.objects.create(
            show=self.show,
            state="published",
            sound=sound,
            checked_names=True,
            approved_at=clock.now(),
            published_at=clock.now(),
        )
        sheet = files.keep(BytesIO(b"sheet"), name="sheet.jpg", by=HOUSE)
        self.club = Club.objects.create(
            station=self.station, day=clock.today(), heads=12, proof=sheet, made_at=clock.now()
        )
        self.voice = Voice.objects.create(project=w4i, air_name="Amal", key=vault.new_key())

    def arguments(self, page: str) -> list[Any]:
        """What the address ``radio:<page>`` or ``listen:<page>`` needs."""
        return {
            "audience": ["W4I"],
            "audience_of_show": [self.show.uid],
            "club_sheet": [self.club.uid],
            "heard": [self.heard.uid],
            "home": [],
            "new_club": ["W4I"],
            "strike_club": [self.club.uid],
            "survey": ["W4I"],
        }[page]
