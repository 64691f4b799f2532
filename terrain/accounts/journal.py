"""The journal of what was done and read, as the protection officer looks through it: no value, no name of a person accompanied."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from terrain.accounts import staffing
from terrain.accounts.models import User
from terrain.core import clock
from terrain.core.models import AuditEvent
from terrain.core.verbs import said


@dataclass(frozen=True)
class Entry:
    """One event: when, who (a member of staff, or the house itself), what as a code and in words, on which kind of record, where."""

    number: int
    at: datetime
    who: str
    verb: str
    words: str
    kind: str
    project: str


def search(verb: str = "", first: date | None = None, last: date | None = None) -> QuerySet[AuditEvent]:
    """Events whose verb begins with ``verb``, from the first to the last day (both included), newest first."""
    found = AuditEvent.objects.order_by("-seq")
    if verb:
        found = found.filter(verb__startswith=verb)
    if first:
        found = found.filter(at__gte=_start_of(first))
    if last:
        found = found.filter(at__lt=_start_of(last + clock.ONE_DAY))
    return found


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def entries(events: Sequence[AuditEvent]) -> list[Entry]:
    """The events in words: two queries, however many events."""
    names = User.objects.in_bulk({event.actor_id for event in events if event.actor_id is not None})
    projects = staffing.register().codes({event.project_id for event in events if event.project_id is not None})
    return [
        Entry(
            number=event.seq,
            at=event.at,
            who=_who(event, names),
            verb=event.verb,
            words=said(event.verb),
            kind=event.object_kind,
            project=projects.get(event.project_id, "") if event.project_id is not None else "",
        )
        for event in events
    ]


def _who(event: AuditEvent, names: dict[int, User]) -> str:
    if event.actor_id in names:
        return str(names[event.actor_id])
    return f"#{event.actor_id}" if event.actor_id is not None else event.actor_label
