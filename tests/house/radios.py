"""Arguments of the radio's addresses: everything lies in project W4I."""

from typing import Any

from terrain.core import clock, vault
from terrain.radio.actions.consents import Agreement, agree, make_link
from terrain.radio.enums import Scope
from terrain.radio.models import Show, Station, Voice
from terrain.radio.slots import slot_at
from tests.factories import HOUSE, AssignmentFactory, UserFactory

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
        agree(self.voice, Agreement(frozenset({Scope.AIR}), clock.today() + clock.ONE_DAY), by=HOUSE)

    def arguments(self, page: str) -> list[Any]:
        """What the address ``radio:<page>`` or ``listen:<page>`` needs."""
        if page in OF_A_VOICE:
            return [self.voice.uid]
        return {
            "home": [],
            "voices": [],
            "new_voice": [],
            "my_voice": [],
            "my_agreement": [],
            "change_my_mind": [],
            "voice_proof": [self.voice.consents.get().uid],
            "mine": [self.link],
        }[page]
