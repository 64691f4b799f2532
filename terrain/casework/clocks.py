"""Which clocks run in a file, from the dates written in it: computed at reading, never stored."""

from collections.abc import Mapping, Sequence
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
        """``kept``, ``kept_late``, ``over``, ``soon`` or ``runs``; one that is waited for ``runs`` and is ``soon`` over until it was
        ``waited`` for, or ``cut_short``."""
        if self.clock.waits and self.stopped is not None and self.stopped < self.last_day:
            return "cut_short"
        if self.kept is not None:
            return "kept" if self.kept else "kept_late"
        if self.left(on) < 0:
            return "waited" if self.clock.waits else "over"
        return "soon" if self.left(on) <= self.clock.warn_days else "runs"


def clocks_of(law: Law, dates: Mapping[str, date | Sequence[date]]) -> list[Running]:
    """The clocks that ``dates`` (code → its day, or all its days) set going, by the law of the day on which each began; the first to end first.

    Each day of a beginning sets one going, and the first stop that is not before it ends it; of a clock that begins ``anew`` only the
    newest runs.
    """
    days = {code: [said] if isinstance(said, date) else sorted(set(said)) for code, said in dates.items()}
    found = []
    for clock in law.clocks:
        begun = [day for day in days.get(clock.begins, ()) if clock.holds(day)]
        stops = sorted(day for code in clock.stops for day in days.get(code, ()))
        for began in begun[-1:] if clock.anew else begun:
            ends = [day for day in stops if clock.beforehand or day >= began]
            found.append(Running(clock, began, ends[0] if ends else None))
    return sorted(found, key=lambda running: (running.stopped is not None, running.last_day, running.clock.code))


def days_of(case: Case) -> dict[str, list[date]]:
    """The dates that hold in a file, code → its days in order; her birth too when its day is known."""
    days: dict[str, list[date]] = {}
    for one in sorted(case.milestones.all(), key=lambda one: one.day):
        if one.withdrawn_at is None:
            days.setdefault(one.code, []).append(one.day)
    person = case.person.stands_as if case.person is not None else None
    if person is not None and person.birth_date is not None and person.birth_precision == Precision.DAY:
        days[BIRTH] = [person.birth_date]
    return days


def dates_of(case: Case) -> dict[str, date]:
    """Of each date that holds in a file the newest day."""
    return {code: days[-1] for code, days in days_of(case).items()}


def clocks_in(case: Case, law: Law) -> list[Running]:
    """The clocks of a file, those that run first; a birthday that had passed when it was opened was nobody's to keep."""
    found = clocks_of(law, days_of(case))
    return [one for one in found if one.clock.begins != BIRTH or one.last_day >= case.opened_on]
