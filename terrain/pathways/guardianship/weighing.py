"""What a step of a child's file asks first: a decision that weighed the child's interest, and heard the child or says why not.

From which age a child is of discernment is dated data: the clock ``twelve_years`` of the law.
"""

from django.utils.translation import gettext_lazy as _

from terrain.casework.booked import Told, entries_of, told
from terrain.casework.models import Case
from terrain.core import clock
from terrain.core.policies import Denied

OF_AGE = "majority"
DISCERNMENT = "twelve_years"
"""Clocks of the law that run from the child's birth."""


def years_of(case: Case, code: str) -> int:
    """How many years after birth this clock of the file's law ends. Raises ``LookupError``."""
    law = case.pathway.law
    found = next((one for one in law.clocks if one.code == code), None) if law is not None else None
    if found is None or found.years is None:
        raise LookupError(f"the law of {case.kind} has no clock {code!r} in years")
    return found.years


def age_of(case: Case) -> int | None:
    """Completed years today; ``None`` when the birth is not known."""
    return case.person.stands_as.age_on(clock.today()) if case.person is not None else None


def check_minor(case: Case) -> None:
    """An inquiry is about a child. Raises ``Denied`` for whoever is known to be of age."""
    age = age_of(case)
    if age is not None and age >= years_of(case, OF_AGE):
        raise Denied(_("This person is of age: there is nothing to inquire into. Look for the origins instead."))


def check_grown(case: Case) -> None:
    """Origins are opened to whoever is of age. Raises ``Denied`` otherwise."""
    age = age_of(case)
    if age is None or age < years_of(case, OF_AGE):
        raise Denied(_("Only somebody who is known to be of age looks for origins alone."))


def check_weighed(case: Case) -> None:
    """Nobody is moved without a decision of this time that heard the child, or says why not. Raises ``Denied``."""
    decision = newest_decision(case)
    if decision is None:
        raise Denied(
            _("First write the best-interests decision in its book: who was heard, what was weighed, and why.")
        )
    answers, asked = decision.answers, decision.book.asked("decision")
    if answers.get("decision") in asked.marked("waits"):
        raise Denied(_("The last decision was to wait. Decide again first."))
    _check_heard(case, decision)


def newest_decision(case: Case) -> Told | None:
    """The last best-interests decision that was written since the child was last placed."""
    moved = case.changes.filter(target="placed").order_by("pk").last()
    found = entries_of(case, "best_interests")
    if moved is not None:
        found = found.filter(written_at__gt=moved.at)
    return next(iter(told(found, case)), None)


def _check_heard(case: Case, decision: Told) -> None:
    heard, why_not = decision.answers.get("heard"), decision.answers.get("why_not")
    if heard == "yes" or why_not:
        return
    age = age_of(case)
    if heard == "too_young" and age is not None and age < years_of(case, DISCERNMENT):
        return
    raise Denied(_("The child was not heard in this decision: hear the child, or write why that could not be."))
