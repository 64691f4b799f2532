"""What stands in a reader's calendar: the dates of every room that she may read, each once, in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from terrain.calendar.registry import Happening, Source, sources
from terrain.core.access import Viewer
from terrain.programmes.models import Project


@dataclass(frozen=True)
class Told:
    """A happening. ``hers``: it is the reader's own, and nobody else's business. ``anybodys``: everybody may know of it."""

    source: Source
    happening: Happening
    hers: bool = False
    anybodys: bool = False

    @property
    def starts(self) -> date | datetime:
        """When it begins, on the programme's clock."""
        starts = self.happening.starts
        return timezone.localtime(starts) if isinstance(starts, datetime) else starts

    @property
    def is_timed(self) -> bool:
        """Whether it has an hour."""
        return isinstance(self.happening.starts, datetime)

    @property
    def day(self) -> date:
        """The day on which it stands."""
        starts = self.starts
        return starts.date() if isinstance(starts, datetime) else starts

    @property
    def until(self) -> date | datetime | None:
        """The hour at which it is over, or its last day when it lasts longer than one; None when nobody said."""
        ends = self.happening.ends
        if isinstance(ends, datetime):
            return timezone.localtime(ends)
        if ends is None:
            return None
        last = date.fromordinal(ends.toordinal() - 1)
        return last if last > self.day else None

    @property
    def order(self) -> tuple[date, bool, float, str, str]:
        """Days as they come; what has no hour first, then by the hour."""
        starts = self.happening.starts
        moment = starts.timestamp() if isinstance(starts, datetime) else 0.0
        return (self.day, self.is_timed, moment, str(self.happening.words), self.happening.uid)


@dataclass(frozen=True)
class Asked:
    """Which dates: of one project, of one source, or all. ``weekly``: also those that return every week."""

    project_id: int | None = None
    source: str = ""
    weekly: bool = True

    def wants(self, source: Source) -> bool:
        """Whether dates of this source are asked for."""
        return self.source == source.code if self.source else self.weekly or not source.weekly

    def fits(self, happening: Happening) -> bool:
        """Whether it is of the project that is asked for."""
        return self.project_id is None or happening.project_id == self.project_id


EVERYTHING = Asked()


def _in_order(found: Iterable[Told], asked: Asked) -> list[Told]:
    """Each once, as the highest room says it."""
    by_uid = {told.happening.uid: told for told in found if asked.fits(told.happening)}
    return sorted(by_uid.values(), key=lambda told: told.order)


def own(viewer: Viewer, first: date, last: date, asked: Asked = EVERYTHING) -> list[Told]:
    """What the viewer has herself, from day ``first`` to day ``last``."""
    wanted = [source for source in sources() if source.hers is not None and asked.wants(source)]
    found = (
        Told(source, one, hers=True)
        for source in wanted
        if source.hers is not None
        for one in source.hers(viewer, first, last)
    )
    return _in_order(found, asked)


def _staff(viewer: Viewer, first: date, last: date, asked: Asked) -> Iterable[Told]:
    held = viewer.projects("programme.view")
    for source in filter(asked.wants, sources()):
        if source.public is not None:
            yield from (Told(source, one, anybodys=True) for one in source.public(first, last))
        if source.staff is not None:
            for one in source.staff(viewer, first, last):
                if held is None or one.project_id is None or one.project_id in held:
                    yield Told(source, one)


def of_programme(viewer: Viewer, first: date, last: date, asked: Asked = EVERYTHING) -> list[Told]:
    """The dates of the projects whose staff pages the viewer sees, and what anybody may know of the others."""
    return _in_order(_staff(viewer, first, last, asked), asked) if viewer.may("programme.view") else []


def public(first: date, last: date, asked: Asked = EVERYTHING) -> list[Told]:
    """What anybody may know."""
    wanted = [source for source in sources() if source.public is not None and asked.wants(source)]
    found = (
        Told(source, one, anybodys=True)
        for source in wanted
        if source.public is not None
        for one in source.public(first, last)
    )
    return _in_order(found, asked)


def codes() -> dict[int, str]:
    """Key of a project → its code, one query."""
    return dict(Project.objects.values_list("pk", "code"))
