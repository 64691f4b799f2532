"""What the receiver answers: on screen, through a link without an account, or on paper typed in by a colleague."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrain.casework.actions import cases
from terrain.casework.actions.links import PARTNER
from terrain.casework.actions.notices import tell
from terrain.casework.actions.referrals import OUTCOME, held, step
from terrain.casework.holding import take_on
from terrain.casework.kinds import CaseKind
from terrain.casework.lifecycles import OPEN_TO_ANSWER, REFERRAL, NoSuchMove
from terrain.casework.models import AnswerLink, Case, Referral, key_for_writing
from terrain.casework.orientation import lists
from terrain.casework.policies import referrals as policies
from terrain.core import clock, slips, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.people import actions as people

MOVES = ("accept", "decline", "schedule", "serve", "fail")
"""What a receiver may answer; the outcome is told together with whether she was served."""


@dataclass(frozen=True)
class Answer:
    """One answer: a move of the table, and what it asks: a reason of the list, a day and hour, a few words on the outcome."""

    move: str
    reason: str = ""
    at: datetime | None = None
    words: str = ""


def show(link: AnswerLink) -> Referral | None:
    """The partner opened the link and asked to see: what is shared may be shown, and the sender knows it was seen.

    ``None`` when the link opens a transfer. Raises ``Denied`` when it is over.
    """
    if link.referral is None:
        return None
    policies.check_link(link, link.referral)
    with action("casework.referral_shown", by=PARTNER, obj=link.referral.case) as act:
        now = held(link.referral)
        act.project_id, act.detail = now.case.project_id, {"referral": now.pk, "fields": now.shared, "via": "link"}
        policies.check_link(AnswerLink.objects.get(pk=link.pk), now)
        if now.state == "sent":
            step(now, "see", PARTNER, via="link", seen_at=clock.now())
    return now


def note_seen(referral: Referral, *, by: Viewer) -> None:
    """A colleague of the receiving project opened it."""
    policies.check_receive(by, referral)
    with action("casework.referral_seen", by=by, obj=referral.case, project_id=referral.to_project_id) as act:
        now = held(referral)
        act.detail, act.silent = {"referral": now.pk}, now.state != "sent"
        if now.state == "sent":
            step(now, "see", by, seen_at=clock.now())


def answer(
    referral: Referral,
    said: Answer,
    *,
    link: AnswerLink | None = None,
    on_paper: bool = False,
    slip: UUID | None = None,
    by: Viewer,
) -> Referral:
    """Write an answer down. The same slip, or the same answer again, changes nothing.

    ``link``: it came through this one. ``on_paper``: a colleague of the sender types what the partner wrote or said. An
    appointment, or an outcome, from a service that had not yet said yes is a yes too.
    """
    slip = slips.own(slip, by, referral)
    via = "link" if link is not None else "paper" if on_paper else "screen"
    with action("casework.referral_answered", by=by, obj=referral.case, project_id=referral.case.project_id) as act:
        now = held(referral)
        policies.check_speak(by, now, link, on_paper)
        act.detail = {"referral": now.pk, "move": said.move, "via": via}
        if slips.taken(slip, Referral) is not None or _is_said(now, said):
            act.silent = True
            return now
        slips.made(slip, now)
        _check_said(now, said)
        for move in _path(now, said.move):
            step(now, move, by, via=via, **_changes(now, move, said))
        tell({now.sent_by_id, now.case.owner_id}, "referral_answered", case=now.case, url=now.get_absolute_url())
    return now


def _is_said(referral: Referral, said: Answer) -> bool:
    """Whether the referral says just this already: a second tap."""
    if said.move == "schedule":
        return referral.state == "appointment" and referral.appointment_at == said.at
    ended = {"serve": "served", "fail": "not_served"}
    if said.move in ended:
        return referral.outcome == ended[said.move] and referral.state in {"told", "closed"}
    same = {"accept": "accepted", "decline": "declined"}.get(said.move)
    return same is not None and referral.state == same


def _check_said(referral: Referral, said: Answer) -> None:
    if said.move not in MOVES:
        raise Denied(_("There is no such step."))
    move = REFERRAL.move(said.move)
    if move.asks == "reason" and said.reason not in dict(lists().choices(move.reasons, clock.today())):
        raise Denied(_("Say why: choose a reason."))
    if move.asks == "when" and said.at is None:
        raise Denied(_("Say on which day and at what hour."))
    if said.move != "decline" and referral.to_project_id is not None and referral.state in OPEN_TO_ANSWER:
        raise Denied(_("Accept it first: a file opens with it."))


def _path(referral: Referral, move: str) -> list[str]:
    """The moves that lead there: with a yes first when none was said, with the outcome told at once."""
    try:
        leads = REFERRAL.leads(move, referral.state)
    except NoSuchMove as error:
        raise Denied(_("There is no such step.")) from error
    first = [] if leads or referral.state not in OPEN_TO_ANSWER else ["accept"]
    return [*first, move, *(["tell"] if move in {"serve", "fail"} else [])]


def _changes(referral: Referral, move: str, said: Answer) -> dict[str, Any]:
    """What a move writes beside the state."""
    today = clock.today()
    if move == "accept":
        due = today + timedelta(days=lists().urgency(referral.urgency).outcome_days)
        return {"answered_at": clock.now(), "answer_by": due, "reminded_on": None, "outcome": "", "outcome_on": None}
    if move == "decline":
        return {"answered_at": clock.now(), "reason": said.reason, "outcome": "declined", "outcome_on": today}
    if move == "schedule" and said.at is not None:
        return {"appointment_at": said.at, "answer_by": _day_after(said.at), "reminded_on": None}
    if move in {"serve", "fail"}:
        served = move == "serve"
        return {
            "outcome": "served" if served else "not_served",
            "outcome_on": today,
            "reason": "" if served else said.reason,
        }
    words = said.words.strip()
    return {
        "sealed_outcome": vault.seal(key_for_writing(referral.case), words.encode(), OUTCOME) if words else b"",
    }


def _day_after(moment: datetime) -> date:
    return timezone.localdate(moment) + timedelta(days=1)


def accept_inside(referral: Referral, kind: CaseKind, *, slip: UUID | None = None, by: Viewer) -> Case:
    """The receiving project takes her: it knows her from now on, and only now, and a file of ``kind`` opens there.

    A file of that kind that is open there already is the one. Accepting twice is once.
    """
    with action("casework.referral_accepted", by=by, obj=referral.case, project_id=referral.to_project_id) as act:
        now = held(referral)
        policies.check_answer(by, now)
        act.detail = {"referral": now.pk, "kind": kind.code}
        if now.received_case is not None:
            act.silent = True
            return now.received_case
        assert now.to_project is not None
        policies.check_take(by, now, kind)
        people.meet([now.person], now.to_project, by_hand=True)
        take_on(now.person, by)
        opening = cases.Opening(kind, now.to_project, now.person, named=None)
        opened = _opened(opening, slip, by)
        step(now, "accept", by, received_case=opened, **_changes(now, "accept", Answer("accept")))
        tell({now.sent_by_id, now.case.owner_id}, "referral_answered", case=now.case, url=now.get_absolute_url())
    return opened


def _opened(opening: cases.Opening, slip: UUID | None, by: Viewer) -> Case:
    try:
        return cases.open_case(opening, slip=slip, by=by)
    except cases.AlreadyOpen as known:
        return known.case
