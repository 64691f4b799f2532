"""Arguments of the radio's addresses: everything lies in project W4I."""

from datetime import time
from typing import Any

from terrain.core import clock, vault
from terrain.radio.enums import ChangeKind, SoundKind
from terrain.radio.models import GridChange, GridPlace, Show, Sound, Station, Voice
from terrain.radio.slots import slot_at


class RadioWorld:
    """A station with a show and a voice."""

    def __init__(self, w4i: Any) -> None:
        first = slot_at(clock.now())
        self.station = Station.objects.create(
            project=w4i, slug="meres", name={"fr": "Mères en ligne"}, first_slot=first
        )
        self.show = Show.objects.create(station=self.station, slug="cafe", title={"fr": "Le café du matin"})
        today = clock.today()
        self.place = GridPlace.objects.create(
            station=self.station,
            show=self.show,
            weekday=today.weekday(),
            starts=time(10),
            slots=900,
            valid_from=today,
        )
        self.change = GridChange.objects.create(
            station=self.station, kind=ChangeKind.CANCELLED, day=today, place=self.place
        )
        self.jingle = Sound.objects.create(station=self.station, kind=SoundKind.JINGLE, title="Indicatif")
        self.voice = Voice.objects.create(project=w4i, air_name="Amal", key=vault.new_key())

    def arguments(self, page: str) -> list[Any]:
        """What the address ``radio:<page>`` or ``listen:<page>`` needs."""
        station, show, place = [self.station.slug], [self.show.uid], [self.place.uid]
        today, sound = clock.today().isoformat(), [self.jingle.uid]
        return {
            "home": [],
            # the station
            "open_station": [],
            "station": station,
            "edit_station": station,
            "shows": station,
            "new_show": station,
            "show": show,
            "edit_show": show,
            "end_show": show,
            "grid": station,
            "new_place": station,
            "check_place": station,
            "edit_place": place,
            "end_place": place,
            "cancel_day": [*place, today],
            "day": [*station, today],
            "add_extra": [*station, today],
            "undo_change": [self.change.uid],
            "plays": station,
            "fallback": station,
            "jingles": station,
            "new_sound": station,
            "sound": sound,
            "hear_sound": sound,
            "take_away_sound": sound,
        }[page]
