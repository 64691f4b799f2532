"""From a table and a mapping to rows, problems and a plan. Writes nothing: the same work serves the dry run,
the import itself and the command line."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from terrain.imports.findings import Findings, grouped
from terrain.imports.reading import Table
from terrain.imports.registry import Column, Context, Plan, Problem, Progress, Question, RowKind, RowProblem, Rows
from terrain.imports.values import YEAR, Day, RawPhone

MISSING = "blank_required"


class Unmapped(LookupError):
    """Required columns are not matched; ``columns`` names them, ``str()`` is a sentence in the active language."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__(", ".join(column.code for column in columns))
        self.columns = columns

    def __str__(self) -> str:
        names = ", ".join(f"{column.label} ({column.code})" for column in self.columns)
        return _("No column of the file says: %(what)s. Match it, or check that the file is the right one.") % {
            "what": names
        }


@dataclass
class Examination:
    """``rows``: those without a parsing problem. ``plan`` is ``None`` while ``questions`` wait for an answer."""

    rows: Rows
    read: int
    problems: list[RowProblem]
    ignored: dict[str, int]
    notes: dict[str, int]
    questions: list[Question] = field(default_factory=list)
    plan: Plan | None = None
    fallbacks: dict[str, str] = field(default_factory=dict)

    @property
    def good(self) -> Rows:
        """The rows that can go in."""
        return self.rows.without(problem.row for problem in self.plan.problems) if self.plan else self.rows

    def findings(self) -> Findings:
        """The same as codes and numbers that can be stored."""
        plan = self.plan or Plan()
        problems = [*self.problems, *plan.problems]
        refused = len({problem.row for problem in problems})
        counts = {
            "read": self.read,
            "ready": self.read - refused,
            "refused": refused,
            "ignored": self.ignored,
            "figures": plan.figures,
        }
        return Findings(
            counts,
            grouped(problems, self.fallbacks),
            grouped(plan.warnings, self.fallbacks),
            {**self.notes, **plan.notes},
            [stored_question(question) for question in self.questions],
        )


def stored_question(question: Question) -> dict[str, Any]:
    """A question as JSON; labels in the language active now."""
    return {
        "code": question.code,
        "label": str(question.label),
        "help": str(question.help),
        "rows": question.rows,
        "options": [[value, str(label)] for value, label in question.options],
        "proposal": question.proposal,
    }


def examine(
    kind: RowKind, table: Table, columns: Mapping[str, int], context: Context, progress: Progress, *, ask: bool = True
) -> Examination:
    """Parse, ask, plan. ``columns``: code → place in ``table.columns``. Raises ``Unmapped``.

    With ``ask``, a question without an answer in ``context.answers`` stops before the plan.
    """
    check_mapped(kind, columns)
    return decide(kind, parse(kind, table, columns, progress), context, ask=ask)


def check_mapped(kind: RowKind, columns: Mapping[str, int]) -> None:
    """Raise ``Unmapped`` when a required column is matched with nothing."""
    missing = [column for column in kind.columns if column.required and column.code not in columns]
    if missing:
        raise Unmapped(missing)


def decide(kind: RowKind, found: Examination, context: Context, *, ask: bool = True) -> Examination:
    """Ask and plan for parsed rows: the part of an examination that looks at the records."""
    with not_collecting():
        found.questions = kind.questions(found.rows, context)
        if ask and any(question.code not in context.answers for question in found.questions):
            return found
        found.plan = kind.plan(found.rows, context)
    return found


@contextmanager
def not_collecting() -> Iterator[None]:
    """Pause the search for cyclic rubbish: it would go through a million fresh objects again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def parse(kind: RowKind, table: Table, columns: Mapping[str, int], progress: Progress) -> Examination:
    """Every mapped cell through its column's parser; rows with a problem set aside, rows that say nothing ignored."""
    wanted = [column for column in kind.columns if column.code in columns]
    raw = {column.code: table.columns[columns[column.code]] for column in wanted}
    numbers, raw, silent = _without_silent_rows(table.numbers, raw)
    raw = _with_merged_cells(table, columns, numbers, raw)
    problems: list[RowProblem] = []
    fallbacks: dict[str, str] = {}
    parsed = {}
    for step, column in enumerate(wanted):
        progress(step, len(wanted) + 1, "")
        parsed[column.code] = _parse_column(column, raw.pop(column.code), numbers, problems, fallbacks)
    bad = {problem.row for problem in problems}
    ignored = dict(table.ignored)
    if silent:
        ignored["blank"] = ignored.get("blank", 0) + silent
    rows = Rows(numbers, parsed)
    good = rows.without(bad)
    return Examination(good, len(rows), problems, ignored, _repairs(good), fallbacks=fallbacks)


def _without_silent_rows(numbers: list[int], raw: dict[str, list[Any]]) -> tuple[list[int], dict[str, list[Any]], int]:
    """Leave out rows whose mapped cells are all blank, such as lines that were numbered beforehand."""
    silent = set(range(len(numbers)))
    for cells in raw.values():
        silent = {place for place in silent if cells[place] is None}
    if not silent:
        return numbers, dict(raw), 0
    keep = [place for place in range(len(numbers)) if place not in silent]
    return [numbers[p] for p in keep], {code: [cells[p] for p in keep] for code, cells in raw.items()}, len(silent)


def _with_merged_cells(
    table: Table, columns: Mapping[str, int], numbers: list[int], raw: dict[str, list[Any]]
) -> dict[str, list[Any]]:
    """A cell merged downwards says the same for every row it covers."""
    code_of = {place: code for code, place in columns.items()}
    merges = [(top, bottom, code_of[place]) for top, bottom, place in table.merges if place in code_of]
    if not merges:
        return raw
    raw = {code: list(cells) for code, cells in raw.items()}
    place_of = {number: place for place, number in enumerate(numbers)}
    for top, bottom, code in merges:
        value = raw[code][place_of[top]] if top in place_of and code in raw else None
        covered = range(top + 1, min(bottom, numbers[-1] if numbers else 0) + 1)
        for place in (place_of[number] for number in covered if number in place_of):
            if raw[code][place] is None:
                raw[code][place] = value
    return raw


def _parse_column(
    column: Column, cells: list[Any], numbers: list[int], problems: list[RowProblem], fallbacks: dict[str, str]
) -> list[Any]:
    keys = _told_apart(cells)
    known = {key: _parsed_cell(column, cell, fallbacks) for key, cell in dict(zip(keys, cells, strict=True)).items()}
    values = list(map(known.__getitem__, keys))
    doubtful = any(type(value) is Problem for value in known.values())
    if not doubtful and not (column.required and None in known.values()):
        return values
    for place, value in enumerate(values):
        if type(value) is Problem:
            problems.append(RowProblem(numbers[place], column.code, value.code))
            values[place] = None
        elif value is None and column.required:
            problems.append(RowProblem(numbers[place], column.code, MISSING))
    return values


def _told_apart(cells: list[Any]) -> list[Any]:
    """The cells as keys: 1, 1.0 and true are different cells although they are equal."""
    alike = {int, float, bool} & set(map(type, cells))
    return cells if len(alike) < 2 else [(type(cell), cell) for cell in cells]


def _parsed_cell(column: Column, cell: Any, fallbacks: dict[str, str]) -> Any:
    """What the cell says, or the ``Problem`` with it."""
    if cell is None:
        return None
    try:
        return column.parse(cell)
    except Problem as problem:
        fallbacks.setdefault(problem.code, str(problem.message))
        return problem


def _repairs(rows: Rows) -> dict[str, int]:
    restored = years = 0
    for values in rows.columns.values():
        kinds = set(map(type, values))
        if RawPhone in kinds:
            restored += sum(1 for value in values if type(value) is RawPhone and value.restored)
        if Day in kinds:
            years += sum(1 for value in values if type(value) is Day and value.precision == YEAR)
    return {code: count for code, count in (("phones_restored", restored), ("only_years", years)) if count}
