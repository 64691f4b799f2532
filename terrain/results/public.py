"""What public pages may show of figures: exact totals, and of a count of people its parts by sex, small ones left out.

The parts are hidden by the pattern of the staff's table of sex by age, so that the two pages never explain each other.
"""

from dataclasses import dataclass

from terrain.facts.estimates import Estimate
from terrain.programmes.models import Project
from terrain.results.enums import Count, State
from terrain.results.floors import estimate_beside
from terrain.results.ledgers import SHOWN_SEXES, grid_of
from terrain.results.values import Reckoning, Value


@dataclass(frozen=True)
class PublicValue:
    """A target's figure. ``state``: computed, floor, declared or none. ``methods``: how declared figures were found.

    Of a floor: ``estimate`` says how it is measured, what is not counted, and between which figures the truth probably lies;
    ``beside`` are figures that were declared besides (number, method), never added.

    ``by_sex``: sex ("F", "M", "" unknown) → people; hidden cells are left out, never written as 0.
    """

    achieved: int | None
    state: str
    methods: tuple[str, ...] = ()
    by_sex: tuple[tuple[str, int], ...] = ()
    estimate: Estimate | None = None
    beside: tuple[tuple[int, str], ...] = ()


def values(project_code: str) -> dict[str, PublicValue]:
    """Target code → its figure, for one project; a constant number of queries. Empty when there is no such project."""
    reckoning = Reckoning.read(Project.objects.filter(code=project_code))
    return {target.code: _shown(reckoning, reckoning.value(target)) for target in reckoning.targets}


def _shown(reckoning: Reckoning, value: Value) -> PublicValue:
    rule = reckoning.rules[value.target.pk]
    if value.state == State.FLOOR:
        beside = tuple((one.value, str(one.method)) for one in value.declared)
        return PublicValue(value.achieved, value.state.value, estimate=estimate_beside(reckoning, value), beside=beside)
    if value.state != State.COMPUTED or rule is None:
        methods = tuple(str(one.method) for one in value.declared) if value.state == State.DECLARED else ()
        return PublicValue(value.achieved, value.state.value, methods)
    if rule.count != Count.SUBJECTS:
        return PublicValue(value.achieved, value.state.value)
    by_sex = zip(SHOWN_SEXES, grid_of(value.tally, rule.minimum).sexes, strict=True)
    shown = tuple((sex, cell.number) for sex, cell in by_sex if cell.number)
    return PublicValue(value.achieved, value.state.value, by_sex=shown)
