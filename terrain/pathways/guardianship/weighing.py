"""What a step of a child's file asks first: a decision that weighed the child's interest, and heard the child or says why not.

Which decision fits which step is dated data: answers marked ``goes_away`` (a family or a home) and ``goes_home`` (the child's own
family). So is from which age a child is of discernment: the clock ``twelve_years`` of the law.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from terrain.casework.booked import Told, entries_of, told
from terrain.casework.models import Case, StageChange
from terrain.core import clock
from terrain.core.policies import Denied

OF_AGE = "majority"
DISCERNMENT = "twelve_years"
"""Clocks of the law that run from the child's birth."""
AWAY, HOME = "goes_away", "goes_home"
STEPS = {"place": AWAY, "go_home": HOME}
"""The steps after which a child lives elsewhere, and what a decision must say for each."""
SETTLED = {"kafala_settled": {AWAY}, "back_home": {HOME}, "kin_care": {AWAY, HOME}}
"""Reasons for closing that say that the child was placed, or went home."""
MOVING = ("placement", "kafala", "reintegration")
"""Books in which it is written that the child lives elsewhere."""
WORDS = 15
"""A reason why a child was not heard has as many letters at least."""


def years_of(case: Case, code: str) -> int:
    """How many years after birth this clock of the file's law ends. Raises ``LookupError``."""
    law = case.pathway.law
    years = law.clock(code).years if law is not None else None
    if years is None:
        raise LookupError(f"the law of {case.kind} has no clock {code!r} in years")
    return years


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


def check_may_be_placed(case: Case) -> None:
    """Nobody is placed without a decision for it. Raises ``Denied``."""
    _check_weighed(case, {AWAY})
    _check_consent(case)


def check_may_go_home(case: Case) -> None:
    """Nobody is sent home without a decision for it. Raises ``Denied``."""
    _check_weighed(case, {HOME})


def check_ends_as_decided(case: Case) -> None:
    """No file is closed on a move that nobody decided, nor for a placement or a return that was never decided. Raises ``Denied``."""
    found = told(entries_of(case, "best_interests", *MOVING), case)
    if moved_undecided(case, found):
        raise Denied(_("The child was moved without a decision that stands. Write the best-interests decision first."))
    wanted = SETTLED.get(case.closing_reason)
    if wanted and not _steps(case):
        _check_weighed(case, wanted)


def newest_decision(case: Case) -> Told | None:
    """Of the best-interests decisions written since the child was last placed or sent home, the one that was written last."""
    return next(iter(_decisions(told(entries_of(case, "best_interests"), case), _last_moved(_steps(case)))), None)


def moved_undecided(case: Case, found: Iterable[Told]) -> bool:
    """Whether the child was moved, by a step or as the books say, and no decision for it stands. ``found``: what its books say."""
    entries, steps = list(found), _steps(case)
    if steps and case.stage in {"placed", "follow_up"}:
        allowed = _allowed(_decisions(entries, _last_moved(steps[:-1])))
        return STEPS[steps[-1].transition] not in allowed or any(
            not sorts & allowed for sorts in _moves(entries, steps[-1].at)
        )
    since = _last_moved(steps)
    allowed = _allowed(_decisions(entries, since))
    return any(not sorts & allowed for sorts in _moves(entries, since))


def _steps(case: Case) -> list[StageChange]:
    """When the child was placed or sent home by a step, the first first."""
    return list(case.changes.filter(transition__in=STEPS).order_by("pk"))


def _last_moved(steps: list[StageChange]) -> datetime | None:
    return steps[-1].at if steps else None


def _decisions(found: Iterable[Told], since: datetime | None) -> list[Told]:
    """The decisions written since then, the last written first."""
    said = [
        one for one in found if one.book.code == "best_interests" and (since is None or one.entry.written_at > since)
    ]
    return sorted(said, key=lambda one: one.entry.pk, reverse=True)


def _allowed(decisions: Iterable[Told]) -> set[str]:
    return {sort for one in decisions for sort in _sorts(one, "decision")}


def _moves(found: Iterable[Told], since: datetime | None) -> list[set[str]]:
    """Where the books say that the child went since then: of each entry ``AWAY``, ``HOME``, or either."""
    moves = []
    for one in found:
        if one.book.code not in MOVING or (since is not None and one.entry.written_at <= since):
            continue
        asked = "arrangement" if one.book.code == "placement" else "step"
        if one.answers.get("reason") != "before_us" and (sorts := _sorts(one, asked)):
            moves.append(sorts)
    return moves


def _sorts(one: Told, field: str) -> set[str]:
    """Where an answer takes the child."""
    asked = one.book.asked(field)
    return {sort for sort in (AWAY, HOME) if one.answers.get(field) in asked.marked(sort)}


def _check_weighed(case: Case, wanted: set[str]) -> None:
    decision = newest_decision(case)
    if decision is None:
        raise Denied(
            _("First write the best-interests decision in its book: who was heard, what was weighed, and why.")
        )
    if decision.answers.get("decision") in decision.book.asked("decision").marked("waits"):
        raise Denied(_("The last decision was to wait. Decide again first."))
    if not _sorts(decision, "decision") & wanted:
        raise Denied(_("The last decision says something else. Decide again first."))
    _check_heard(case, decision)


def _check_heard(case: Case, decision: Told) -> None:
    heard, why_not = decision.answers.get("heard"), decision.answers.get("why_not") or ""
    if heard == "yes" or sum(letter.isalpha() for letter in why_not) >= WORDS:
        return
    if heard == "too_young" and _too_young(case):
        return
    raise Denied(_("The child was not heard in this decision: hear the child, or write why that could not be."))


def _check_consent(case: Case) -> None:
    """Of a child of that age a kafala needs the child's own consent: *too young* is no answer."""
    said = next((one for one in told(entries_of(case, "kafala"), case) if one.answers.get("consent")), None)
    if (
        said is not None
        and said.answers["consent"] == "too_young"
        and age_of(case) is not None
        and not _too_young(case)
    ):
        raise Denied(_("The child is old enough to be asked: write the child's own consent to the kafala."))


def _too_young(case: Case) -> bool:
    """Whether the child is known not to be of the age of discernment."""
    age = age_of(case)
    return age is not None and age < years_of(case, DISCERNMENT)
