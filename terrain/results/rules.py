"""What counts for a target: read from the programme file, checked against what the rooms of the house can count.

A rule is ``{count, of, window, across, per}``. ``count``: ``subjects`` (each one once), ``occurrences``, ``quantity`` or
``ratio``. ``of``: one or more ``{kind, where}``; ``where`` names attributes and the values that count. ``window``:
``project``, ``year`` or ``month``. ``across``: what several windows together are, ``sum`` or ``highest``. ``per``: for a ratio, those
concerned, written like ``of``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from terrain.facts.counting import Selection
from terrain.facts.registry import FactKind, kind_of
from terrain.programmes.enums import Unit
from terrain.programmes.models import Programme, Target
from terrain.results.disclosure import OPEN_KINDS_MINIMUM, SEALED_KINDS_MINIMUM
from terrain.results.enums import Across, Count, Once

WORDS = {"count", "of", "window", "across", "per"}
SUBJECT_OF = {
    Unit.PERSON: "person",
    Unit.ENTERPRISE: "enterprise",
    Unit.ORGANISATION: "organisation",
    Unit.AUDIENCE: "listener",
}
"""The unit of a target → the sort of subject that answers it; other units take any."""


class WrongRule(ValueError):
    """A rule that cannot be used; the message is a sentence."""


@dataclass(frozen=True)
class Rule:
    """What counts, how, and within which window the same one counts once; ``across`` several windows, what they are together.
    ``per`` only for a ratio."""

    count: Count
    of: tuple[Selection, ...]
    once: Once
    per: tuple[Selection, ...] = ()
    across: Across = Across.SUM

    @property
    def is_floor(self) -> bool:
        """Whether its figure is the least that is known: the highest of its windows, never their sum."""
        return self.across == Across.HIGHEST

    @property
    def kinds(self) -> list[FactKind]:
        """The kinds of fact that it reads."""
        return [kind_of(code) for code in sorted({selection.kind for selection in (*self.of, *self.per)})]

    @property
    def minimum(self) -> int:
        """The smallest cell that may be published."""
        parts = (*self.of, *self.per)
        sealed = any(kind_of(part.kind).seals(dict(part.where)) for part in parts)
        return SEALED_KINDS_MINIMUM if sealed else OPEN_KINDS_MINIMUM

    @property
    def subject(self) -> str:
        """The sort of subject counted; blank when the kinds happen to nobody."""
        return self.kinds[0].subject


def parse(content: Mapping[str, Any]) -> Rule:
    """A rule as the programme file writes it. Raises ``WrongRule``."""
    unknown = set(content) - WORDS
    if unknown:
        raise WrongRule(f"a rule has no {', '.join(sorted(unknown))}; it has {', '.join(sorted(WORDS))}")
    try:
        count, once = Count(content.get("count", "")), Once(content.get("window", Once.PROJECT))
        across = Across(content.get("across", Across.SUM))
    except ValueError as error:
        known = {"count": Count, "window": Once, "across": Across}
        said = "; ".join(f"{word}: {', '.join(choices.values)}" for word, choices in known.items())
        raise WrongRule(f"{error}; {said}") from error
    if across == Across.HIGHEST and (count != Count.SUBJECTS or once == Once.PROJECT):
        raise WrongRule("only subjects that count once a year or once a month have a highest window across")
    of = _selections(content.get("of"), "of")
    per: tuple[Selection, ...] = ()
    if count == Count.RATIO:
        per = _selections(content.get("per"), "per")
    elif content.get("per"):
        raise WrongRule("only a ratio has per")
    subjects = {kind_of(selection.kind).subject for selection in (*of, *per)}
    if count in {Count.SUBJECTS, Count.RATIO} and (len(subjects) > 1 or subjects == {""}):
        raise WrongRule("what is counted once must be one sort of subject")
    return Rule(count, of, once, per, across)


def _selections(content: Any, word: str) -> tuple[Selection, ...]:
    if not isinstance(content, list) or not content:
        raise WrongRule(f"{word} is a list of kinds of fact")
    return tuple(_selection(part) for part in content)


def _selection(part: Any) -> Selection:
    if not isinstance(part, Mapping) or set(part) - {"kind", "where"}:
        raise WrongRule("each part has a kind and, if wanted, where")
    try:
        kind = kind_of(str(part.get("kind", "")))
    except LookupError as error:
        raise WrongRule(str(error)) from error
    where = part.get("where") or {}
    if not isinstance(where, Mapping):
        raise WrongRule("where names attributes and the values that count")
    return Selection(kind.code, tuple(sorted((str(n), _values(kind, str(n), v)) for n, v in where.items())))


def _values(kind: FactKind, name: str, values: Any) -> frozenset[str]:
    if name not in kind.attributes:
        raise WrongRule(f"{kind.code} has no attribute {name}; it has {', '.join(sorted(kind.attributes))}")
    listed = values if isinstance(values, list) else [values]
    found = frozenset(str(value) for value in listed)
    allowed = kind.attributes[name]
    strange = sorted(value for value in found if value and allowed and value not in allowed)
    if strange or not found:
        raise WrongRule(f"{name} of {kind.code} cannot be {', '.join(strange)}; it may be {', '.join(allowed)}")
    return found


def rule_of(target: Target) -> Rule | None:
    """The target's rule; None when it has none, or one that cannot be used (``check_rules`` says why)."""
    if target.rule is None:
        return None
    try:
        return parse(target.rule)
    except WrongRule:
        return None


@dataclass(frozen=True)
class Fault:
    """What is wrong with the rule of a target, in a sentence."""

    target: str
    words: str

    def __str__(self) -> str:
        return f"{self.target}: {self.words}"


def check_rules(programme: Programme) -> list[Fault]:
    """Everything that is wrong with the rules of a programme's targets; empty when all can be used."""
    targets = Target.objects.filter(project__programme=programme, retired=False)
    return [Fault(target.code, words) for target in targets for words in _faults(target)]


def _faults(target: Target) -> Iterator[str]:
    if target.rule is None:
        return
    try:
        rule = parse(target.rule)
    except WrongRule as wrong:
        yield str(wrong)
        return
    wanted = SUBJECT_OF.get(Unit(target.unit))
    if rule.count == Count.SUBJECTS and wanted is not None and rule.subject != wanted:
        yield f"the target promises {target.unit}, the rule counts {rule.subject}"
    if target.unit == Unit.AUDIENCE and not (rule.count == Count.SUBJECTS and rule.is_floor):
        yield "an audience is declared, or its floor is measured: subjects, across: highest"
    if target.unit != Unit.AUDIENCE and rule.subject == SUBJECT_OF[Unit.AUDIENCE]:
        yield "listeners are devices, not people: they answer an audience alone"
