"""What stands at the top of a girl's file: since how many days she has not been free, her next hearing, her birthday of 18 years."""

from datetime import date
from typing import Any

from terrain.casework.booked import Told, entries_of, told
from terrain.casework.models import Case
from terrain.core import clock
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.pathways.protection.kind import PROTECTION
from terrain.pathways.protection.liberty import Span, days_deprived
from terrain.pathways.protection.policies import check_report
from terrain.people.enums import Precision


def spans_of(found: list[Told]) -> list[Span]:
    """First and last day of the measures that take her freedom."""
    spans = []
    for one in found:
        if one.book.code == "measure" and one.answers.get("measure") in one.book.asked("measure").marked("deprives"):
            ended = one.answers.get("ended_on")
            spans.append((one.entry.day, date.fromisoformat(ended) if ended else None))
    return spans


def eighteen_on(case: Case) -> date | None:
    """The day on which she comes of age, when her day of birth is known."""
    person = case.person.stands_as if case.person is not None else None
    if person is None or person.birth_date is None or person.birth_precision != Precision.DAY:
        return None
    born = person.birth_date
    try:
        return born.replace(year=born.year + 18)
    except ValueError:
        return date(born.year + 18, 3, 1)


def judged_section(request: Request, case: Case) -> dict[str, Any] | None:
    """For a girl's file only."""
    if case.kind != PROTECTION.code:
        return None
    today = clock.today()
    found = told(entries_of(case, "measure", "hearing"), case)
    spans, of_age = spans_of(found), eighteen_on(case)
    coming = [one for one in found if one.book.code == "hearing" and one.to_come]
    return {
        "may_report": verdict(check_report, request.viewer, case),
        "days": days_deprived(spans, today),
        "goes_on": any(last is None for first, last in spans if first <= today),
        "next": coming[-1] if coming else None,
        "of_age": of_age if of_age is not None and of_age > today else None,
        "months": ((of_age.year - today.year) * 12 + of_age.month - today.month) if of_age is not None else 0,
    }
