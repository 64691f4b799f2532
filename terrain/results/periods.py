"""Periods of a board, in whole months; a month is the number ``year * 12 + month - 1``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _

MONTH = r"(\d{4})-(0[1-9]|1[0-2])"
FIRST_YEAR, LAST_YEAR = 1990, 2100


def month_of(day: date) -> int:
    """The month's number of ``day``."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    """The first day of a month given by its number."""
    return date(month // 12, month % 12 + 1, 1)


def month_words(month: int) -> str:
    """A month as people say it, in the active language: ``mars 2018``."""
    return formats.date_format(first_day(month), "F Y")


def month_code(month: int) -> str:
    """A month as a form field writes it: ``2018-03``."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def month_from(text: str) -> int | None:
    """The month written ``2018-03``; None when it is not one."""
    match = re.fullmatch(MONTH, text.strip())
    if match is None or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        return None
    return int(match[1]) * 12 + int(match[2]) - 1


@dataclass(frozen=True)
class Period:
    """Whole months from ``first`` to ``last``, both included; both None = the whole project."""

    first: int | None = None
    last: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it is everything that was recorded."""
        return self.first is None

    @property
    def is_year(self) -> bool:
        """Whether it is a calendar year."""
        return self.first is not None and self.first % 12 == 0 and self.last == self.first + 11

    @property
    def is_quarter(self) -> bool:
        """Whether it is a calendar quarter."""
        return self.first is not None and self.first % 3 == 0 and self.last == self.first + 2

    @property
    def is_coarse(self) -> bool:
        """Whether breakdowns of it may be published: neighbouring custom periods could be subtracted."""
        return self.is_whole or self.is_year

    @property
    def code(self) -> str:
        """How it is written in an address: ``whole``, ``2018``, ``2018-Q2`` or ``2018-01..2018-05``."""
        if self.first is None or self.last is None:
            return "whole"
        if self.is_year:
            return str(self.first // 12)
        if self.is_quarter:
            return f"{self.first // 12}-Q{self.first % 12 // 3 + 1}"
        return f"{month_code(self.first)}..{month_code(self.last)}"

    def words(self) -> str:
        """The period as people say it, in the active language."""
        if self.first is None or self.last is None:
            return _("the whole project")
        if self.is_year:
            return str(self.first // 12)
        if self.is_quarter:
            return _("quarter %(number)s of %(year)s") % {
                "number": self.first % 12 // 3 + 1,
                "year": self.first // 12,
            }
        if self.first == self.last:
            return month_words(self.first)
        return _("%(first)s to %(last)s") % {"first": month_words(self.first), "last": month_words(self.last)}

    def holds(self, first: int, last: int) -> bool:
        """Whether the months from ``first`` to ``last`` lie wholly in it."""
        return self.first is None or self.last is None or (self.first <= first and last <= self.last)


WHOLE = Period()


def year(number: int) -> Period:
    """A calendar year."""
    return Period(number * 12, number * 12 + 11)


def quarter(number: int, which: int) -> Period:
    """A calendar quarter, ``which`` from 1 to 4."""
    first = number * 12 + (which - 1) * 3
    return Period(first, first + 2)


def period_from(text: str) -> Period | None:
    """The period that an address names; None when it is none (see ``Period.code``)."""
    if text in {"", "whole"}:
        return WHOLE
    if match := re.fullmatch(r"(\d{4})(?:-Q([1-4]))?", text):
        number = int(match[1])
        if not FIRST_YEAR <= number <= LAST_YEAR:
            return None
        return quarter(number, int(match[2])) if match[2] else year(number)
    first, dots, last = text.partition("..")
    start, end = month_from(first), month_from(last if dots else first)
    if start is None or end is None or end < start:
        return None
    return Period(start, end)


def period_of(query: Mapping[str, str]) -> Period | None:
    """The period of a request's query: ``period=…``, or the two fields ``from`` and ``to``; None when wrong."""
    if query.get("from") or query.get("to"):
        first, last = query.get("from") or query.get("to", ""), query.get("to") or query.get("from", "")
        return period_from(f"{first}..{last}")
    return period_from(query.get("period", ""))
