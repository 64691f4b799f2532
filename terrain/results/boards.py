"""The results board of a project: its logframe as a tree, every target beside its value."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from terrain.core import clock
from terrain.facts.counting import overlap
from terrain.facts.estimates import Estimate
from terrain.programmes.enums import LineLevel
from terrain.programmes.models import Line, Project, Target
from terrain.results.exposure import Exposure, exposure_of, together
from terrain.results.floors import estimate_beside
from terrain.results.ledgers import Grid, grid_of, may_be_broken_down
from terrain.results.periods import WHOLE, Period, quarter, year
from terrain.results.values import Reckoning, Value

SPARK_WIDTH, SPARK_HEIGHT = 100.0, 24.0


@dataclass(frozen=True)
class Row:
    """A target on the board. ``elapsed``: share of the project's time gone, 0–1, or None when the dates are not stated.

    ``spark``: points of a small curve of all counted so far, month by month, in a box of 100 × 24; blank without one.
    ``grid``: who they are, by sex and age, as this reader may see it; None where nobody is counted. ``exposure``: what that would
    give away. ``estimate``: what stands beside a floor.
    """

    target: Target
    value: Value
    elapsed: float | None
    spark: str
    ruled: bool
    grid: Grid | None
    exposure: Exposure
    estimate: Estimate | None

    @property
    def share(self) -> int | None:
        """Percent of the target reached; None when either is missing."""
        if self.value.achieved is None or not self.target.value:
            return None
        return round(100 * self.value.achieved / self.target.value)


@dataclass(frozen=True)
class Branch:
    """A line of the logframe with its targets and the lines under it."""

    line: Line
    level: str
    rows: tuple[Row, ...]
    branches: tuple["Branch", ...]


@dataclass(frozen=True)
class Board:
    """A whole board; ``loose`` are targets that the documents put under no line."""

    project: Project
    period: Period
    branches: tuple[Branch, ...]
    loose: tuple[Row, ...]
    years: tuple[int, ...]

    @property
    def rows(self) -> list[Row]:
        """Every row, in the order of the tree."""
        return [*_rows_under(self.branches), *self.loose]

    @property
    def exposure(self) -> Exposure:
        """What all its breakdowns would give away."""
        return together(row.exposure for row in self.rows if row.grid is not None)


def _rows_under(branches: Iterable[Branch]) -> list[Row]:
    return [row for branch in branches for row in (*branch.rows, *_rows_under(branch.branches))]


def board_of(project: Project, period: Period = WHOLE, *, whole: bool = False) -> Board:
    """The board of a project in a period; a constant number of queries. ``whole``: the reader may see small cells."""
    reckoning = Reckoning.read([project])
    gone = elapsed(project, clock.today())
    rows: dict[int | None, list[Row]] = {}
    for target in reckoning.targets:
        rows.setdefault(target.line_id, []).append(_row(reckoning, target, period, gone, whole=whole))
    lines = list(Line.objects.filter(project=project, retired=False))
    known = {line.pk for line in lines}
    below: dict[int | None, list[Line]] = {}
    for line in lines:
        below.setdefault(line.parent_id if line.parent_id in known else None, []).append(line)
    loose = [row for line_id, found in rows.items() if line_id not in known for row in found]
    return Board(project, period, _branches(None, below, rows), tuple(loose), _years(reckoning, project))


def _row(reckoning: Reckoning, target: Target, period: Period, gone: float | None, *, whole: bool) -> Row:
    rule, value = reckoning.rules[target.pk], reckoning.value(target, period)
    minimum = rule.minimum if rule is not None else 0
    grid, apart = None, True
    if rule is not None and not rule.is_floor and value.tally.distinct:
        apart = may_be_broken_down(target, reckoning, period, minimum)
        grid = grid_of(value.tally, 0 if whole else minimum) if whole or apart else None
    in_view = [cell.number for cell in (*grid.sexes, *grid.ages)] if grid is not None else []
    exposure = exposure_of(in_view, minimum, differs=whole and not apart)
    curve = spark(reckoning.new_by_month(target))
    beside = estimate_beside(reckoning, value)
    return Row(target, value, gone, curve, ruled=rule is not None, grid=grid, exposure=exposure, estimate=beside)


def _branches(
    parent: int | None, below: Mapping[int | None, Sequence[Line]], rows: Mapping[int | None, Sequence[Row]]
) -> tuple[Branch, ...]:
    return tuple(
        Branch(line, str(LineLevel(line.level).label), tuple(rows.get(line.pk, ())), _branches(line.pk, below, rows))
        for line in below.get(parent, ())
    )


def _years(reckoning: Reckoning, project: Project) -> tuple[int, ...]:
    span = reckoning.book.span(project.pk)
    return tuple(range(span[0] // 12, span[1] // 12 + 1)) if span is not None else ()


def elapsed(project: Project, today: date) -> float | None:
    """How much of the project's time is gone, 0–1; None when the documents do not say both ends."""
    if project.starts is None or project.ends is None or project.ends <= project.starts:
        return None
    return min(1.0, max(0.0, (today - project.starts).days / (project.ends - project.starts).days))


def spark(new_by_month: Mapping[int, int]) -> str:
    """Points of a curve (SVG polyline) of how many were counted up to each month; blank for fewer than two months."""
    if len(new_by_month) < 2:
        return ""
    first, last, total = min(new_by_month), max(new_by_month), sum(new_by_month.values())
    points, so_far = [], 0
    for month in range(first, last + 1):
        so_far += new_by_month.get(month, 0)
        across = SPARK_WIDTH * (month - first) / (last - first)
        points.append(f"{across:.1f},{SPARK_HEIGHT - (SPARK_HEIGHT - 2) * so_far / total:.1f}")
    return " ".join(points)


@dataclass(frozen=True)
class Headline:
    """A project in one line: people met (each once), how many promises it made, how many have a figure."""

    project: Project
    people: int
    promised: int
    measured: int


def headlines(projects: Sequence[Project]) -> list[Headline]:
    """The projects with their headline counts; a constant number of queries."""
    reckoning, met = Reckoning.read(projects), overlap([project.pk for project in projects])
    found = []
    for project in projects:
        values = [reckoning.value(target) for target in reckoning.targets if target.project_id == project.pk]
        measured = sum(value.achieved is not None for value in values)
        found.append(Headline(project, met.get((project.pk, project.pk), 0), len(values), measured))
    return found


@dataclass(frozen=True)
class Choice:
    """A period that can be chosen, and whether it is the present one."""

    period: Period
    words: str
    chosen: bool


def choices(board: Board) -> list[Choice]:
    """The whole project, each year with a record, and the quarters of the year in view."""
    periods = [WHOLE]
    first = board.period.first
    in_view = first // 12 if first is not None and (board.period.is_year or board.period.is_quarter) else None
    for number in board.years:
        periods.append(year(number))
        if number == in_view:
            periods += [quarter(number, which) for which in (1, 2, 3, 4)]
    return [Choice(period, period.words(), period == board.period) for period in periods]
