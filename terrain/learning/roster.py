"""The list of a cohort as a viewer may see it: names for whoever may identify people, initials for everybody else. Writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.policies import verdict
from terrain.core.vault import Erased
from terrain.gatherings.attendees import initials
from terrain.learning.enums import CohortState, EnrolmentState, Reached
from terrain.learning.models import Cohort, Enrolment, Meeting, Passage
from terrain.learning.policies.cohorts import check_identify
from terrain.people.identity import name_words, plain_name
from terrain.people.models import Person

FOUND = 20


@dataclass(frozen=True)
class Row:
    """Somebody on the list. ``name``: a name or initials; ``about``: as what, for whom; ``mood``: how ``state`` is drawn."""

    enrolment: Enrolment
    name: str
    about: str
    state: str
    mood: str
    sort: str


def name_of(person: Person, named: bool) -> str:
    """Her name, or its initials."""
    try:
        name = person.stands_as.sealed().shown_name
    except Erased:
        return _("(erased)")
    return name if named else initials(name)


def row(enrolment: Enrolment, named: bool) -> Row:
    """One line of the list."""
    words = [enrolment.get_category_display() if enrolment.category else "", enrolment.organisation if named else ""]
    words.append(enrolment.group.name if enrolment.group is not None else "")
    name = name_of(enrolment.person, named)
    state, mood = _state(enrolment)
    return Row(enrolment, name, " · ".join(str(word) for word in words if word), state, mood, plain_name(name))


def _state(enrolment: Enrolment) -> tuple[str, str]:
    if enrolment.state != EnrolmentState.REGISTERED:
        return str(enrolment.get_state_display()), "warn" if enrolment.state == EnrolmentState.WAITING else ""
    if enrolment.threshold_met == Reached.YES:
        return _("attended enough"), "ok"
    if enrolment.last_attended is None:
        return _("did not come yet"), ""
    return _("%(percent)d percent attended") % {"percent": enrolment.percent}, "info"


def rows(cohort: Cohort, viewer: Viewer) -> list[Row]:
    """The whole list, in alphabetical order; those who left last. A constant number of questions to the database."""
    named = bool(verdict(check_identify, viewer, cohort))
    found = Enrolment.objects.visible_to(viewer).filter(cohort=cohort)
    listed = found.select_related("person__key", "person__merged_into__key", "organisation", "group")
    order = {EnrolmentState.REGISTERED: 0, EnrolmentState.WAITING: 1}
    return sorted(
        (row(one, named) for one in listed),
        key=lambda one: (order.get(EnrolmentState(one.enrolment.state), 2), one.sort),
    )


@dataclass(frozen=True)
class Uninvited:
    """Somebody who came to a meeting and is not on the list."""

    person: Person
    name: str


def uninvited(cohort: Cohort, viewer: Viewer) -> list[Uninvited]:
    """Who was ticked at a meeting without being on the list: counts for nothing until a colleague puts her on it."""
    listed = set()
    for one in Enrolment.objects.filter(cohort=cohort).values_list("person_id", "person__merged_into_id"):
        listed |= set(one)
    came = Person.objects.filter(
        pk__in=Meeting.objects.filter(cohort=cohort).values("session__attendances__person_id")
    ).open_to(viewer)
    standing = {one.stands_as.pk: one.stands_as for one in came.select_related("key", "merged_into__key")}
    named = bool(verdict(check_identify, viewer, cohort))
    return [Uninvited(one, name_of(one, named)) for pk, one in sorted(standing.items()) if pk not in listed]


def answering(cohort: Cohort, typed: str, viewer: Viewer) -> list[Uninvited]:
    """People whom the project knows, in whose name a word begins with each typed word, and who are not on the list."""
    wanted = name_words(typed)
    if not wanted or not verdict(check_identify, viewer, cohort):
        return []
    listed = set(cohort.enrolments.filter(state__in=IN).values_list("person_id", flat=True))
    here = Person.objects.known_to([cohort.project_id]).open_to(viewer).standing().select_related("key")
    found = []
    for person in here.exclude(pk__in=listed).iterator(chunk_size=1000):
        if _answers(person, wanted):
            found.append(Uninvited(person, name_of(person, True)))
            if len(found) == FOUND:
                break
    return sorted(found, key=lambda one: plain_name(one.name))


IN = (EnrolmentState.REGISTERED, EnrolmentState.WAITING)


def _answers(person: Person, wanted: Iterable[str]) -> bool:
    try:
        names = person.sealed().all_names
    except Erased:
        return False
    words = [word for name in names for word in name_words(name)]
    return all(any(word.startswith(start) for word in words) for start in wanted)


def listed(viewer: Viewer) -> Any:
    """Cohorts the viewer may see, with how many have a place, wait, and asked."""
    registered = Count("enrolments", filter=Q(enrolments__state=EnrolmentState.REGISTERED), distinct=True)
    asked = Count("requests", filter=Q(requests__state="waiting"), distinct=True)
    seen = Cohort.objects.visible_to(viewer).select_related("project", "place", "course")
    return seen.annotate(registered=registered, asked=asked)


def upcoming(found: Any) -> Any:
    """Those that begin after today."""
    return found.filter(first_day__gt=clock.today()).exclude(state__in=OVER).order_by("first_day", "pk")


def running(found: Any) -> Any:
    """Those that have begun and are not closed."""
    return found.filter(first_day__lte=clock.today()).exclude(state__in=OVER).order_by("first_day", "pk")


def past(found: Any) -> Any:
    """Those that were held, or cancelled, the latest first."""
    return found.filter(state__in=OVER).order_by("-first_day", "-pk")


OVER = (CohortState.HELD, CohortState.CANCELLED)


def meeting_now(enrolment: Enrolment) -> Meeting | None:
    """The meeting of hers whose door is open; the nearest one when two are."""
    now = clock.now()
    hers = Q(group=None) | Q(group=enrolment.group_id) if enrolment.group_id else Q()
    found = enrolment.cohort.meetings.filter(
        hers, starts__lte=now + timedelta(hours=1), ends__gte=now - timedelta(days=2), session__cancelled_at=None
    ).select_related("session__project", "cohort__project", "module")
    open_now = [one for one in found if one.check_in_opens <= now < one.check_in_closes]
    here = timezone.localdate(now)
    open_now.sort(key=lambda one: (timezone.localdate(one.starts) != here, abs((one.starts - now).total_seconds())))
    return open_now[0] if open_now else None


def passage_of(meeting: Meeting, enrolment: Enrolment) -> Passage | None:
    """How she came through the door, when she did."""
    return Passage.objects.filter(meeting=meeting, enrolment=enrolment).first()
