"""Referrals and transfers as they are shown: lists, what a file's page tells of them, how often loops close."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrain.casework import sharing
from terrain.casework.actions import plans
from terrain.casework.actions import referrals as actions
from terrain.casework.enums import PlanState
from terrain.casework.lifecycles import REFERRAL
from terrain.casework.models import Case, Goal, Referral, ReferralStep, Transfer
from terrain.casework.orientation import lists
from terrain.casework.policies import referrals as policies
from terrain.casework.policies import transfers as transfer_policies
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.http import Request
from terrain.core.policies import Verdict, verdict
from terrain.network.lists import lists as directory_lists
from terrain.people import directory
from terrain.programmes.models import Project

TO_READ = ("told", "declined", "expired")
"""States in which the sender has something to read, and to end."""
OVER = ("withdrawn", "declined")
"""States in which the receiver has no need to read anything any more."""
FEW = 20


def tabs_for(viewer: Viewer, here: str) -> list[tuple[Any, str, bool]]:
    """The ways between the pages of referrals that this viewer may open: (words, name of the address, whether it is here)."""
    sees, receives = viewer.may("case.view"), viewer.may("case.view") or viewer.may("reception.work")
    every = (
        (_("Received"), "casework:inbox", receives),
        (_("Sent"), "casework:referrals", sees),
        (_("Paper slips"), "casework:slip", viewer.may("reception.work") or viewer.may("case.edit")),
        (_("Services"), "network:services", viewer.may("directory.view")),
        (_("How they come back"), "casework:referral_rates", sees),
    )
    return [(words, name, name == here) for words, name, allowed in every if allowed]


def asking_url(case: Case, purpose: str, recipient: Any, back: str) -> str:
    """Where the person of a file is asked to agree, and the way back from there."""
    assert case.person is not None
    named = "to_project" if isinstance(recipient, Project) else "organisation"
    query = urlencode({"purpose": purpose, named: recipient.code, "back": back})
    return f"{reverse('people:ask_consent', args=[case.person.uid])}?{query}"


def service_words(referral: Referral) -> str:
    """The type of service, in words."""
    return directory_lists().words("services", referral.service_type)


def reason_words(referral: Referral) -> str:
    """Why it was declined, not served or withdrawn; blank when nothing was said."""
    if not referral.reason:
        return ""
    last = {"declined": "decline_reasons", "withdrawn": "withdraw_reasons"}
    named = last.get(referral.outcome or "") or last.get(referral.state, "not_served_reasons")
    return lists().words(named, referral.reason)


@dataclass(frozen=True)
class Line:
    """A referral in a list. ``name`` is blank when the viewer may not see it."""

    referral: Referral
    name: str
    service: str
    state: Any
    late: bool


def sent_lines(found: Sequence[Referral], viewer: Viewer) -> list[Line]:
    """Referrals (``listed()``) from the sender's side; one query more."""
    names = {entry.person.pk: entry.name for entry in directory.entries([one.person for one in found], viewer)}
    today = clock.today()
    return [Line(one, names.get(one.person_id, ""), service_words(one), one.at, one.late_on(today)) for one in found]


def waiting(viewer: Viewer) -> QuerySet[Referral]:
    """What the viewer's side still awaits, overdue first."""
    return Referral.objects.sent_by(viewer).running().listed().order_by("answer_by", "pk")


def to_read(viewer: Viewer) -> QuerySet[Referral]:
    """Outcomes, refusals and silences that the viewer's side has not ended yet; and what is still being written."""
    return Referral.objects.sent_by(viewer).filter(state__in=(*TO_READ, "draft")).listed().order_by("-pk")


def received_lines(found: Sequence[Referral]) -> list[Line]:
    """Referrals from the receiver's side: nobody is named before it was opened, then as far as she agreed."""
    today = clock.today()
    return [Line(one, _shared_name(one), service_words(one), one.at, one.late_on(today)) for one in found]


def _shared_name(referral: Referral) -> str:
    if referral.state in {"sent", "expired"}:
        return ""
    pairs = actions.payload_of(referral).get("identity", [])
    return next((value for code, value in pairs if code == "name"), "")


def referrals_to_answer(viewer: Viewer) -> QuerySet[Referral]:
    """What reached the viewer's projects and awaits something of them, overdue first."""
    return Referral.objects.received_by(viewer).running().listed().order_by("answer_by", "pk")


def transfers_to_answer(viewer: Viewer) -> QuerySet[Transfer]:
    """Files that the viewer's projects are asked to take over."""
    found = Transfer.objects.received_by(viewer).filter(state="asked")
    return found.select_related("case__project", "to_project").order_by("answer_by", "pk")


def goals_of(case: Case) -> list[tuple[str, str]]:
    """The goals of the plan in force, as they may be shared when she agreed to it."""
    goals = Goal.objects.filter(plan__case=case, plan__state=PlanState.IN_FORCE).order_by("position", "pk")
    return [("goal", plans.words_of(case, goal.sealed_words, plans.GOAL)) for goal in goals]


@dataclass(frozen=True)
class Passed:
    """A move that was made, in words. ``who`` is blank for the house and for whoever has no account."""

    step: ReferralStep
    state: Any
    who: str


@dataclass(frozen=True)
class Story:
    """A referral and everything that became of it, from the sender's side."""

    referral: Referral
    service: str
    urgency: str
    steps: list[Passed]
    reason: str
    outcome: str
    late: bool


def story_of(referral: Referral) -> Story:
    """What became of it. The receiver's own file, and why they closed it, are not part of it."""
    outside = {"see", "accept", "decline", "schedule", "serve", "fail", "tell"}
    steps = [
        Passed(
            one,
            REFERRAL.state(one.target).label,
            one.by.full_name if one.by is not None and (one.move not in outside or one.via == "paper") else "",
        )
        for one in referral.steps.all()
    ]
    return Story(
        referral,
        service_words(referral),
        str(lists().urgency(referral.urgency)),
        steps,
        reason_words(referral),
        actions.outcome_words_of(referral) if referral.sealed_outcome else "",
        referral.late_on(clock.today()),
    )


def referrals_of(request: Request, case: Case) -> dict[str, Any] | None:
    """What a file's page tells: each referral with its steps, each transfer with its state."""
    if case.person_id is None:
        return None
    found = case.referrals.select_related("service", "to_project", "to_organisation").prefetch_related("steps__by")
    listed = list(found[:FEW])
    prefetch_related_objects([case], "keys__key")
    for referral in listed:
        referral.case = case
    moved = list(case.transfers.select_related("to_project", "to_organisation")[:FEW])
    return {
        "stories": [story_of(referral) for referral in listed],
        "transfers": moved,
        "may_refer": verdict(policies.check_refer, request.viewer, case),
        "may_transfer": verdict(transfer_policies.check_ask, request.viewer, case),
    }


def may_follow(viewer: Viewer, referral: Referral) -> dict[str, Verdict]:
    """The sender's buttons."""
    moves = {move.code: verdict(policies.check_follow, viewer, referral, move.code) for move in REFERRAL.moves}
    return {
        "write": verdict(policies.check_write, viewer, referral),
        "close": moves["close"],
        "withdraw": moves["withdraw"],
        "renew": verdict(policies.check_renew, viewer, referral),
        "record": verdict(policies.check_record_answer, viewer, referral),
    }


@dataclass(frozen=True)
class Question:
    """What may be answered now, for the page of whoever answers, with or without an account."""

    told: list[sharing.Told]
    accept: bool
    decline: bool
    schedule: bool
    end: bool
    declines: list[tuple[str, str]]
    failures: list[tuple[str, str]]


def question_of(referral: Referral) -> Question:
    """The fields shared, and the answers that the table allows; an outcome from who never said yes is a yes too.

    Once it was withdrawn or declined nothing is shared any more.
    """
    today = clock.today()
    outside = referral.to_project_id is None
    fresh = REFERRAL.leads("accept", referral.state)
    taken = REFERRAL.leads("serve", referral.state)
    return Question(
        [] if referral.state in OVER else sharing.told(actions.payload_of(referral)),
        accept=fresh,
        decline=fresh,
        schedule=taken or (outside and fresh),
        end=taken,
        declines=lists().choices("decline_reasons", today),
        failures=lists().choices("not_served_reasons", today),
    )


@dataclass
class Rate:
    """How a service answers: counts over a period, and the days it took to answer."""

    service: Any
    words: str
    sent: int = 0
    answered: int = 0
    known: int = 0
    closed: int = 0
    days: list[float] = field(default_factory=list)

    @property
    def percent(self) -> int:
        """Loops closed with an outcome, of all sent."""
        return round(100 * self.closed / self.sent) if self.sent else 0

    @property
    def median_days(self) -> float | None:
        """Half the answers came sooner."""
        return round(median(self.days), 1) if self.days else None


def rates(viewer: Viewer, first: date, last: date) -> list[Rate]:
    """Per service, the referrals of the files that the viewer sees, sent between two days; two queries."""
    begin = timezone.make_aware(datetime.combine(first, time.min))
    end = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
    found = Referral.objects.sent_by(viewer).filter(sent_at__gte=begin, sent_at__lt=end)
    told: dict[int, Rate] = {}
    for referral in found.select_related("service__organisation", "service__project").order_by("pk"):
        rate = told.setdefault(referral.service_id, Rate(referral.service, service_words(referral)))
        rate.sent += 1
        if referral.answered_at is not None and referral.sent_at is not None:
            rate.answered += 1
            rate.days.append((referral.answered_at - referral.sent_at).total_seconds() / 86400)
        known = referral.outcome in {"served", "not_served"}
        rate.known += known
        rate.closed += known and referral.state == "closed"
    return sorted(told.values(), key=lambda rate: (-rate.sent, rate.words, rate.service.pk))


def together(told: Sequence[Rate]) -> Rate:
    """All of them as one line."""
    whole = Rate(None, "")
    for rate in told:
        for name in ("sent", "answered", "known", "closed"):
            setattr(whole, name, getattr(whole, name) + getattr(rate, name))
        whole.days += rate.days
    return whole
