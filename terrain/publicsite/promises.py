"""What was promised beside what happened: each target with its figure, under the result it belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from terrain.programmes.public import PublicLine, PublicProject, PublicTarget
from terrain.results.public import PublicValue

Words = object

QUALIFIERS: Mapping[str, Words] = {
    "": "",
    "about": pgettext_lazy("before a number", "about"),
    "at_least": pgettext_lazy("before a number", "at least"),
}
STATES: Mapping[str, Words] = {
    "computed": _("counted from the records"),
    "floor": _("measured: the least that is known"),
    "declared": _("declared, with its method"),
    "none": _("not yet measured"),
}


SEXES: Mapping[str, Words] = {
    "F": pgettext_lazy("beside a number of people", "women"),
    "M": pgettext_lazy("beside a number of people", "men"),
    "": pgettext_lazy("beside a number of people", "sex not stated"),
}


@dataclass(frozen=True)
class Promise:
    """A target and what happened. ``state``: computed, floor, declared or none. ``methods``: how declared figures were found.

    ``parts``: words and number of people, by sex; a part too small to be shown is left out. ``estimate``, ``beside``: what stands
    beside a floor (``results.public``).
    """

    target: PublicTarget
    qualifier: Words
    achieved: int | None
    state: str
    state_words: Words
    parts: tuple[tuple[Words, int], ...] = ()
    methods: tuple[str, ...] = ()
    estimate: Any = None
    beside: tuple[tuple[int, str], ...] = ()

    @property
    def measured(self) -> bool:
        """Whether a figure is shown; zero is one."""
        return self.achieved is not None

    @property
    def partly_hidden(self) -> bool:
        """Whether some part is too small to be shown."""
        return bool(self.parts) and sum(number for _words, number in self.parts) < (self.achieved or 0)

    @property
    def reached(self) -> bool:
        """Whether as much was done as was promised, where a number was."""
        return self.achieved is not None and self.target.value is not None and self.achieved >= self.target.value


@dataclass(frozen=True)
class Chapter:
    """A result with its promises; without a line: the promises that the documents tie to no result."""

    line: PublicLine | None
    promises: tuple[Promise, ...]


def _promise(target: PublicTarget, value: PublicValue | None) -> Promise:
    qualifier = QUALIFIERS[target.qualifier]
    if value is None or value.achieved is None:
        return Promise(target, qualifier, None, "none", STATES["none"])
    parts = tuple((SEXES[sex], number) for sex, number in value.by_sex)
    return Promise(
        target,
        qualifier,
        value.achieved,
        value.state,
        STATES[value.state],
        parts,
        value.methods,
        value.estimate,
        value.beside,
    )


def chapters(project: PublicProject, values: Mapping[str, PublicValue]) -> tuple[Chapter, ...]:
    """The project's results in order, each with its promises; those without a result come last."""
    promises = {target.code: _promise(target, values.get(target.code)) for target in project.targets}

    def those(codes: tuple[str, ...]) -> tuple[Promise, ...]:
        return tuple(promises[code] for code in codes)

    found = [Chapter(line, those(line.targets)) for line in project.results]
    if project.loose_targets:
        found.append(Chapter(None, those(project.loose_targets)))
    return tuple(found)


def measured(found: tuple[Chapter, ...]) -> int:
    """How many promises have a figure today."""
    return sum(promise.measured for chapter in found for promise in chapter.promises)
