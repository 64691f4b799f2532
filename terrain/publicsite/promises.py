"""What was promised beside what happened: each target with its figure, under the result it belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass

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
    "declared": _("declared, with its method"),
    "none": _("not yet measured"),
}


@dataclass(frozen=True)
class Promise:
    """A target and what happened. ``state``: computed, declared or none; ``measured``: a figure is shown."""

    target: PublicTarget
    qualifier: Words
    achieved: int | None
    state: str
    state_words: Words

    @property
    def measured(self) -> bool:
        return self.achieved is not None

    @property
    def reached(self) -> bool:
        return self.achieved is not None and self.target.value is not None and self.achieved >= self.target.value


@dataclass(frozen=True)
class Chapter:
    """A result with its promises; without a line: the promises that the documents tie to no result."""

    line: PublicLine | None
    promises: tuple[Promise, ...]


def _promise(target: PublicTarget, value: PublicValue | None) -> Promise:
    achieved = value.achieved if value is not None else None
    state = value.state if value is not None and achieved is not None else "none"
    return Promise(target, QUALIFIERS[target.qualifier], achieved, state, STATES[state])


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
