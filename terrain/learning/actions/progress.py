"""What an enrolment keeps of its attendances: written here and nowhere else, always as ``progress`` works it out."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Q

from terrain.facts import actions as facts
from terrain.gatherings.models import Attendance
from terrain.learning import progress
from terrain.learning.enums import CohortState
from terrain.learning.models import Cohort, Enrolment, Meeting
from terrain.network.models import Profile

ENROLMENTS = "learning.Enrolment"
ATTENDANCES = "gatherings.Attendance"
AT_ONCE = 500
BEFORE = (CohortState.PLANNED, CohortState.OPEN)


def refresh(cohorts: Iterable[Cohort]) -> None:
    """Work out anew the figures of everybody on these lists, and their facts; part of an action of the caller's.

    The list is kept from others first: whoever waits for it then adds up what the one before wrote.
    """
    for cohort in cohorts:
        held = list(Enrolment.objects.select_for_update(of=("self",)).filter(cohort=cohort).order_by("pk"))
        figures, results = progress.of_cohort(cohort), progress.results_of(cohort)
        changed = []
        for enrolment in held:
            wanted: dict[str, Any] = {name: getattr(figures[enrolment.pk], name) for name in progress.KEPT}
            wanted["test_passed"] = results[enrolment.pk]
            if any(getattr(enrolment, name) != value for name, value in wanted.items()):
                for name, value in wanted.items():
                    setattr(enrolment, name, value)
                changed.append(enrolment)
        Enrolment.objects.bulk_update(changed, [*progress.KEPT, "test_passed"], batch_size=AT_ONCE)
        facts.sync_many(ENROLMENTS, [enrolment.pk for enrolment in held])
        if any(one.last_attended for one in figures.values()):
            begun = Cohort.objects.filter(pk=cohort.pk, state__in=BEFORE)
            begun.update(state=CohortState.RUNNING)


def refresh_test(enrolment: Enrolment) -> None:
    """She took a test, or a score was mended: what her tests say is worked out anew, and her fact; part of an action of the caller's."""
    selves = enrolment.person.selves
    held = list(enrolment.cohort.enrolments.select_for_update(of=("self",)).filter(person__in=selves).order_by("pk"))
    results = progress.results_of(enrolment.cohort, selves)
    for one in held:
        one.test_passed = results[one.pk]
    Enrolment.objects.bulk_update(held, ["test_passed"])
    facts.sync_many(ENROLMENTS, [one.pk for one in held])
    enrolment.test_passed = results[enrolment.pk]


def settle_days(cohort: Cohort) -> None:
    """The first and last day follow from the meetings that take place; while there are none, they stay."""
    days = list(cohort.meetings.filter(session__cancelled_at=None).values_list("session__day", flat=True))
    if days and (cohort.first_day, cohort.last_day) != (min(days), max(days)):
        cohort.first_day, cohort.last_day = min(days), max(days)
        cohort.save(update_fields=["first_day", "last_day"])


def follow(sessions: Collection[int]) -> None:
    """Other people were at these sessions, or for other times, or they do not take place: those that are meetings change what is kept of
    their cohorts."""
    keys = sorted(sessions)
    cohorts: set[int] = set()
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        met = Meeting.objects.filter(session__in=some)
        cohorts |= set(met.values_list("cohort_id", flat=True))
        if cohorts:
            _say_as_what(some)
    met_by = list(Cohort.objects.select_related("course").filter(pk__in=sorted(cohorts)))
    for cohort in met_by:
        if not cohort.is_cancelled:
            settle_days(cohort)
    refresh(met_by)


def _say_as_what(sessions: Sequence[int]) -> None:
    """Whoever was ticked without saying as what, or for whom, came as the list says."""
    silent = Attendance.objects.filter(Q(category="") | Q(organisation=None), session__in=sessions)
    there = list(silent.annotate(one=progress.ONE).select_related("session__meeting"))
    listed = {
        (one.cohort_id, one.one): one
        for one in Enrolment.objects.filter(cohort__meetings__session__in=sessions)
        .annotate(one=progress.ONE)
        .select_related("organisation")
        .distinct()
        .order_by("-pk")
    }
    told = []
    for attendance in there:
        hers = listed.get((attendance.session.meeting.cohort_id, attendance.one)) if _met(attendance) else None
        if hers is not None and _took(attendance, hers):
            told.append(attendance)
    Attendance.objects.bulk_update(told, ["category", "organisation"], batch_size=AT_ONCE)
    facts.sync_many(ATTENDANCES, [attendance.pk for attendance in told])


def _met(attendance: Attendance) -> bool:
    return getattr(attendance.session, "meeting", None) is not None


def _took(attendance: Attendance, hers: Enrolment) -> bool:
    """Put into ``attendance`` what it does not say; whether it changed. What it says stays."""
    before = (attendance.category, attendance.organisation_id)
    attendance.category = attendance.category or hers.category
    if attendance.organisation_id is None and hers.organisation is not None:
        Profile.objects.of(hers.organisation)
        attendance.organisation = hers.organisation
    return before != (attendance.category, attendance.organisation_id)


def mend(persons: Sequence[int]) -> None:
    """Two people were found to be one, or two again: what is kept of the cohorts in which they are, or came, is worked out anew."""
    met: set[int] = set()
    for start in range(0, len(persons), AT_ONCE):
        some = persons[start : start + AT_ONCE]
        met |= set(Enrolment.objects.filter(person__in=some).values_list("cohort_id", flat=True))
        came = Meeting.objects.filter(session__attendances__person__in=some)
        met |= set(came.values_list("cohort_id", flat=True))
    refresh(Cohort.objects.select_related("course").filter(pk__in=sorted(met)))
