"""One of everything that a file holds, in project W4I, for asking every address as every role.

Fatou's file is in Amina's charge; a referral waits at a partner's, another at project CPE, and so does a transfer.
"""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from terrain.casework.actions import (
    appointments,
    books,
    care,
    emergencies,
    law,
    notes,
    papers,
    plans,
    referrals,
    tasks,
    teams,
    transfers,
)
from terrain.casework.actions.cases import Opening, open_case
from terrain.casework.actions.exports import Wanted, ask
from terrain.casework.actions.grants import Named
from terrain.casework.actions.notices import tell
from terrain.casework.actions.retention import ask_forgetting, forget
from terrain.casework.enums import GrantKind, NoteClass
from terrain.casework.kinds import kind_of
from terrain.casework.models import CaseGrant, EmergencyAccess, Notice, PrivilegedAsk, key_for_writing
from terrain.casework.models.exports import ExportKind
from terrain.core import clock, vault
from terrain.network.actions import directory
from terrain.network.actions.directory import Offer
from terrain.pathways.legal_aid.actions import mandates, telling
from terrain.pathways.legal_aid.actions.network import About as LawyerAbout
from terrain.pathways.legal_aid.actions.network import add_lawyer
from terrain.pathways.legal_aid.crowd import Fields
from terrain.pathways.legal_aid.models import AdvocacyCase, Proposal
from terrain.people import actions as people
from terrain.people.consents.actions import Agreement, record
from terrain.people.duplicates import merging
from terrain.people.groups import actions as groups
from terrain.people.households import actions as households
from terrain.people.identity import Identity
from terrain.people.models import DuplicatePair
from terrain.people.profiles import actions as profiles
from tests.factories import HOUSE, AssignmentFactory, UserFactory


class FilesWorld:
    """Arguments of casework's and people's addresses by their names."""

    def __init__(self, w4i: Any, cpe: Any, person: Any, amina: Any) -> None:
        day = clock.today()
        self.person, self.kind = person, kind_of("accompaniment")
        said = Opening(self.kind, w4i, person, entry_reason="income", owner=amina)
        self.case = open_case(said, by=HOUSE)
        self.note = notes.write_note(
            self.case, "Un mot", note_class=NoteClass.ORDINARY, contact="desk", day=day, by=HOUSE
        )
        self.service = care.give_service(self.case, "listening", day=day, minutes=20, by=HOUSE)
        self.plan = plans.begin(self.case, by=HOUSE)
        self.goal = plans.add_goal(self.plan, "Un but", by=HOUSE)
        self.action = plans.add_action(self.goal, "Un pas", whose="person", owner=None, due=day, by=HOUSE)
        self.document = papers.keep_document(
            self.case, BytesIO(b"%PDF-1.4"), "a.pdf", note_class="ordinary", kind="other", media_type="application/pdf",
            day=day, by=HOUSE,
        )  # fmt: skip
        self.appointment = appointments.plan(self.case, clock.now() + timedelta(days=1), by=HOUSE)
        self.task = tasks.add_task(self.case, words="À faire", owner=amina.pk, due=day, by=HOUSE)
        self.team = teams.compose(w4i, "Rabat", [], by=HOUSE)
        tell([amina.pk], "case_given", case=self.case, url="/desk/")
        self.notice = Notice.objects.filter(user=amina).first()
        self._protect(w4i, amina)
        self._share(w4i, cpe)
        self._keep_people(w4i)
        self._watch(amina)

    def _protect(self, w4i: Any, amina: Any) -> None:
        """A mother's file, sealed to all but Amina and one more, with a date that a delay runs from."""
        mother, kind = people.register(Identity("Mère Essai"), project=w4i, by=HOUSE), kind_of("legal_aid")
        other = AssignmentFactory(user=UserFactory(), role="caseworker", project=w4i).user
        named = [Named(other, clock.today() + timedelta(days=30), "accompanies")]
        said = Opening(kind, w4i, mother, entry_reason="birth_registration", owner=amina, named=named)
        self.mother = open_case(said, by=HOUSE)
        girl = people.register(Identity("Fille Essai"), project=w4i, by=HOUSE)
        said = Opening(kind_of("protection"), w4i, girl, entry_reason="judgment", owner=amina, named=named)
        self.girl = open_case(said, by=HOUSE)
        hearing = self.girl.pathway.book("hearing")
        self.hearing = books.write_entry(self.girl, hearing, {"purpose": "review"}, day=clock.today(), by=HOUSE)
        self.milestone = law.write_date(self.mother, "child_born", clock.today(), by=HOUSE)
        told = LawyerAbout("Me Essai", "Rabat", ("french",), ("filiation",), "free")
        self.lawyer = add_lawyer(w4i, told, by=HOUSE)
        self.mandate = mandates.give(self.mother, self.lawyer, "filiation", day=clock.today(), by=HOUSE)
        self.proposal = telling.write(self.mother, telling.Story(Fields(), "Une histoire"), by=HOUSE)
        Proposal.objects.update(state="proposed", round=1)
        self.told = AdvocacyCase.objects.create(project=w4i, story="Une histoire", language="fr", until=clock.today())

    def _share(self, w4i: Any, cpe: Any) -> None:
        clinic = directory.list_service(Offer("health", "Centre", newcomer="Centre des essais"), by=HOUSE)
        workshop = directory.list_service(Offer("training", "Atelier", project=cpe), by=HOUSE)
        self.offered = clinic
        for recipient, purpose in ((clinic.organisation, "referral"), (cpe, "referral"), (cpe, "transfer")):
            proof = (BytesIO(b"%PDF-1.4"), "signed.pdf")
            said = Agreement(purpose, recipient, ("identity", "needs"), date(2099, 1, 1), file=proof)
            self.consent = record(self.person, w4i, said, by=HOUSE)
        asked = {"shared": ("identity", "needs"), "words": "Un besoin", "callback": "Amina"}
        self.draft = referrals.draft(self.case, referrals.Asking(clinic, "usual", **asked), by=HOUSE)
        sent = referrals.draft(self.case, referrals.Asking(clinic, "usual", **asked), by=HOUSE)
        self.referral, self.secret = referrals.send(sent, by=HOUSE)
        inside = referrals.draft(self.case, referrals.Asking(workshop, "usual", **asked), by=HOUSE)
        self.received = referrals.send(inside, by=HOUSE)[0]
        handover = transfers.Handover(project=cpe, shared=("identity", "needs"), note="Un mot", callback="Amina")
        self.transfer = transfers.ask(self.case, handover, by=HOUSE)[0]

    def _keep_people(self, w4i: Any) -> None:
        self.paper = profiles.add_paper(
            self.person, "passport", file=(BytesIO(b"%PDF-1.4"), "a.pdf", "application/pdf"), by=HOUSE
        )
        self.relation = profiles.relate(self.person, "mother", name="Awa", by=HOUSE)
        self.member = groups.join_group(groups.compose_group(w4i, "Cercle", by=HOUSE), self.person, "", by=HOUSE)
        self.housemate = households.house(self.person, name="Awa", by=HOUSE)
        twin, other = (people.register(Identity(f"Jumelle Essai{n}"), project=w4i, by=HOUSE) for n in (1, 2))
        self.pair = DuplicatePair.objects.create(
            first=self.person, second=twin, score=0.9, tier="likely", reasons=["name_alike"]
        )
        self.merge = merging.merge(twin, other, [], by=HOUSE).merge

    def _watch(self, amina: Any) -> None:
        now = clock.now()
        self.export = ask(Wanted(ExportKind.CASE, "Pour la réunion", case=self.case), by=HOUSE)[0]
        words = vault.seal(key_for_writing(self.case), b"Elle est en danger", emergencies.WORDS)
        grant = CaseGrant.objects.create(
            case=self.case, user=amina, kind=GrantKind.EXCEPTIONAL, until=now + timedelta(hours=3)
        )
        self.access = EmergencyAccess.objects.create(
            case=self.case,
            user=amina,
            grant=grant,
            reason="danger",
            sealed_words=words,
            until=now + timedelta(hours=3),
            review_by=now + timedelta(days=7),
        )
        self.ask = PrivilegedAsk.objects.create(access=self.access, expires_at=now + timedelta(hours=20))
        self.forgetting = ask_forgetting(self.merge.kept, "she_asks", by=HOUSE)
        gone = people.register(Identity("Oubliée Essai"), project=self.case.project, by=HOUSE)
        self.certificate = forget(ask_forgetting(gone, "she_asks", by=HOUSE), by=HOUSE)

    def arguments(self, name: str) -> list[Any] | None:
        """What the address called ``name`` needs, or ``None`` when it is not one of these."""
        case = [self.case.uid]
        known: dict[str, list[Any]] = {
            "casework:move": [*case, "assess"],
            "casework:correct_note": [*case, self.note.pk],
            "casework:strike_note": [*case, self.note.pk],
            "casework:law": ["legal_aid"],
            "casework:kind": ["legal_aid"],
            "casework:dates": [self.mother.uid],
            "protection:conditions": ["W4I"],
            "protection:report": [self.girl.uid],
            "casework:book": [self.girl.uid, "hearing"],
            "casework:write_entry": [self.girl.uid, "hearing"],
            "casework:correct_entry": [self.girl.uid, self.hearing.pk],
            "casework:take_back_entry": [self.girl.uid, self.hearing.pk],
            "casework:take_back_date": [self.mother.uid, self.milestone.pk],
            "casework:take_back_service": [*case, self.service.pk],
            "casework:assess": [*case, "self_reliance"],
            "casework:assessments": [*case, "self_reliance"],
            "casework:plan_version": [*case, 1],
            "casework:propose_plan": [*case, 1],
            "casework:decide_plan": [*case, 1],
            "casework:drop_goal": [*case, self.goal.pk],
            "casework:progress": [*case, self.action.pk],
            "casework:document": [*case, self.document.pk],
            "casework:remove_document": [*case, self.document.pk],
            "casework:end_holder": [*case, self.case.grants.first().pk],
            "casework:appointment": [self.appointment.uid],
            "casework:conclude": [self.appointment.uid],
            "casework:finish_task": [self.task.pk],
            "casework:notice": [self.notice.pk],
            "casework:team": [self.team.pk],
            "casework:agree": [self.ask.uid],
            "casework:certificate": [self.certificate.uid],
            "casework:forget": [self.person.uid],
            "casework:forgetting": [self.forgetting.uid],
            "casework:paper_answer": [self.referral.code],
            "network:confirm": [self.offered.uid],
            "network:service": [self.offered.uid],
            "network:services": [],
            "network:new_service": [],
            "casework:send_referral": [self.draft.uid],
            "casework:edit_referral": [self.draft.uid],
            "open:feed": ["x" * 43],
            "partner:answer": [self.secret],
            "people:paper_file": [self.person.uid, self.paper.pk],
            "people:remove_paper": [self.person.uid, self.paper.pk],
            "people:unrelate": [self.person.uid, self.relation.pk],
            "people:leave_group": [self.person.uid, self.member.pk],
            "people:housemate": [self.person.uid, self.housemate.pk],
            "people:groups": [],
            "people:new_group": [],
            **{
                f"people:{page}": [self.member.group_id]
                for page in ("group", "rename_group", "end_group", "add_to_group")
            },
            "people:leave_member": [self.member.group_id, self.member.pk],
            "people:part": [self.merge.uid],
            "reception:visit": [self.person.uid],
            "reception:desk": [],
            "desk:waiting": ["papers"],
            "people:duplicates": [],
            "people:look_for_duplicates": [],
        }
        if name in known:
            return known[name]
        return self._of_legal_aid(name) or self._by_words(name)

    def _of_legal_aid(self, name: str) -> list[Any] | None:
        room, _colon, page = name.partition(":")
        if room != "legal_aid":
            return None
        return {
            "lawyer": [self.lawyer.uid],
            "change_lawyer": [self.lawyer.uid],
            "mandates": [self.mother.uid],
            "end_mandate": [self.mother.uid, self.mandate.pk],
            "take_back_mandate": [self.mother.uid, self.mandate.pk],
            "tell": [self.mother.uid],
            "take_up": [self.mother.uid],
            "decide": [self.proposal.uid],
            "told": [self.told.uid],
            "take_down": [self.told.uid],
        }.get(page)

    def _by_words(self, name: str) -> list[Any] | None:
        room, _colon, page = name.partition(":")
        if room == "people":
            if page in {"duplicate", "decide_pair"} or name == "people:merge":
                return [self.pair.pk]
            if "consent" in page and page not in {"ask_consent", "consent_paper"} or page == "recall_letters":
                return [self.consent.uid]
            return None
        if room != "casework" or page in GENERAL:
            return [] if page in GENERAL else None
        if page in {"received", "open_referral", "accept_referral", "answer_referral"}:
            return [self.received.uid]
        if page.endswith("_referral") or page in {"referral", "print_slip"}:
            return [self.referral.uid]
        if page == "transfer" or (page.endswith("_transfer") and page != "ask_transfer"):
            return [self.transfer.uid]
        if page in {"emergency_done", "emergency_review", "ask_privileged"}:
            return [self.access.uid]
        return [self.export.uid] if page in {"export", "export_file"} else [self.case.uid]


GENERAL = frozenset(
    [
        "cases",
        "new",
        "enterprises",
        "tasks",
        "calendar",
        "caseload",
        "teams",
        "inbox",
        "referrals",
        "referral_rates",
        "slip",
        "emergency",
        "oversight",
        "readings",
        "access",
        "ends",
        "export_list",
        "certificates",
        "duplicates",
        "look_for_duplicates",
    ]
)
"""Addresses that take nothing."""
