"""Why a number is what it is: from everything that happened down to each one counted once, unknowns included.

Whoever may not see small cells gets them hidden, with further cells where those could be worked out (``disclosure``);
where the parts of a period could be subtracted from those of another one they get no breakdown at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from terrain.core.texts import said
from terrain.facts.counting import BANDS, SEXES, Book, Tally, by_place, overlap
from terrain.facts.registry import kinds
from terrain.programmes.models import Place, Project, Target
from terrain.results.disclosure import OPEN_KINDS_MINIMUM, SEALED_KINDS_MINIMUM, hide_line, hide_table
from terrain.results.enums import Count, Once
from terrain.results.exposure import Exposure, could_be_one, exposure_of
from terrain.results.periods import WHOLE, Period
from terrain.results.rules import Rule
from terrain.results.values import Reckoning, Value, windows_of

SHOWN_SEXES = ("F", "M", "")
"""The order of a grid's rows: unknown comes last."""


@dataclass(frozen=True)
class Cell:
    """One figure of a breakdown; ``number`` None: hidden because it is small, or protects one that is."""

    words: str
    number: int | None


@dataclass(frozen=True)
class Grid:
    """Sex by age: titles of the columns, and rows of (words, cells, total); None is hidden."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...], int | None], ...]
    totals: tuple[int | None, ...]

    @property
    def figures(self) -> list[int | None]:
        """Every figure of it, its totals too, but for the grand total."""
        return [*(number for _words, cells, total in self.rows for number in (*cells, total)), *self.totals]

    @property
    def sexes(self) -> tuple[Cell, ...]:
        """By sex alone."""
        return tuple(Cell(words, total) for words, _cells, total in self.rows)

    @property
    def ages(self) -> tuple[Cell, ...]:
        """By age alone."""
        return tuple(map(Cell, self.columns, self.totals))

    @property
    def bands(self) -> tuple[tuple[str, tuple[int | None, ...], int | None], ...]:
        """The same table by age: words, the cells of each sex in the order of ``sexes``, their total."""
        by_sex = [cells for _words, cells, _total in self.rows]
        return tuple(zip(self.columns, zip(*by_sex, strict=True), self.totals, strict=True))


@dataclass(frozen=True)
class Selected:
    """One thing that the rule counts, in words: the kind of fact, and what its attributes must be."""

    kind: str
    where: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Ledger:
    """The count of one target in one period. ``shown_whole``: nothing is hidden from this reader.

    ``new``: those never counted before the period. ``elsewhere``: those whom the same rule counts in other projects
    too; only for readers from whom nothing is hidden. ``cut``: no breakdown, because another period's could
    be subtracted from it. ``exposure``: what the breakdown, as this reader sees it, would give away.
    """

    value: Value
    rule: Rule
    selected: tuple[Selected, ...]
    new: int | None
    elsewhere: int | None
    places: tuple[Cell, ...]
    grid: Grid | None
    shown_whole: bool
    cut: bool
    exposure: Exposure

    @property
    def tally(self) -> Tally:
        """What was counted."""
        return self.value.tally

    @property
    def without_identity(self) -> int:
        """Occurrences of people of whom nothing but their presence is known."""
        return self.tally.occurrences - self.tally.with_identity

    @property
    def again(self) -> int:
        """Occurrences of somebody already counted."""
        return self.tally.with_identity - self.tally.distinct

    @property
    def once_words(self) -> str:
        """Within what the same one counts once, in words."""
        return str(Once(self.rule.once).label)

    @property
    def counts_subjects(self) -> bool:
        """Whether each one is counted once (or is part of a share)."""
        return self.rule.count in {Count.SUBJECTS, Count.RATIO}


def sex_words(sex: str) -> str:
    """A sex as recorded, in words."""
    return {"F": pgettext("sex", "female"), "M": pgettext("sex", "male")}.get(sex, pgettext("sex", "not known"))


def age_words(column: int) -> str:
    """A band of ages in words: 0 is unknown, n begins at ``BANDS[n - 1]``."""
    if column == 0:
        return pgettext("age", "not known")
    low = BANDS[column - 1]
    if column == len(BANDS):
        return _("%(age)s and older") % {"age": low}
    return _("%(low)s to %(high)s") % {"low": low, "high": BANDS[column] - 1}


def ledger_of(target: Target, reckoning: Reckoning, period: Period, *, whole: bool) -> Ledger | None:
    """The ledger of a target; None without a rule. ``whole``: the reader may see small cells."""
    rule = reckoning.rules[target.pk]
    if rule is None:
        return None
    value = reckoning.value(target, period)
    if rule.is_floor:
        return _floor_ledger(rule, value, whole=whole)
    minimum = 0 if whole else rule.minimum
    apart = may_be_broken_down(target, reckoning, period, rule.minimum)
    cut = not whole and not apart
    elsewhere = _elsewhere(target, rule, period) if whole else None
    places = () if cut else _places(target, rule, reckoning, period, minimum)
    grid = None if cut else grid_of(value.tally, minimum)
    in_view = [*(grid.figures if grid else []), *(cell.number for cell in places), elsewhere or 0]
    return Ledger(
        value=value,
        rule=rule,
        selected=tuple(_selected(rule)),
        new=_new_in(reckoning.new_by_month(target), period) if rule.once == Once.PROJECT else None,
        elsewhere=elsewhere,
        places=places,
        grid=grid,
        shown_whole=whole,
        cut=cut,
        exposure=exposure_of(in_view, rule.minimum, differs=whole and bool(value.tally.distinct) and not apart),
    )


def _floor_ledger(rule: Rule, value: Value, *, whole: bool) -> Ledger:
    """Of a floor nothing is known but how many: it has no places, no sexes, nothing to break down."""
    selected, nothing = tuple(_selected(rule)), exposure_of([], rule.minimum)
    return Ledger(value, rule, selected, None, None, (), None, shown_whole=whole, cut=False, exposure=nothing)


def _selected(rule: Rule) -> Iterable[Selected]:
    kinds_read = {kind.code: kind for kind in rule.kinds}
    for selection in rule.of:
        kind = kinds_read[selection.kind]
        yield Selected(str(kind.label), tuple(kind.said(name, values) for name, values in selection.where))


def _new_in(new_by_month: dict[int, int], period: Period) -> int | None:
    """Those counted in the period and never before; None for the whole project, where everybody is."""
    if period.first is None or period.last is None:
        return None
    return sum(number for month, number in new_by_month.items() if period.first <= month <= period.last)


def _elsewhere(target: Target, rule: Rule, period: Period) -> int:
    """How many of those counted are counted by the same rule in other projects too, in the same period."""
    everywhere = list(Project.objects.values_list("pk", flat=True))
    others = [pk for pk in everywhere if pk != target.project_id]
    book = Book.read(everywhere)
    here, there, either = (
        book.tally(projects, rule.of, period.first, period.last).distinct
        for projects in ([target.project_id], others, everywhere)
    )
    return here + there - either


def may_be_broken_down(target: Target, reckoning: Reckoning, period: Period, minimum: int) -> bool:
    """Whether the parts of a period may stand beside those of the whole project for whoever may not see small cells.

    Of other stretches than years never, since two of them could be subtracted; of a year unless, by sex or by age, it
    leaves a small rest of the whole.
    """
    if not period.is_coarse:
        return False
    rest = reckoning.tally(target, WHOLE).cells - reckoning.tally(target, period).cells
    return not any(0 < abs(left) < minimum for axis in (0, 1) for left in rest.sum(axis=axis))


def grid_of(tally: Tally, minimum: int) -> Grid:
    """Sex by age, without the ages nobody has; ``minimum`` 0 hides nothing."""
    kept = [column for column in range(len(BANDS) + 1) if tally.cells[:, column].any()] or [0]
    cells = [[int(tally.cells[row, column]) for column in kept] for row in range(len(SEXES))]
    totals = [sum(row[n] for row in cells) for n in range(len(kept))]
    hidden = _hidden(cells, minimum)
    rows = tuple(
        (
            sex_words(SEXES[row]),
            tuple(None if flag else number for number, flag in zip(cells[row], hidden[0][row], strict=True)),
            None if hidden[1][row] else sum(cells[row]),
        )
        for row in map(SEXES.index, SHOWN_SEXES)
    )
    shown = tuple(None if flag else number for number, flag in zip(totals, hidden[2], strict=True))
    return Grid(tuple(age_words(column) for column in kept), rows, shown)


Flags = Sequence[bool]


def _hidden(cells: list[list[int]], minimum: int) -> tuple[Sequence[Flags], Flags, Flags]:
    """What to hide: of each row, of the totals of rows, of the totals of columns."""
    if not minimum:
        return [[False] * len(row) for row in cells], [False] * len(cells), [False] * len(cells[0])
    if len(cells[0]) == 1:
        line = hide_line([row[0] for row in cells], minimum)
        return [[flag] for flag in line], line, [0 < sum(row[0] for row in cells) < minimum]
    table = hide_table(cells, minimum)
    return table.cells, table.rows, table.columns


def _places(target: Target, rule: Rule, reckoning: Reckoning, period: Period, minimum: int) -> tuple[Cell, ...]:
    """Those counted, by the place of their first counted event of each window; the largest first, unknown last."""
    found: dict[int | None, int] = {}
    for first, last in windows_of(rule.once, period, reckoning.book.span(target.project_id)):
        for place, number in by_place([target.project_id], rule.of, first, last).items():
            found[place] = found.get(place, 0) + number
    names = {
        place.pk: said(place.names) for place in Place.objects.filter(pk__in=[pk for pk in found if pk is not None])
    }
    known = sorted((pk for pk in found if pk is not None), key=lambda pk: (-found[pk], names[pk]))
    order: list[int | None] = [*known, *([None] if None in found else [])]
    numbers = [found[pk] for pk in order]
    flags = hide_line(numbers, minimum) if minimum and numbers else [False] * len(numbers)
    words = [pgettext("place", "not known") if pk is None else names[pk] for pk in order]
    return tuple(Cell(name, None if flag else number) for name, number, flag in zip(words, numbers, flags, strict=True))


@dataclass(frozen=True)
class Crossing:
    """People known to several projects: codes, and for each project the people it shares with each (None: hidden).

    ``exposing``: pairs of codes whose figure is small, or leaves a small rest of one of the two projects; nobody shared gives nobody away.
    """

    codes: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]
    exposing: frozenset[tuple[str, str]]
    exposure: Exposure

    @property
    def lines(self) -> list[tuple[str, list[tuple[int | None, bool]]]]:
        """The rows, with each figure whether it is to be marked."""
        return [
            (code, [(number, (code, other) in self.exposing) for number, other in zip(cells, self.codes, strict=True)])
            for code, cells in self.rows
        ]


def crossing_of(projects: Sequence[Project], *, whole: bool) -> Crossing:
    """Who is met by whom, from the facts alone. Unless ``whole``, small figures are hidden.

    So are those that leave a small rest: that all people of a project but two are known to another one says it of
    nearly each of them.
    """
    shared = overlap([project.pk for project in projects])
    sealed = any(kind.seals() for kind in kinds())
    minimum = SEALED_KINDS_MINIMUM if sealed else OPEN_KINDS_MINIMUM

    def small(one: int, other: int) -> bool:
        number = shared[one, other]
        return any(
            could_be_one(rest, minimum) for rest in (number, shared[one, one] - number, shared[other, other] - number)
        )

    pairs = {(one.code, other.code): (one.pk, other.pk) for one in projects for other in projects}
    few = frozenset(codes for codes, keys in pairs.items() if small(*keys))
    told = frozenset(codes for codes in few if shared[pairs[codes]]) if whole else few
    each = {frozenset(codes) for codes in told}
    return Crossing(
        tuple(project.code for project in projects),
        tuple(
            (
                one.code,
                tuple(
                    None if not whole and (one.code, other.code) in few else shared[one.pk, other.pk]
                    for other in projects
                ),
            )
            for one in projects
        ),
        exposing=told if whole else frozenset(),
        exposure=Exposure(minimum, len(each) if whole else 0, 0 if whole else len(each)),
    )
