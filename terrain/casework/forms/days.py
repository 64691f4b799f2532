"""Days that people live: a slip of the finger in a year makes a delay of a century."""

from datetime import date

from terrain.casework.models import Case
from terrain.core import clock

YEARS_BACK, YEARS_AHEAD = 80, 20


def born_of(case: Case) -> date | None:
    """When the person of the file was born, as far as it is known; nothing for a group or an enterprise."""
    return case.person.stands_as.birth_date if case.person is not None else None


def likely(day: date, born: date | None = None) -> bool:
    """Whether somebody may mean this day: not long before the person's own birth, nor a lifetime ago, nor far ahead."""
    years = day.year - clock.today().year
    return -YEARS_BACK <= years <= YEARS_AHEAD and (born is None or day.year >= born.year - 1)
