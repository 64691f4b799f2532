"""The days of trainings, for the programme's calendar and for the calendar of a telephone."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from icalendar import Calendar, Event

from terrain.calendar.registry import Happening, Source
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.learning.enums import CohortState
from terrain.learning.models import Cohort, Meeting


def _between(first: date, last: date) -> Any:
    found = Meeting.objects.filter(session__day__range=(first, last), session__cancelled_at=None)
    return found.exclude(cohort__state=CohortState.CANCELLED).select_related("cohort__place", "session", "group")


def _happening(meeting: Meeting, address: str) -> Happening:
    cohort = meeting.cohort
    words = cohort.name if meeting.group is None else f"{cohort.name} · {meeting.group.name}"
    return Happening(
        uid=f"session-{meeting.session.uid}",
        words=words,
        starts=meeting.starts,
        ends=meeting.ends,
        where=cohort.where,
        address=address,
        project_id=cohort.project_id,
        version=meeting.session.version,
    )


def for_staff(viewer: Viewer, first: date, last: date) -> Iterator[Happening]:
    """Meetings of the trainings that the viewer may see."""
    seen = Cohort.objects.visible_to(viewer).values("pk")
    for meeting in _between(first, last).filter(cohort__in=seen):
        yield _happening(meeting, meeting.cohort.get_absolute_url())


def for_everybody(first: date, last: date) -> Iterator[Happening]:
    """Meetings of trainings for which anybody may still register, and which a colleague announced to everybody."""
    is_open = Q(cohort__registration_until=None) | Q(cohort__registration_until__gte=clock.today())
    found = (
        _between(first, last)
        .filter(cohort__announced=True)
        .exclude(cohort__registration_digest=None)
        .exclude(cohort__state=CohortState.HELD)
    )
    for meeting in found.filter(is_open):
        yield _happening(meeting, reverse("training:register", args=[meeting.cohort.registration_secret]))


def source(label: Any) -> Source:
    """What the calendar is told."""
    return Source("trainings", label, staff=for_staff, public=for_everybody)


def as_calendar(cohort: Cohort, meetings: Iterable[Meeting]) -> bytes:
    """Somebody's days of a training as a file for her telephone: the name of the training and the place, nobody's name."""
    calendar = Calendar()
    calendar.add("prodid", "-//Terrain//training//EN")
    calendar.add("version", "2.0")
    for meeting in meetings:
        event = Event()
        event.add("uid", f"session-{meeting.session.uid}@terrain")
        event.add("dtstamp", cohort.created_at)
        event.add("dtstart", meeting.starts)
        event.add("dtend", meeting.ends)
        event.add("sequence", meeting.session.version)
        event.add("summary", cohort.name)
        event.add("location", ", ".join(filter(None, [cohort.address, cohort.where])))
        calendar.add_component(event)
    return bytes(calendar.to_ical())
