"""Readings of what is known of somebody, out of the journal: day, role, place and sort of thing; never a content."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from terrain.accounts.models import User
from terrain.accounts.roles import ROLES
from terrain.core import clock, vault
from terrain.core.access import Viewer
from terrain.core.models import AuditEvent
from terrain.core.ui.wording import listed
from terrain.people.models import Person
from terrain.people.opened.trails import Sort, Trail, trails
from terrain.programmes.models import Assignment, Project

LIMIT = 5000
"""Events that are told at once; a shorter time tells the rest."""
REFUSED = "core.refused"


@dataclass(frozen=True)
class Line:
    """Somebody opened one sort of thing on one day, ``times`` times. ``who`` is empty where names of staff are not told."""

    day: date
    who: str
    role: str
    where: str
    sort: str
    times: int
    exceptional: bool


@dataclass(frozen=True)
class Told:
    """All lines between two days, newest first; ``cut``: there were more events than are told at once."""

    lines: list[Line]
    cut: bool


def events_of(person: Person, viewer: Viewer, first: date, last: date) -> QuerySet[AuditEvent]:
    """Events from ``first`` to ``last`` (both included) in which something of hers was opened, as far as the viewer may know."""
    selves, wanted, paths = person.selves, Q(pk__in=[]), []
    for trail in trails():
        keys = [str(key) for key in trail.records_of(selves, viewer)]
        if keys:
            wanted |= Q(object_kind=trail.object_kind, object_id__in=keys, verb__in=list(trail.sorts))
        paths += [vault.digest("core.path", path).hex()[:16] for path in trail.addresses_of(selves, viewer)]
    if paths:
        wanted |= Q(verb=REFUSED, detail__path__in=paths)
    found = AuditEvent.objects.filter(wanted, at__gte=_start_of(first), at__lt=_start_of(last + clock.ONE_DAY))
    return found.order_by("-seq")


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def told(person: Person, viewer: Viewer, first: date, last: date, *, named: bool) -> Told:
    """What she is told. A constant number of queries, however much was read."""
    events = list(events_of(person, viewer, first, last)[: LIMIT + 1])
    cut, events = len(events) > LIMIT, events[:LIMIT]
    sorts = _sorts(trails())
    times: dict[tuple[date, int, str, int, Sort, bool], int] = {}
    for event in events:
        key = (
            timezone.localdate(event.at),
            event.actor_id or 0,
            event.actor_label,
            event.project_id or 0,
            sorts[event.object_kind if event.verb != REFUSED else "", event.verb],
            bool(event.detail.get("exceptional")),
        )
        times[key] = times.get(key, 0) + 1
    staff = _Staff({actor for _day, actor, *_rest in times if actor}, first)
    lines = [
        Line(
            day=day,
            who=staff.name(actor) if named and actor else "",
            role=staff.role(actor, project, day) if actor else _of_the_house(label),
            where=staff.where(actor, project, day),
            sort=str(sort.label),
            times=count,
            exceptional=exceptional and sort != Sort.EXCEPTIONAL,
        )
        for (day, actor, label, project, sort, exceptional), count in times.items()
    ]
    return Told(lines, cut)


def _sorts(known: Iterable[Trail]) -> dict[tuple[str, str], Sort]:
    named = {(trail.object_kind, verb): sort for trail in known for verb, sort in trail.sorts.items()}
    return named | {("", REFUSED): Sort.REFUSED}


def _of_the_house(label: str) -> str:
    return _("the service that received it") if label == "partner link" else _("Terrain itself")


class _Staff:
    """Who the readers were: names, and the roles they held on the day; three queries."""

    def __init__(self, users: set[int], since: date) -> None:
        self.users = User.objects.in_bulk(users)
        self.projects = Project.objects.in_bulk()
        self.held: dict[int, list[Assignment]] = {}
        roles = Assignment.objects.filter(Q(ends=None) | Q(ends__gte=since), user__in=users)
        for one in roles.order_by("pk"):
            self.held.setdefault(one.user_id, []).append(one)

    def name(self, user: int) -> str:
        return str(self.users.get(user, f"#{user}"))

    def _on(self, user: int, project: int, day: date) -> Sequence[Assignment]:
        held = [one for one in self.held.get(user, []) if one.starts <= day and (one.ends is None or one.ends >= day)]
        return [one for one in held if project in {0, one.project_id} or one.project_id is None] or held

    def role(self, user: int, project: int, day: date) -> str:
        """The role in which she read; all that she held when the event names no project."""
        held = dict.fromkeys(str(ROLES[one.role].name) for one in self._on(user, project, day))
        return listed(held) or _("a former colleague")

    def where(self, user: int, project: int, day: date) -> str:
        """The project for which she read; the whole programme for whoever works for all of it."""
        if project:
            return str(self.projects[project]) if project in self.projects else ""
        places = dict.fromkeys(one.project_id for one in self._on(user, project, day))
        return listed(_("the whole programme") if place is None else str(self.projects[place]) for place in places)


def usual_first(last: date) -> date:
    """The first day that is told unless another one is asked for: a year before."""
    return last - timedelta(days=365)
