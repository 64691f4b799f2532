"""What stands in a paper, and its words made safe for a file: the same for both ways of writing it."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from babel.dates import format_date

NOTHING = "—"
"""What stands where there is no value, so that nobody takes a gap for a lost line."""
UNREADABLE = "\ufffd"
RIGHT_TO_LEFT = {"ar"}
LOCALES = {"ar": "ar_MA", "fr": "fr_FR", "en": "en_GB", "it": "it_IT"}
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
"""The instant that files of an undated paper carry: never the clock."""
NARROWEST, WIDEST, EDGE = 6, 36, 3
"""Letters that a column counts at least, at most, and for its edges, when the width of a table is shared out."""

_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True)
class Paragraph:
    """A text; an empty line in it begins nothing new, a line end is kept."""

    text: str


@dataclass(frozen=True)
class Note:
    """A remark in small letters: what is left out, where a figure comes from."""

    text: str


@dataclass(frozen=True)
class Pairs:
    """Labels with their values, one pair a line."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """Titles of the columns, repeated on every page, and rows; a row that is too short is filled up with dashes."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def columns(self) -> int:
        """How many columns the widest row has, at least one."""
        return max([len(self.head), *(len(row) for row in self.rows), 1])


Block = Paragraph | Note | Pairs | Table


@dataclass(frozen=True)
class Part:
    """A titled part of a paper; without a title its blocks follow what stands before."""

    title: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Paper:
    """A paper in one language: letterhead, day, title, parts, who signs; ``mark`` stands on every page."""

    language: str
    title: str
    subtitle: str = ""
    head: tuple[str, ...] = ()
    mark: str = ""
    parts: tuple[Part, ...] = ()
    signed: tuple[str, ...] = ()
    day: date | None = None

    @property
    def rtl(self) -> bool:
        """Whether the paper is read from right to left."""
        return self.language.split("-")[0] in RIGHT_TO_LEFT

    @property
    def tag(self) -> str:
        """The language as files name it: ``ar-MA``, ``fr-FR``."""
        return LOCALES.get(self.language.split("-")[0], "fr_FR").replace("_", "-")

    @property
    def instant(self) -> datetime:
        """The instant that the file carries: midnight of its day."""
        return datetime(self.day.year, self.day.month, self.day.day, tzinfo=UTC) if self.day else UNDATED

    def dated(self) -> str:
        """Its day in its own language: ``26 novembre 2026``, ``26 نونبر 2026``; empty without a day."""
        return format_date(self.day, "long", locale=self.tag.replace("-", "_")) if self.day else ""


def clean(text: str) -> str:
    """``text`` as both files can hold it: one kind of line end, a visible sign for what is no character.

    Signs that turn the direction of what follows are left out: they are no words, and could make a page show another order
    than the one that was written. Where a number or a name runs the other way is found anew from the text.
    """
    return _FORBIDDEN.sub(UNREADABLE, _TURNS.sub("", _LINE_ENDS.sub("\n", text)))


def filled(text: str) -> str:
    """A cell's text, a dash where there is none."""
    ready = clean(text).strip()
    return ready if any(unicodedata.category(sign) != "Cf" for sign in ready) else NOTHING


def one_line(text: str) -> str:
    """A title's text: without line ends."""
    return " ".join(clean(text).split())


def row_of(cells: Sequence[str], columns: int) -> list[str]:
    """The cells of a row, each filled, as many as there are columns."""
    return [filled(cell) for cell in cells] + [NOTHING] * (columns - len(cells))


def longest(table: Table) -> list[int]:
    """How many letters the longest text of each column has."""
    rows = [row_of(row, table.columns) for row in (table.head, *table.rows)]
    return [max(len(row[place]) for row in rows) for place in range(table.columns)]


def shares(table: Table) -> list[float]:
    """What part of the width each column takes, by its longest text within limits; together 1."""
    weights = [min(max(length, NARROWEST), WIDEST) + EDGE for length in longest(table)]
    return [weight / sum(weights) for weight in weights]
