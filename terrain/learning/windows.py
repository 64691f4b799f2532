"""Until when what can be asked: tests, opinions, follow-ups. Every function says why not in words, or nothing when it may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.learning.models import Cohort, Enrolment, Meeting, Proof
from terrain.learning.moments import Later, Moment

OPEN_DAYS = 30
"""Days after the last one on which tests and opinions are still taken; then single answers are reduced to counts."""
WEEKS = timedelta(weeks=6)
MONTHS = 6


@dataclass(frozen=True)
class Window:
    """From when, until before when, somebody is asked."""

    opens: date
    closes: date

    def holds(self, day: date) -> bool:
        """Whether ``day`` lies in it."""
        return self.opens <= day < self.closes


def proof_of(cohort: Cohort) -> Proof | None:
    """What the cohort is asked, when something was said of it yet."""
    return getattr(cohort, "proof", None)


def last_day_of_answers(cohort: Cohort) -> date:
    """The last day on which tests and opinions are taken."""
    return cohort.last_day + timedelta(days=OPEN_DAYS)


def meetings_held(cohort: Cohort) -> Sequence[Meeting]:
    """The meetings of a cohort that take place, the first one first."""
    return list(cohort.meetings.filter(session__cancelled_at=None).order_by("starts", "pk"))


def meetings_of(enrolment: Enrolment, held: Sequence[Meeting] | None = None) -> Sequence[Meeting]:
    """Her meetings that take place, the first one first: whoever is in no group yet has those of every group, which she owes too.

    ``held``: those of the cohort, where they were read already.
    """
    found = meetings_held(enrolment.cohort) if held is None else held
    if enrolment.group_id is None:
        return found
    return [one for one in found if one.group_id in {None, enrolment.group_id}]


def why_no_test(enrolment: Enrolment, moment: str) -> Any:
    """Why she cannot take the test now; nothing when she can."""
    cohort = enrolment.cohort
    proof = proof_of(cohort)
    if cohort.is_cancelled or not enrolment.has_place:
        return _("This test is for those who are on the list of this training.")
    if clock.today() > last_day_of_answers(cohort) or (proof is not None and proof.tests_closed_at is not None):
        return _("The tests of this training are closed.")
    if moment == Moment.BEFORE:
        return _why_not_before(enrolment)
    return _why_not_after(enrolment, proof)


def _why_not_before(enrolment: Enrolment) -> Any:
    meetings = meetings_of(enrolment)
    now = clock.now()
    late = meetings[0].ends <= now if meetings else timezone.localdate(now) > enrolment.cohort.first_day
    return _("The test before the training closed when the first meeting ended.") if late else ""


def _why_not_after(enrolment: Enrolment, proof: Proof | None) -> Any:
    if enrolment.last_attended is None:
        return _("The test after the training is for those who were there.")
    if proof is not None and proof.after_opened_at is not None:
        return ""
    meetings = meetings_of(enrolment)
    if not meetings or meetings[-1].starts > clock.now():
        return _("The test after the training opens when the last meeting begins.")
    return ""


def why_no_opinion(enrolment: Enrolment) -> Any:
    """Why she cannot give her opinion now; nothing when she can (whether she already did is asked apart)."""
    cohort, proof = enrolment.cohort, proof_of(enrolment.cohort)
    if cohort.is_cancelled or not enrolment.has_place or enrolment.last_attended is None:
        return _("Opinions are asked from those who were there.")
    if clock.today() > last_day_of_answers(cohort) or (proof is not None and proof.opinions_closed_at is not None):
        return _("Opinions on this training are no longer taken.")
    return ""


def window_of(cohort: Cohort, later: str) -> Window:
    """When the follow-up is asked: from six weeks after the last day until six months after it, then for another six months."""
    weeks, months = cohort.last_day + WEEKS, clock.months_later(cohort.last_day, MONTHS)
    if later == Later.WEEKS:
        return Window(weeks, months)
    return Window(months, clock.months_later(cohort.last_day, 2 * MONTHS))


def asked_now(cohort: Cohort, day: date) -> str:
    """Which follow-up is asked on ``day``; blank for none."""
    return next((later.value for later in Later if window_of(cohort, later).holds(day)), "")


def follow_up_last_days(day: date) -> dict[str, tuple[date, date]]:
    """Follow-up → cohorts that are asked on ``day`` ended from the first of these days until the second, roughly; ``window_of`` decides."""
    return {
        Later.WEEKS.value: (clock.months_later(day, -MONTHS) - timedelta(days=3), day - WEEKS),
        Later.MONTHS.value: (
            clock.months_later(day, -2 * MONTHS) - timedelta(days=3),
            clock.months_later(day, -MONTHS) + timedelta(days=3),
        ),
    }


def why_no_follow_up(enrolment: Enrolment, later: str) -> Any:
    """Why she is not asked now; nothing when she is (whether she answered is asked apart)."""
    if enrolment.cohort.is_cancelled or not enrolment.has_place or enrolment.last_attended is None:
        return _("Follow-up is for those who were there.")
    if not enrolment.agreed_follow_up:
        return _("She did not agree to be asked later.")
    window = window_of(enrolment.cohort, later)
    if clock.today() < window.opens:
        return _("It is too early to ask.")
    if clock.today() >= window.closes:
        return _("It is too late to ask.")
    return ""
