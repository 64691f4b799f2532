"""A campaign with an event and a declared estimate, a journalist and a piece, for asking every address as every role."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from terrain.core import clock
from terrain.outreach.actions import campaigns, estimates, press
from terrain.outreach.actions.proofs import Proof
from terrain.outreach.enums import Method
from terrain.programmes.models import Target
from tests.factories import HOUSE

GENERAL = {"home", "new", "press", "new_piece", "journalists", "accredit"}


class OutreachWorld:
    """Arguments of the addresses of campaigns by their names."""

    def __init__(self, project: Any) -> None:
        today = clock.today()
        said = campaigns.CampaignSaid(
            {"fr": "Vos droits au marché"},
            {"fr": "La carte se renouvelle."},
            ["market_stand"],
            today,
            today,
            public=True,
        )
        self.campaign = campaigns.open_campaign(project, said, by=HOUSE)
        met = campaigns.EventSaid(today, "Rabat", "market_stand", 120, "one_by_one")
        self.event = campaigns.log_event(self.campaign, met, proof=self._proof(), by=HOUSE)
        self.estimate = self._estimate(self.campaign)
        ended = campaigns.open_campaign(
            project,
            campaigns.CampaignSaid(
                {"fr": "Une autre"},
                {"fr": "Un message."},
                ["market_stand"],
                today - timedelta(9),
                today,
                target=Target.objects.get(code="W4I-T5"),
            ),
            by=HOUSE,
        )
        self.declared = self._estimate(ended)
        campaigns.end_campaign(ended, by=HOUSE)
        self.waiting = self._estimate(ended)
        estimates.declare(self.declared, combine="highest", by=HOUSE)
        asked = press.AccreditationSaid("Radio d'essai", "asked_herself", today)
        self.accreditation = press.accredit(project, "Journaliste d'essai", asked, by=HOUSE)
        self.piece = press.write_piece(
            project, press.PieceSaid("Un article", today, "Radio d'essai", "article"), by=HOUSE
        )

    @staticmethod
    def _proof() -> Proof:
        return Proof(BytesIO(b"proof"), "photo.jpg")

    def _estimate(self, campaign: Any) -> Any:
        survey = {"asked": 40, "had_met": 10}
        return estimates.estimate(campaign, Method.REPEATS, survey, source="Enquête", proof=self._proof(), by=HOUSE)

    def arguments(self, name: str) -> list[Any]:
        """What the address called ``name`` needs."""
        room, _colon, page = name.partition(":")
        if room == "campaign":
            return [self.campaign.slug]
        if page in GENERAL:
            return []
        known = {
            "pack": [self.campaign.uid, "sheet"],
            "new_estimate": [self.campaign.uid, "repeats"],
            "declare_estimate": [self.waiting.uid],
            "retract_estimate": [self.declared.uid],
            "estimate": [self.declared.uid],
            "estimate_proof": [self.declared.uid],
            "accreditation": [self.accreditation.uid],
            "take_out": [self.accreditation.uid],
            "edit_piece": [self.piece.uid],
            "strike_piece": [self.piece.uid],
        }
        if page in known:
            return known[page]
        return [self.event.uid if "event" in page else self.campaign.uid]
