"""What stands at the top of a girl's file: since how many days she has not been free, her next hearing, her birthday of 18 years."""

from datetime import date, timedelta
from typing import Any

from terrain.casework.booked import Told, entries_of, told
from terrain.casework.clocks import dates_of
from terrain.casework.law import BIRTH
from terrain.casework.models import Case
from terrain.casework.policies.books import books_of
from terrain.core import clock
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.pathways.protection.kind import PROTECTION
from terrain.pathways.protection.liberty import Span, days_deprived
from terrain.pathways.protection.policies import check_report

YEAR = timedelta(365)
MAJORITY = "majority"
"""The delay of the file's law that ends on the day she comes of age."""


def spans_of(found: list[Told]) -> list[Span]:
    """First and last day of the measures that take her freedom."""
    spans = []
    for one in found:
        if one.book.code == "measure" and one.answers.get("measure") in one.book.asked("measure").marked("deprives"):
            ended = one.answers.get("ended_on")
            spans.append((one.entry.day, date.fromisoformat(ended) if ended else None))
    return spans


def eighteen_on(case: Case) -> date | None:
    """The day on which she comes of age by the law of the file, when her day of birth is known."""
    law = case.pathway.law
    birth = dates_of(case).get(BIRTH)
    return law.clock(MAJORITY).last_day(birth) if law is not None and birth is not None else None


def _year_of_age(case: Case) -> int | None:
    """The year in which she comes of age when no more than her year of birth is known."""
    person = case.person.stands_as if case.person is not None else None
    return person.birth_date.year + 18 if person is not None and person.birth_date is not None else None


def judged_section(request: Request, case: Case) -> dict[str, Any] | None:
    """For a girl's file only."""
    if case.kind != PROTECTION.code:
        return None
    today = clock.today()
    readable = {book.code for book in books_of(request.viewer, case)} & {"measure", "hearing"}
    found = told(entries_of(case, *sorted(readable)), case) if readable else []
    spans, of_age = spans_of(found), eighteen_on(case)
    until = case.closed_on or today
    coming = [one for one in found if one.book.code == "hearing" and one.to_come]
    return {
        "may_report": verdict(check_report, request.viewer, case),
        "days": days_deprived(spans, until),
        "goes_on": case.is_open and any(last is None for first, last in spans if first <= today),
        "next": coming[-1] if coming else None,
        "of_age": of_age if of_age is not None and of_age > today else None,
        "of_age_year": _year_of_age(case) if of_age is None else None,
        "near": of_age is not None and of_age <= today + YEAR,
    }
