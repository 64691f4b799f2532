"""An organisation, a professional of it and two entries that look alike, for asking every address as every role."""

from typing import Any

from terrain.core import clock
from terrain.network.actions.organisations import Described, add_organisation
from terrain.network.actions.pairs import part_organisations
from terrain.network.actions.professionals import Known, list_professional
from terrain.network.models import Contact
from tests.factories import HOUSE

PLANTED = Contact("Zoubida Tassaft", "Juge Qoubaliya", "0537998877", "zoubida.tassaft@justice.example")


class DirectoryWorld:
    """Arguments of the addresses of organisations and professionals by their names."""

    def __init__(self) -> None:
        self.profile = add_organisation("Tribunal des essais", Described("court"), by=HOUSE)
        other = add_organisation("Tribunal des esais", Described("court"), by=HOUSE)
        self.pair = part_organisations(self.profile.organisation, other.organisation, by=HOUSE)
        known = Known(PLANTED, "magistrate", "office", clock.today(), organisation=self.profile.organisation)
        self.professional = list_professional(known, by=HOUSE)

    def arguments(self, name: str) -> list[Any] | None:
        """What the address called ``name`` needs; ``None`` when it is of another part."""
        code, who = self.profile.organisation.code, self.professional.uid
        return {
            "network:organisations": [],
            "network:new_organisation": [],
            "network:organisation": [self.profile.uid],
            "network:named_organisation": [code],
            "network:edit_organisation": [code],
            "network:professionals": [],
            "network:new_professional": [],
            "network:professional": [who],
            "network:confirm_professional": [who],
            "network:take_out": [who],
            "network:mend_first": [],
            "network:pairs": ["organisations"],
            "network:answer_pair": ["organisations"],
            "network:take_back_pair": ["organisations", self.pair.pk if self.pair is not None else 0],
        }.get(name)
