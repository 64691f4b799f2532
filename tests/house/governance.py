"""A round table with a point, a decision, a commitment kept with a paper, an agreement, an experiment: for every address as every role."""

import io
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from terrain.core import clock
from terrain.network.actions import agendas, agreements, commitments, experiments, round_tables
from terrain.network.models import Commitment
from terrain.network.papers import Given
from terrain.programmes.models import Organisation
from tests.factories import HOUSE

GENERAL = {"flows", "to_agenda", "tables", "new_table", "commitments", "agreements", "new_agreement", "experiments"}


class GovernanceWorld:
    """Arguments of the addresses of round tables by their names."""

    def __init__(self, project: Any) -> None:
        today = clock.today()
        self.project = project
        court = Organisation.objects.order_by("pk").first()
        at = timezone.make_aware(datetime.combine(today - timedelta(2), datetime.min.time()))
        self.table = round_tables.plan_table(project, round_tables.TableSaid("Table", at), by=HOUSE)
        self.invitation = round_tables.invite(self.table, court, as_whom="Présidence", by=HOUSE)
        self.item = agendas.add_item(self.table, agendas.ItemSaid("Un point"), by=HOUSE)
        undertaking = agendas.Undertaking("Ouvrir un guichet", today + timedelta(30), owner=court)
        self.decision = agendas.decide(self.item, "Un guichet", undertaking, by=HOUSE)
        self.commitment = Commitment.objects.get(decision=self.decision)
        paper = Given(io.BytesIO(b"preuve"), "preuve.txt")
        commitments.keep(self.commitment, day=today, proof="", given=paper, version=1, by=HOUSE)
        said = agreements.AgreementSaid("Guichet", today - timedelta(20))
        paper = Given(io.BytesIO(b"accord"), "accord.txt")
        self.agreement = agreements.sign(project, court, said, given=paper, by=HOUSE)
        tried = experiments.ExperimentSaid("Essai", "Une porte fermée", "Si un guichet, alors…")
        self.experiment = experiments.prepare(project, tried, by=HOUSE)

    def arguments(self, name: str) -> list[Any] | None:
        """What the address called ``name`` needs; ``None`` when it is not one of round tables."""
        page = name.partition(":")[2]
        if page in GENERAL:
            return []
        special = {
            "drop_invitation": [self.table.uid, self.invitation.pk],
            "minutes_paper": [self.table.uid, "docx"],
            "undertake": [self.decision.pk],
            "new_experiment": [self.project.code],
            "plan_again": [self.table.uid],
        }
        if page in special:
            return special[page]
        if page in {"item", "decide", "put_off", "leave_item", "earlier"}:
            return [self.item.uid]
        for word, record in (
            ("commitment", self.commitment),
            ("agreement", self.agreement),
            ("experiment", self.experiment),
            ("table", self.table),
        ):
            if word in page:
                return [record.uid]
        return [self.table.uid] if page in {"invite", "add_item", "minutes"} else None
