"""What public pages may show of figures: totals, and a breakdown by sex only where no cell is small."""

from dataclasses import dataclass

from terrain.programmes.models import Project
from terrain.results.disclosure import hide_line
from terrain.results.enums import State
from terrain.results.values import Reckoning, Value


@dataclass(frozen=True)
class PublicValue:
    """A target's figure. ``state``: computed, declared or none. ``methods``: how declared figures were found.

    ``by_sex``: sex ("F", "M", "" unknown) → people; hidden cells are left out, never written as 0.
    """

    achieved: int | None
    state: str
    methods: tuple[str, ...] = ()
    by_sex: tuple[tuple[str, int], ...] = ()


def values(project_code: str) -> dict[str, PublicValue]:
    """Target code → its figure, for one project; a constant number of queries. Empty when there is no such project."""
    reckoning = Reckoning.read(Project.objects.filter(code=project_code))
    return {target.code: _shown(reckoning, reckoning.value(target)) for target in reckoning.targets}


def _shown(reckoning: Reckoning, value: Value) -> PublicValue:
    rule = reckoning.rules[value.target.pk]
    if value.state != State.COMPUTED or rule is None:
        methods = tuple(one.method for one in value.declared) if value.state == State.DECLARED else ()
        return PublicValue(value.achieved, value.state.value, methods)
    by_sex = list(value.tally.by_sex().items())
    hidden = hide_line([number for _sex, number in by_sex], rule.minimum)
    shown = tuple(cell for cell, is_hidden in zip(by_sex, hidden, strict=True) if cell[1] and not is_hidden)
    return PublicValue(value.achieved, value.state.value, by_sex=shown)
