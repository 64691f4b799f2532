"""A calendar as telephones read it (RFC 5545).

Hours are written as instants in UTC: the clock of Morocco goes back for Ramadan, on days that telephones do not know. What takes place
no more is no longer in the calendar, and telephones take it away.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from terrain.calendar import agenda
from terrain.calendar.agenda import Asked, Told
from terrain.calendar.enums import Extent
from terrain.calendar.models import Feed
from terrain.calendar.registry import instants
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.programmes.middleware import viewer_of

BEHIND, AHEAD = timedelta(days=31), timedelta(days=183)
"""How far a feed looks back and ahead; further ahead, what stands there is hardly ever settled."""
AT_MOST = 2000
BEFORE = timedelta(days=1)


@dataclass(frozen=True)
class Page:
    """What a feed holds: its name, and its happenings in order."""

    name: str
    told: list[Told]


def span() -> tuple[date, date]:
    """The days of a feed."""
    today = clock.today()
    return today - BEHIND, today + AHEAD


def of_feed(feed: Feed) -> Page:
    """What the feed shows: what whoever made it may read today, and nothing once she may not read it any more.

    What returns every week stands in a project's feed, not in a person's: there it would hide what she has to do.
    """
    first, last = span()
    viewer = viewer_of(feed.user)
    if feed.project is not None:
        return Page(str(feed.project), _of_project(feed, viewer, first, last))
    asked = Asked(weekly=False)
    told = agenda.own(viewer, first, last, asked)
    if feed.extent == Extent.OWN_AND_PROGRAMME:
        hers = {one.happening.uid for one in told}
        others = agenda.of_programme(viewer, first, last, asked)
        told += [one for one in others if one.happening.uid not in hers]
    return Page(_("My calendar"), told)


def _of_project(feed: Feed, viewer: Viewer, first: date, last: date) -> list[Told]:
    asked = Asked(project_id=feed.project_id)
    if not viewer.may("calendar.share", feed.project_id):
        return []
    if feed.extent == Extent.PROJECT_PUBLIC:
        return agenda.public(first, last, asked)
    return agenda.of_programme(viewer, first, last, asked)


def of_public(*, weekly: bool = False) -> Page:
    """What anybody may know. ``weekly``: also what returns every week."""
    return Page(_("Calendar of the programme"), agenda.public(*span(), Asked(weekly=weekly)))


def as_ics(page: Page) -> bytes:
    """The feed, in the active language: the same as long as nothing changes within a day."""
    calendar = Calendar()
    calendar.add("prodid", "-//Terrain//calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", page.name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval;value=duration", "PT4H")
    calendar.add("x-published-ttl", "PT4H")
    today, _end = instants(clock.today(), clock.today())
    for told in _first(page.told):
        calendar.add_component(_event(told, today))
    return bytes(calendar.to_ical())


def _first(told: Iterable[Told]) -> list[Told]:
    return sorted(told, key=lambda one: one.order)[:AT_MOST]


def _event(told: Told, today: datetime) -> Event:
    said = told.happening
    event = Event()
    event.add("uid", f"{said.uid}@terrain")
    event.add("dtstamp", (said.changed or today).astimezone(UTC))
    event.add("sequence", said.version)
    _when(event, said.starts, said.ends)
    event.add("summary", str(said.words))
    if said.where:
        event.add("location", str(said.where))
    if said.address:
        event.add("url", f"{settings.TERRAIN_URL.rstrip('/')}{said.address}")
    event.add("categories", [str(told.source.label)])
    event.add("class", "PUBLIC" if told.anybodys else "PRIVATE")
    if told.hers and said.rings:
        event.add_component(_alarm(str(said.words)))
    return event


def _when(event: Event, starts: date | datetime, ends: date | datetime | None) -> None:
    if isinstance(starts, datetime):
        event.add("dtstart", starts.astimezone(UTC))
        if isinstance(ends, datetime):
            event.add("dtend", ends.astimezone(UTC))
        return
    event.add("dtstart", starts)
    event.add("dtend", ends or starts + clock.ONE_DAY)
    event.add("transp", "TRANSPARENT")


def _alarm(words: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", -BEFORE)
    return alarm
