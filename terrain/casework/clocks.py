"""Which clocks run in a file, from the dates written in it: computed at reading, never stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from terrain.casework.law import BIRTH, Clock, Law
from terrain.casework.models import Case
from terrain.people.enums import Precision


@dataclass(frozen=True)
class Running:
    """A clock that began. ``stopped``: the first day that stopped it."""

    clock: Clock
    began: date
    stopped: date | None = None

    @property
    def last_day(self) -> date:
        """The last day in time."""
        return self.clock.last_day(self.began)

    @property
    def kept(self) -> bool | None:
        """Whether it was stopped in time, as one that is waited for always is; ``None`` while it runs."""
        return None if self.stopped is None else self.clock.waits or self.stopped <= self.last_day

    def left(self, on: date) -> int:
        """Days left on ``on``, negative when it is over."""
        return (self.last_day - on).days

    def state(self, on: date) -> str:
        """``kept``, ``kept_late``, ``over``, ``soon`` or ``runs``; one that is waited for runs until it was ``waited`` for."""
        if self.kept is not None:
            return "kept" if self.kept else "kept_late"
        if self.clock.waits:
            return "waited" if self.left(on) < 0 else "runs"
        if self.left(on) < 0:
            return "over"
        return "soon" if self.left(on) <= self.clock.warn_days else "runs"


def clocks_of(law: Law, dates: Mapping[str, date]) -> list[Running]:
    """The clocks that ``dates`` (code → day) set going, by the law of the day on which each began; the first to end first.

    A day that stops a clock counts when it is not before the beginning.
    """
    found = []
    for clock in law.clocks:
        began = dates.get(clock.begins)
        if began is None or not clock.holds(began):
            continue
        stops = [dates[code] for code in clock.stops if code in dates and (clock.beforehand or dates[code] >= began)]
        found.append(Running(clock, began, min(stops, default=None)))
    return sorted(found, key=lambda running: (running.stopped is not None, running.last_day, running.clock.code))


def dates_of(case: Case) -> dict[str, date]:
    """The dates that hold in a file, code → day; her birth too when its day is known."""
    dates = {one.code: one.day for one in case.milestones.all() if one.withdrawn_at is None}
    person = case.person.stands_as if case.person is not None else None
    if person is not None and person.birth_date is not None and person.birth_precision == Precision.DAY:
        dates[BIRTH] = person.birth_date
    return dates


def clocks_in(case: Case, law: Law) -> list[Running]:
    """The clocks of a file, those that run first; a birthday that had passed when it was opened was nobody's to keep."""
    found = clocks_of(law, dates_of(case))
    return [one for one in found if one.clock.begins != BIRTH or one.last_day >= case.opened_on]
