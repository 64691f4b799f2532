"""Follow-ups, read: who is to be asked now, and what became of those who were, as rates with everything they are shares of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.learning import windows
from terrain.learning.enums import CohortState
from terrain.learning.models import Cohort, Enrolment, FollowUp
from terrain.learning.moments import Later, Outcome, Used


@dataclass(frozen=True)
class Due:
    """Somebody is to be asked, until before a day."""

    enrolment: Enrolment
    later: str
    until: date

    @property
    def words(self) -> Any:
        """Which follow-up it is."""
        return Later(self.later).label


def due(viewer: Viewer, day: date | None = None) -> list[Due]:
    """Whom the viewer's projects have to ask now, and have not reached yet; the most urgent first."""
    today = day or clock.today()
    asked = Q(pk__in=())
    for later, (first, last) in windows.follow_up_last_days(today).items():
        told = FollowUp.objects.filter(later=later).values("enrolment_id")
        asked |= Q(cohort__last_day__range=(first, last)) & ~Q(pk__in=told)
    found = Enrolment.objects.visible_to(viewer).registered().filter(asked, agreed_follow_up=True)
    found = found.exclude(last_attended=None).exclude(cohort__state=CohortState.CANCELLED)
    for permission in ("gathering.record", "people.identify"):
        projects = viewer.projects(permission)
        if projects is not None:
            found = found.filter(cohort__project_id__in=projects)
    related = ("person__key", "person__merged_into__key", "cohort__course", "cohort__project", "cohort__place")
    return sorted(_due_of(found.select_related(*related), today), key=lambda one: (one.until, one.enrolment.pk))


def _due_of(enrolments: Any, today: date) -> list[Due]:
    told = []
    for enrolment in enrolments.prefetch_related("follow_ups"):
        later = windows.asked_now(enrolment.cohort, today)
        if later and all(one.later != later for one in enrolment.follow_ups.all()):
            told.append(Due(enrolment, later, windows.window_of(enrolment.cohort, later).closes))
    return told


@dataclass(frozen=True)
class Rates:
    """What became of a follow-up: of ``there`` who were there ``agreed`` may be asked; each of these stands in one of the next four."""

    later: str
    there: int
    agreed: int
    answered: int
    unreached: int
    declined: int
    silent: int
    used: int
    """Of those who answered: who used what she learned, once or often."""

    @property
    def words(self) -> Any:
        """Which follow-up it is."""
        return Later(self.later).label

    @property
    def used_percent(self) -> int | None:
        """Of those who answered, who used it; nothing below five answers."""
        return round(100 * self.used / self.answered) if self.answered >= 5 else None


def rates(enrolments: Sequence[Enrolment], answers: Sequence[FollowUp]) -> list[Rates]:
    """The rates of a cohort's enrolments, for both follow-ups."""
    there = [one for one in enrolments if one.last_attended is not None]
    agreed = {one.pk for one in there if one.agreed_follow_up}
    told = []
    for later in Later.values:
        hers = [one for one in answers if one.later == later and one.enrolment_id in agreed]
        count = {outcome: sum(one.outcome == outcome for one in hers) for outcome in Outcome.values}
        used = sum(one.outcome == Outcome.ANSWERED and one.used in {Used.OFTEN, Used.ONCE} for one in hers)
        told.append(
            Rates(
                later,
                len(there),
                len(agreed),
                count[Outcome.ANSWERED],
                count[Outcome.UNREACHED],
                count[Outcome.DECLINED],
                len(agreed) - len(hers),
                used,
            )
        )
    return told


def answers_of(cohort: Cohort, viewer: Viewer) -> list[FollowUp]:
    """What became of asking those of the cohort whom the viewer sees."""
    found = FollowUp.objects.visible_to(viewer).filter(enrolment__cohort=cohort)
    return list(found.select_related("enrolment__person__key"))
