"""What a check found, as codes and numbers that can be stored and said in any language; never a cell's content."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from terrain.imports.registry import RowKind, RowProblem
from terrain.imports.values import WORDS

IGNORED: dict[str, Any] = {
    "blank": ngettext_lazy("%(count)d blank row left out", "%(count)d blank rows left out", "count"),
    "totals": ngettext_lazy("%(count)d row of totals left out", "%(count)d rows of totals left out", "count"),
    "repeated_titles": ngettext_lazy(
        "%(count)d line of titles left out", "%(count)d lines of titles left out", "count"
    ),
}
Span = list[int]
SHOWN_SPANS = 25


def spans(numbers: Iterable[int]) -> list[Span]:
    """Row numbers → the shortest list of [first, last] runs, in order."""
    runs: list[Span] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return runs


def numbers_of(runs: Iterable[Span]) -> Iterator[int]:
    """The row numbers in some runs."""
    for first, last in runs:
        yield from range(first, last + 1)


def grouped(problems: Iterable[RowProblem], fallbacks: dict[str, str]) -> list[dict[str, Any]]:
    """Problems by column and reason, the most frequent first: ``{column, code, count, rows: [[first, last]…], words}``."""
    rows: dict[tuple[str, str], set[int]] = defaultdict(set)
    for problem in problems:
        rows[problem.column, problem.code].add(problem.row)
    groups = [
        {"column": column, "code": code, "count": len(found), "rows": spans(found), "words": fallbacks.get(code, "")}
        for (column, code), found in rows.items()
    ]
    return sorted(groups, key=lambda group: (-group["count"], group["rows"][0][0]))


def said(kind: RowKind, code: str, count: int = 0, fallback: str = "") -> str:
    """The words of one code in the active language, with its count where the words have one."""
    words = kind.words.get(code, WORDS.get(code))
    if words is None:
        return fallback or code.replace("_", " ")
    return str(words % {"count": count})


@dataclass
class Findings:
    """``counts``: ``read`` rows with content, ``ready``, ``refused``, ``ignored`` {why: n}, ``figures`` {code: n}.

    ``problems`` and ``warnings``: as ``grouped`` gives them. ``questions``: open ones, as stored by ``examining``.
    """

    counts: dict[str, Any] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)
    questions: list[dict[str, Any]] = field(default_factory=list)

    @property
    def read(self) -> int:
        """Rows with content."""
        return int(self.counts.get("read", 0))

    @property
    def ready(self) -> int:
        """Rows that can go in, or went in."""
        return int(self.counts.get("ready", 0))

    @property
    def refused(self) -> int:
        """Rows with at least one problem."""
        return int(self.counts.get("refused", 0))

    def bad_rows(self) -> dict[int, list[tuple[str, str, str]]]:
        """Row number → its problems as (column, code, fallback words)."""
        bad: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
        for group in self.problems:
            for number in numbers_of(group["rows"]):
                bad[number].append((group["column"], group["code"], group["words"]))
        return dict(bad)


def counted(kind: RowKind, code: str, count: int) -> str:
    """A figure with its words: ``12 new people``; the number stands once, whether or not the words hold it."""
    words = said(kind, code, count)
    return words if str(count) in words else f"{count} {words}"


def ignored_in_words(ignored: dict[str, int]) -> list[str]:
    """What was left out, in the active language."""
    return [str(IGNORED[why] % {"count": count}) for why, count in ignored.items() if why in IGNORED]


def column_label(kind: RowKind, code: str) -> str:
    """The label of a column in the active language; a dash when the problem is of the whole row."""
    column = kind.column(code)
    return str(column.label) if column is not None else _("whole row")


def rows_in_words(runs: list[Span]) -> str:
    """Row numbers to read: ``101, 198–202 …``, cut after the first runs."""
    shown = ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs[:SHOWN_SPANS])
    return shown + " …" if len(runs) > SHOWN_SPANS else shown


def in_words(kind: RowKind, groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Groups of problems ready for a page: ``{column, reason, count, rows}`` in the active language."""
    return [
        {
            "column": column_label(kind, group["column"]),
            "reason": said(kind, group["code"], group["count"], group["words"]),
            "count": group["count"],
            "rows": rows_in_words(group["rows"]),
        }
        for group in groups
    ]
