"""A month as a page shows it: whole weeks from Monday, few happenings a day and how many more there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from terrain.calendar.agenda import Told
from terrain.core import clock
from terrain.core.clock import ONE_DAY
from terrain.core.ui.wording import locale

FIRST_YEAR, LAST_YEAR = 2000, 2100
SHOWN = 4
"""Happenings of one day that a month shows; the day's own page shows all."""


@dataclass(frozen=True)
class Line:
    """A happening as it is read; ``project``: the code of whose it is, blank when it is everybody's."""

    told: Told
    project: str


@dataclass(frozen=True)
class Day:
    """A day of the page. ``more``: how many happenings are not among ``lines``; ``past``: it is over, in the month that goes on."""

    day: date
    lines: list[Line]
    more: int
    inside: bool
    today: bool
    past: bool


@dataclass(frozen=True)
class Month:
    """A month. ``first``: its first day."""

    first: date

    @property
    def last(self) -> date:
        """Its last day."""
        return clock.months_later(self.first, 1) - ONE_DAY

    @property
    def before(self) -> "Month":
        """The month before."""
        return Month(clock.months_later(self.first, -1))

    @property
    def after(self) -> "Month":
        """The month after."""
        return Month(clock.months_later(self.first, 1))

    @property
    def span(self) -> tuple[date, date]:
        """The Monday on which its page begins, and the Sunday on which it ends."""
        begin = date.fromordinal(self.first.toordinal() - self.first.weekday())
        return begin, date.fromordinal(self.last.toordinal() + 6 - self.last.weekday())

    @property
    def words(self) -> str:
        """The month as it is called here."""
        return format_date(self.first, "LLLL y", locale=locale())

    @property
    def code(self) -> str:
        """How an address says it."""
        return f"{self.first:%Y-%m}"

    @property
    def is_known(self) -> bool:
        """Whether the calendar reaches so far."""
        return FIRST_YEAR <= self.first.year <= LAST_YEAR


def month_of(day: date) -> Month:
    """The month in which a day lies."""
    return Month(day.replace(day=1))


def asked_month(text: str) -> Month:
    """The month that an address says; this one when it says none."""
    found = month_of(asked_day(f"{text}-01") if len(text) == len("2026-01") else clock.today())
    return found if found.is_known else month_of(clock.today())


def asked_day(text: str) -> date:
    """The day that an address says; today when it says none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return clock.today()
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else clock.today()


def weekday_names() -> list[str]:
    """Monday to Sunday, short."""
    monday = date(2024, 1, 1)
    return [format_date(date.fromordinal(monday.toordinal() + n), "ccc", locale=locale()) for n in range(7)]


def days_of(month: Month, told: Iterable[Told], codes: dict[int, str]) -> list[Day]:
    """Every day of the month's page, with the first of what takes place."""
    by_day: dict[date, list[Line]] = {}
    for line in lines_of(told, codes):
        by_day.setdefault(line.told.day, []).append(line)
    first, last = month.span
    days = [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]
    return [_day(day, by_day.get(day, []), month) for day in days]


def _day(day: date, found: list[Line], month: Month) -> Day:
    shown = found if len(found) <= SHOWN + 1 else found[:SHOWN]
    today, inside = clock.today(), day.month == month.first.month
    past = inside and month == month_of(today) and day < today
    return Day(day, shown, len(found) - len(shown), inside, day == today, past)


def lines_of(told: Iterable[Told], codes: dict[int, str]) -> list[Line]:
    """Happenings with the code of their project."""
    return [Line(one, codes.get(one.happening.project_id or 0, "")) for one in told]
