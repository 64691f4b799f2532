"""One of everything, in project W4I, for asking every address as every role."""

import io
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from terrain.accounts.invitations import invite
from terrain.core.jobs import KINDS
from terrain.core.models import Job
from terrain.gatherings.actions import Particulars, add_newcomer, open_session
from terrain.imports.actions import upload
from terrain.people.identity import Identity
from terrain.programmes.models import Project, Target
from terrain.results.actions import Declaration, Proof, declare, take_snapshot
from terrain.results.periods import WHOLE
from tests.factories import HOUSE, AssignmentFactory, UserFactory
from tests.house.capacities import CapacityWorld
from tests.house.directories import DirectoryWorld
from tests.house.files import FilesWorld
from tests.house.governance import GovernanceWorld
from tests.house.opening import OpeningWorld
from tests.house.outreach import OutreachWorld
from tests.house.proofs import ProofsWorld
from tests.house.radios import RadioWorld
from tests.house.trainings import TrainingsWorld
from tests.house.workshops import WorkshopsWorld

REGISTER = "Date;Lieu;Thème;Nom et prénom\n12/03/2026;Rabat;Information du matin;Awa Essai\n"


class World:
    """Arguments of addresses by the name of what they take."""

    def __init__(self, w4i: Any, amina: Any = None) -> None:
        said = Particulars("information_session", date(2026, 3, 12), "Rabat", "Information du matin")
        self.project = w4i
        self.session = open_session(w4i, said, by=HOUSE)
        who = Identity("Fatou Diallo", sex="F", birth=date(1990, 1, 1), birth_precision="year", phone="+212612000001")
        self.person = add_newcomer(self.session, who, by=HOUSE).person
        file = SimpleUploadedFile("registre.csv", REGISTER.encode())
        self.batch = upload(file, "registre.csv", kind="attendance", project=w4i, by=HOUSE)
        self.member = UserFactory()
        self.invitation = invite("nouvelle@example.org", [("facilitator", "W4I")], by=HOUSE).invitation
        year = {"first_month": date(2018, 1, 1), "last_month": date(2018, 12, 1)}
        figure = Declaration(**year, value=900, method="Comptage aux marchés", combine="highest")
        proof = Proof(io.BytesIO(b"proof"), "preuve.txt")
        self.declared = declare(Target.objects.get(code="W4I-T5"), figure, proof=proof, by=HOUSE)
        self.snapshot = take_snapshot(w4i, period=WHOLE, occasion="Rapport final", by=HOUSE)
        self.job = Job.objects.create(kind=next(iter(KINDS)))
        cpe = Project.objects.get(code="CPE")
        network = (DirectoryWorld(), CapacityWorld(w4i), OpeningWorld(), GovernanceWorld(w4i))
        outreach, radio = OutreachWorld(w4i), RadioWorld(w4i)
        learning = (ProofsWorld(w4i), TrainingsWorld(w4i, self.person))
        files = FilesWorld(w4i, cpe, self.person, amina or self._caseworker(w4i))
        self.parts: dict[str, tuple[Any, ...]] = {
            "workshops": (WorkshopsWorld(w4i),),
            "network": (*network, files),
            "directory": network,
            "learning": learning,
            "training": learning,
            "certificates": learning,
            "outreach": (outreach,),
            "campaign": (outreach,),
            "radio": (radio,),
            "listen": (radio,),
        }
        self.others = (files,)

    @staticmethod
    def _caseworker(project: Any) -> Any:
        return AssignmentFactory(user=UserFactory(), role="caseworker", project=project).user

    def arguments(self, name: str) -> list[Any]:
        """What the address called ``name`` needs after its fixed words."""
        room = name.partition(":")[0]
        known = {
            "core:job": [self.job.uid],
            "public:project": ["W4I"],
            "agenda:feed": ["x" * 43],
            "calendar:project_feeds": ["W4I"],
            "programmes:project": ["W4I"],
            "programmes:version": ["W4I", 1],
            "programmes:redline": ["W4I", 1, 1],
            "accounts:resend_invitation": [self.invitation.pk],
            "accounts:revoke_invitation": [self.invitation.pk],
            "accounts:end_role": [self.member.pk, 1],
            "gatherings:tick": [self.session.uid, self.person.uid],
            "results:board": ["W4I"],
            "results:keep": ["W4I"],
            "results:declare": ["W4I-T5"],
            "results:evidence": [self.declared.pk],
            "results:withdraw": [self.declared.pk],
            "results:snapshot": [self.snapshot.pk],
            "gatherings:details": [self.session.uid, self.person.uid],
        }
        if name in known:
            return known[name]
        for part in self.parts.get(room, self.others):
            if (found := part.arguments(name)) is not None:
                return found
        if name in GENERAL:
            return []
        return {
            "accounts": [self.member.pk],
            "gatherings": [self.session.uid],
            "imports": [self.batch.uid],
            "people": [self.person.uid],
            "results": ["W4I-T3"],
        }.get(room, [])


GENERAL = {
    "accounts:staff", "accounts:journal", "accounts:roles", "accounts:invite", "gatherings:sessions", "gatherings:new",
    "gatherings:example_register", "imports:home", "imports:new", "people:people", "people:new",
    "people:contradictions", "results:home",
}  # fmt: skip
"""Addresses of those rooms that take nothing."""
