"""Arguments of the radio's addresses: everything lies in project W4I."""

from typing import Any

from terrain.core import clock, vault
from terrain.radio.models import Show, Station, Voice
from terrain.radio.slots import slot_at


class RadioWorld:
    """A station with a show and a voice."""

    def __init__(self, w4i: Any) -> None:
        first = slot_at(clock.now())
        self.station = Station.objects.create(
            project=w4i, slug="meres", name={"fr": "Mères en ligne"}, first_slot=first
        )
        self.show = Show.objects.create(station=self.station, slug="cafe", title={"fr": "Le café du matin"})
        self.voice = Voice.objects.create(project=w4i, air_name="Amal", key=vault.new_key())

    def arguments(self, page: str) -> list[Any]:
        """What the address ``radio:<page>`` or ``listen:<page>`` needs."""
        return {
            "home": [],
        }[page]
