"""What a row may become: the one place where a room above tells the import engine about itself.

A room writes a ``RowKind`` in its ``rows.py`` and calls ``register`` from its ``AppConfig.ready()``::

    register(RowKind(
        code="attendance",
        label=_("Attendance register"),
        columns=(
            Column("day", _("Date of the session"), words=("date", "date séance", "التاريخ", "data"),
                   parse=values.full_date, shape="date", required=True),
            Column("name", _("Full name"), words=("nom et prénom", "full name", "الاسم الكامل"), parse=values.name,
                   required=True),
        ),
        questions=questions, plan=plan, apply=apply, undo=undo,
        words={"new_people": _("new people"), "contradicting_keys": _("the phone and the card belong to two people")},
    ))

How the engine calls it, always in this order:

1. each mapped column's cells go through ``Column.parse`` (once per distinct raw value, so it must be pure);
   a row with a ``Problem`` or a blank required cell is set aside;
2. ``questions(rows, context)`` → what a human must decide; answers come back in ``context.answers[question.code]``;
3. ``plan(rows, context)`` → a ``Plan``; must not write anything;
4. on apply, inside ONE transaction: ``plan`` again, then ``apply(rows_without_problems, batch, context, progress)``
   with that plan in ``context.plan``; it writes in bulk and must create nothing for what is already there;
5. ``undo(batch, context)`` takes back everything that came only from this batch, inside one transaction.

Everything stored about a run (figures, problems, notes) is codes and numbers, so that each reader sees it in their own
language: give the words for every code in ``RowKind.words``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from terrain.core.access import Viewer

if TYPE_CHECKING:
    from terrain.imports.models import Batch
    from terrain.programmes.models import Project

Cell = Any
"""A raw cell: ``None`` when blank, else ``str`` (trimmed, never empty), ``int``, ``float``, ``bool``, ``date``,
``datetime``, ``time`` or ``timedelta``."""

Words = Any
"""A lazy translation; for a code with a count, ``ngettext_lazy("%(count)d …", "%(count)d …", "count")``."""


class Problem(Exception):
    """A cell cannot be what its column says. ``code`` is the reason; its words are in ``RowKind.words``.

    ``message`` is a fallback for a code nobody gave words to. Never put the cell's value in either.
    """

    def __init__(self, code: str, message: Words = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Column:
    """One thing that a row may say.

    ``words``: header words in any language; accents, case and punctuation are ignored when comparing.
    ``parse``: raw cell (never ``None``) → value, or raises ``Problem``; may return ``None`` for "says nothing".
    ``shape``: what the cells look like, for proposing and doubting a mapping: one of ``imports.values.SHAPES``
    (``text name sex date year number phone``).
    """

    code: str
    label: Words
    words: Sequence[str]
    parse: Callable[[Cell], Any]
    required: bool = False
    help: Words = ""
    shape: str = "text"


class Rows:
    """The rows of one file, by column: ``numbers`` are the true row numbers of the sheet (from 1).

    Columns are plain lists of the same length as ``numbers``; a value is ``None`` where the cell says nothing.
    """

    __slots__ = ("numbers", "columns")

    def __init__(self, numbers: list[int], columns: Mapping[str, list[Any]]) -> None:
        self.numbers = numbers
        self.columns = columns

    def __len__(self) -> int:
        return len(self.numbers)

    def has(self, code: str) -> bool:
        """Whether the file has this column at all."""
        return code in self.columns

    def column(self, code: str) -> list[Any]:
        """The parsed values of one column, in row order; all ``None`` when the file has no such column."""
        found = self.columns.get(code)
        return found if found is not None else [None] * len(self.numbers)

    def tuples(self, *codes: str) -> Iterator[tuple[Any, ...]]:
        """The values of several columns side by side, one tuple a row, in row order."""
        return zip(*(self.column(code) for code in codes), strict=True)

    def without(self, numbers: Iterable[int]) -> "Rows":
        """The same rows but those with these row numbers; the object itself when none is left out."""
        left_out = frozenset(numbers)
        if not left_out:
            return self
        keep = [place for place, number in enumerate(self.numbers) if number not in left_out]
        columns = {code: [values[place] for place in keep] for code, values in self.columns.items()}
        return Rows([self.numbers[place] for place in keep], columns)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong (or doubtful) with one row: its number in the sheet, the column's code or ``""``, the reason."""

    row: int
    column: str
    code: str


@dataclass(frozen=True)
class Question:
    """Something that the file alone cannot say, such as which kind of session a theme is.

    ``code`` is stable for the same question in another file (earlier answers are proposed again).
    ``options``: pairs (value, label). ``proposal``: the value to start from; ``None`` when nothing is known.
    ``rows``: how many rows hang on the answer.
    """

    code: str
    label: Words
    options: Sequence[tuple[str, Words]]
    proposal: str | None = None
    rows: int = 0
    help: Words = ""


@dataclass
class Plan:
    """What applying would do. Codes only; their words are in ``RowKind.words``.

    ``figures``: code → number, in the order to show (for example sessions, new_people, known_people).
    ``problems``: rows that will not go in. ``warnings``: rows that go in but deserve a look.
    ``notes``: code → how many, for what was repaired or left out silently.
    ``prepared``: anything ``plan`` found that ``apply`` can use (never stored).
    """

    figures: dict[str, int] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    warnings: list[RowProblem] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)
    prepared: Any = None


@dataclass(frozen=True)
class Context:
    """Where the rows go and who brings them. ``answers``: question code → chosen value."""

    project: "Project"
    by: Viewer
    answers: Mapping[str, str] = field(default_factory=dict)
    plan: Plan | None = None


Progress = Callable[[int, int, str], None]
"""``progress(done, total, words)``; words may be empty."""


def _no_questions(rows: Rows, context: Context) -> list[Question]:
    return []


@dataclass(frozen=True)
class RowKind:
    """One sort of table that the house understands.

    ``apply`` and ``undo`` return figures (code → number) of what was done. ``words``: code → words, for every code of
    problems, figures, notes and question values that this kind uses.
    """

    code: str
    label: Words
    columns: Sequence[Column]
    plan: Callable[[Rows, Context], Plan]
    apply: Callable[[Rows, "Batch", Context, Progress], dict[str, int]]
    undo: Callable[["Batch", Context], dict[str, int]]
    questions: Callable[[Rows, Context], list[Question]] = _no_questions
    words: Mapping[str, Words] = field(default_factory=dict)
    help: Words = ""
    run_permission: str = "import.run"
    undo_permission: str = "import.undo"

    def column(self, code: str) -> Column | None:
        """The column with this code, if any."""
        return next((column for column in self.columns if column.code == code), None)


_KINDS: dict[str, RowKind] = {}


def register(kind: RowKind) -> None:
    """Make ``kind`` known; registering the same code twice replaces the first (autoreload)."""
    _KINDS[kind.code] = kind


def forget(code: str) -> None:
    """Take a kind away again (for tests)."""
    _KINDS.pop(code, None)


def kinds() -> list[RowKind]:
    """Every known kind, by code."""
    return [_KINDS[code] for code in sorted(_KINDS)]


def kind_of(code: str) -> RowKind:
    """The kind with this code. Raises ``LookupError`` naming the known ones."""
    if code not in _KINDS:
        known = ", ".join(sorted(_KINDS)) or "none"
        raise LookupError(f"Nothing is known about rows of kind {code!r}. Known kinds: {known}.")
    return _KINDS[code]
