"""What stands at the top of a child's file: where the child lives and whether that was decided, who answers in law, the next visit, whether
heard, the days that count."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects

from terrain.casework.booked import Told, entries_of, told
from terrain.casework.clocks import Running, dates_of
from terrain.casework.models import Case
from terrain.casework.owed import clocks_in
from terrain.core import clock
from terrain.core.http import Request
from terrain.pathways.guardianship.kind import GUARDIANSHIP
from terrain.pathways.guardianship.weighing import DISCERNMENT, MOVING, OF_AGE, moved_undecided

READ = (*MOVING, "representation", "visit", "child_heard", "best_interests")
"""The books that it reads, opened once."""
NEAR = 365
"""A birthday that changes what the law asks is near within so many days."""


@dataclass(frozen=True)
class Birthday:
    """A birthday to come. ``years``: how old the child then is; ``near``: within a year."""

    years: int
    day: date
    near: bool


def standing(found: Iterable[Told], code: str) -> list[Told]:
    """The entries of a book from a day to a day that go on, newest first."""
    return [one for one in found if one.book.code == code and not one.answers.get("ended_on")]


def heard_on(found: Iterable[Told]) -> date | None:
    """The last day on which the child was heard: by itself, or for a decision."""
    days = [
        one.entry.day
        for one in found
        if one.book.code == "child_heard" or (one.book.code == "best_interests" and one.answers.get("heard") == "yes")
    ]
    return max(days, default=None)


def birthdays(running: Iterable[Running], today: date) -> list[Birthday]:
    """The birthdays to come that change what the law asks, the nearest first."""
    found = [one for one in running if one.clock.code in {DISCERNMENT, OF_AGE} and one.last_day >= today]
    said = [Birthday(one.clock.years or 0, one.last_day, one.left(today) <= NEAR) for one in found]
    return sorted(said, key=lambda one: one.day)


def whereabouts_section(request: Request, case: Case) -> dict[str, Any] | None:
    """For a child's file only."""
    law = case.pathway.law
    if case.kind != GUARDIANSHIP.code or law is None:
        return None
    prefetch_related_objects([case], "milestones")
    today, dates, running = clock.today(), dates_of(case), clocks_in(case, law)
    found = told(entries_of(case, *READ), case)
    lives = standing(found, "placement")
    posting = next((one for one in running if one.clock.code == "posting" and one.stopped is None), None)
    judged = dates.get("abandonment_judged")
    return {
        "lives": lives[0] if lives else None,
        "undecided": case.is_open and moved_undecided(case, found),
        "represented": [one for one in standing(found, "representation") if one.answers.get("kind") != "none_yet"],
        "visit": next((one for one in found if one.book.code == "visit" and one.entry.due), None),
        "heard": heard_on(found),
        "birthdays": birthdays(running, today),
        "posting": posting.last_day if posting is not None else None,
        "judged": judged,
        "days": (today - judged).days if judged is not None else 0,
        "unfounded": "kafala_order" in dates and judged is None,
    }
