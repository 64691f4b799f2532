"""Days that rooms plan: each room above says which of its dates stand in the calendar of a reader."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from terrain.core.access import Viewer
from terrain.core.clock import ONE_DAY


@dataclass(frozen=True)
class Happening:
    """One thing that takes place. ``starts``: a moment, or a whole day; ``ends`` is not part of it (the first moment, or day, after).

    ``uid``: lasting identity for feeds. ``address``: the page that tells more, as the reader may open it. ``words``: never a name.
    ``version`` grows at every change, ``changed``: when that was, if the room knows. ``rings``: the telephone says so the day before.
    """

    uid: str
    words: Any
    starts: date | datetime
    ends: date | datetime | None = None
    where: str = ""
    address: str = ""
    project_id: int | None = None
    version: int = 1
    changed: datetime | None = None
    rings: bool = False


@dataclass(frozen=True)
class Source:
    """A room's dates. ``label``: what they are called, for the filter. ``hers``: those of the viewer herself; ``staff``: those of the
    projects that she may read; ``public``: those that anybody may read. Each ``(…, first, last)`` gives what begins within these days,
    in a constant number of queries; ``None`` when there is no such thing. ``weekly``: they return every week, and would hide the rest of a
    month from somebody who did not ask for them.
    """

    code: str
    label: Any
    staff: Callable[[Viewer, date, date], Iterable[Happening]] | None = None
    hers: Callable[[Viewer, date, date], Iterable[Happening]] | None = None
    public: Callable[[date, date], Iterable[Happening]] | None = None
    weekly: bool = False


_SOURCES: dict[str, Source] = {}


def register_dates(source: Source) -> None:
    """Put a room's dates into the calendar; the same code replaces itself (autoreload)."""
    _SOURCES[source.code] = source


def sources() -> list[Source]:
    """Every known source, as they were registered: a room stands after those below it.

    Of two that speak of the same ``uid`` the last one is believed, so that a room may say more of what a lower room announces.
    """
    return list(_SOURCES.values())


def instants(first: date, last: date) -> tuple[datetime, datetime]:
    """The first instant of day ``first``, and the first one after day ``last``, on the programme's clock."""
    begin, end = (timezone.make_aware(datetime.combine(day, time.min)) for day in (first, last + ONE_DAY))
    return begin, end
