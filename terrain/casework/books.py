"""The books of a file: what happens to a person again and again, each time written in the same shape.

A hearing, a measure, a visit, a proceeding. Shapes are dated data read from ``books.yaml`` beside the pathway's lists, in
every language of the house; what is written stands sealed in the file, its day in the clear.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from pydantic import Field, model_validator

from terrain.casework.enums import NoteClass
from terrain.core.entries import LANGUAGES, Entry, Strict, Texts
from terrain.core.texts import said

OFF = "called_off"
"""The mark of an answer with which what was to come does not take place that day: adjourned, cancelled."""
SEEN = "seen"
"""The mark of an answer that says that what was due was done."""
DAY = "day"
"""How rules of a book call the entry's own day."""
YES_NO = {"yes": _("yes"), "no": _("no")}


def _everywhere(code: str, *texts: Texts | None) -> None:
    for text in texts:
        if text is not None and set(text) != LANGUAGES:
            raise ValueError(f"{code}: every text in every language")


class Choice(Entry):
    """A possible answer. ``marks``: what a rule may ask of it (``deprives``: this measure takes her freedom)."""

    marks: tuple[str, ...] = ()


class Asked(Entry):
    """One thing that a book asks. ``kind``: one or several of ``answers`` (or of the file's ``list``), yes/no, a day, a whole
    number, a line, free words.

    ``heads``: it stands in the entry's one-line summary. ``after``: the day must not be before that one (``day`` or a code);
    ``past``: nor to come. ``later``: it makes sense only once the entry's day has come.
    ``suggest``: what other rooms propose for a line (``casework/suggesting.py``).
    """

    kind: Literal["choice", "several", "yes_no", "day", "number", "line", "words"]
    answers: tuple[Choice, ...] = ()
    list: str = ""
    hint: Texts | None = None
    required: bool = False
    heads: bool = False
    after: str = ""
    past: bool = False
    later: bool = False
    suggest: str = ""
    largest: int = Field(default=10_000, ge=1)

    @model_validator(mode="after")
    def _says_what_it_asks(self) -> "Asked":
        _everywhere(self.code, self.hint)
        if self.code == DAY:
            raise ValueError("every entry has its day: no field is called so")
        if (self.kind in {"choice", "several"}) != bool(self.answers or self.list):
            raise ValueError(f"{self.code}: answers where there is a choice, and only there")
        if self.suggest and self.kind != "line":
            raise ValueError(f"{self.code}: only for a line something is proposed")
        if (self.after or self.past) and self.kind != "day":
            raise ValueError(f"{self.code}: only a day comes after another one")
        return self

    def marked(self, mark: str) -> set[str]:
        """The answers that bear this mark."""
        return {answer.code for answer in self.answers if mark in answer.marks}

    def said(self, value: Any) -> str:
        """An answer in words; a code that is not known any more as it stands, nothing as nothing."""
        if value in ("", None, []):
            return ""
        if self.kind in {"choice", "several"}:
            words = {answer.code: str(answer) for answer in self.answers}
            return pgettext("between the parts of a list", ", ").join(
                words.get(code, str(code)) for code in (value if self.kind == "several" else [value])
            )
        return str(YES_NO.get(value, value)) if self.kind == "yes_no" else str(value)


class Alarm(Entry):
    """What is wrong with an entry: all of ``when`` (field → answers, ``""`` for none) hold.

    ``ahead``: it is said from so many days before the entry's day until that day; ``behind``: from so many days after it on;
    with neither, always.
    """

    when: dict[str, tuple[str, ...]]
    ahead: int | None = Field(default=None, ge=0)
    behind: int | None = Field(default=None, ge=1)


class Book(Entry):
    """One book. ``day_text``: what its day is called; ``to_come``: the day may lie ahead, and is announced ``warn_days`` before.

    ``due``: the field whose day asks for something (``due_text`` says what) unless a field of ``until`` is answered, or, where a
    later entry answers it (``again``), the book has a later one. ``dates``: field or ``day`` → the date of the kind's law that it
    writes down; ``marked_dates``: the same, only where an answer bears that mark. ``note_class``: under which confidence it is
    kept. ``once``: a file has one entry at most.
    """

    note: Texts
    day_text: Texts
    note_class: NoteClass = NoteClass.ORDINARY
    to_come: bool = False
    warn_days: int = Field(default=7, ge=0)
    due: str = ""
    due_text: Texts | None = None
    until: tuple[str, ...] = ()
    again: bool = False
    once: bool = False
    dates: dict[str, str] = {}
    marked_dates: dict[str, dict[str, str]] = {}
    asks: tuple[Asked, ...]
    alarms: tuple[Alarm, ...] = ()

    @model_validator(mode="after")
    def _knows_its_fields(self) -> "Book":
        _everywhere(self.code, self.note, self.day_text, self.due_text)
        codes = [one.code for one in self.asks]
        if len(set(codes)) != len(codes):
            raise ValueError(f"{self.code}: a field is named twice")
        days = {one.code for one in self.asks if one.kind == "day"}
        named = {self.due, *self.dates, *(field for some in self.marked_dates.values() for field in some)}
        if unknown := named - days - {"", DAY}:
            raise ValueError(f"{self.code}: no day is called {', '.join(sorted(unknown))}")
        if (self.due == "") != (self.due_text is None):
            raise ValueError(f"{self.code}: what is due, in words, where a day says when")
        if self.note_class != NoteClass.ORDINARY and self.law_dates():
            raise ValueError(f"{self.code}: the dates of a file are read by all who see it, this book is not")
        after = {one.after for one in self.asks} - {"", DAY} - days
        tested = {code for alarm in self.alarms for code in alarm.when}
        if unknown := after | (tested | set(self.until)) - set(codes) - {"", DAY}:
            raise ValueError(f"{self.code}: no field is called {', '.join(sorted(unknown))}")
        return self

    def asked(self, code: str) -> Asked:
        """The field with this code. Raises ``LookupError``."""
        found = next((one for one in self.asks if one.code == code), None)
        if found is None:
            raise LookupError(f"{self.code} does not ask {code!r}")
        return found

    @property
    def named(self) -> str:
        """What its day is called, in the active language."""
        return said(self.day_text)

    @property
    def about(self) -> str:
        """What it is for, in the active language."""
        return said(self.note)

    @property
    def owed(self) -> str:
        """What is due, in the active language."""
        return said(self.due_text)

    def off(self, answers: Mapping[str, Any]) -> bool:
        """Whether the entry says that it does not take place on its day: an answer marked ``called_off``."""
        return any(_codes(answers.get(one.code)) & one.marked(OFF) for one in self.asks)

    def settled(self, newest_first: Sequence[Mapping[str, Any]]) -> int:
        """From which place on, in entries given by their answers and newest first, what was due is answered by a later one.

        Where the book has answers marked ``seen``, only such an entry answers anything: nobody was there is no visit.
        """
        needed = any(one.marked(SEEN) for one in self.asks)
        for place, answers in enumerate(newest_first):
            if not needed or any(_codes(answers.get(one.code)) & one.marked(SEEN) for one in self.asks):
                return place + 1
        return len(newest_first)

    def holding(self, on: date) -> list[Asked]:
        """What it asks on ``on``."""
        return [one for one in self.asks if one.holds(on)]

    def due_on(self, answers: Mapping[str, Any]) -> date | None:
        """The day by which something has to happen; ``None`` when nothing does, or it happened."""
        if not self.due or not answers.get(self.due) or any(answers.get(field) for field in self.until):
            return None
        return date.fromisoformat(answers[self.due])

    def law_dates(self) -> set[str]:
        """The dates of the kind's law that it may write down."""
        return {*self.dates.values(), *(law for some in self.marked_dates.values() for law in some.values())}

    def starts_delays(self) -> bool:
        """Whether the entry's own day may write a date of the law down: it is asked for, never guessed."""
        return DAY in self.dates or any(DAY in some for some in self.marked_dates.values())

    def dates_said(self, answers: Mapping[str, Any], day: date) -> dict[str, date]:
        """Date of the kind's law → day, as an entry of ``day`` says them."""
        marked = [
            dates
            for mark, dates in self.marked_dates.items()
            if any(_codes(answers.get(one.code)) & one.marked(mark) for one in self.asks)
        ]
        found = {}
        for field, law in [pair for dates in (self.dates, *marked) for pair in dates.items()]:
            if field == DAY:
                found[law] = day
            elif answers.get(field):
                found[law] = date.fromisoformat(answers[field])
        return found

    def summary(self, answers: Mapping[str, Any]) -> str:
        """The entry in one line."""
        return " · ".join(
            words for one in self.asks if one.heads and one.kind != "day" and (words := one.said(answers.get(one.code)))
        )

    def alarmed(self, answers: Mapping[str, Any], day: date, today: date) -> list[Alarm]:
        """What is wrong with an entry of ``day``."""
        off = self.off(answers)
        left = (day - today).days
        return [
            alarm for alarm in self.alarms if not (off and alarm.ahead is not None) and _rings(alarm, answers, left)
        ]


def _rings(alarm: Alarm, answers: Mapping[str, Any], left: int) -> bool:
    if alarm.ahead is not None and not 0 <= left <= alarm.ahead:
        return False
    if alarm.behind is not None and -left < alarm.behind:
        return False
    return all(_codes(answers.get(field)) & set(wanted) for field, wanted in alarm.when.items())


def _codes(value: Any) -> set[str]:
    if value in ("", None, []):
        return {""}
    return set(value) if isinstance(value, list) else {str(value)}


class Books(Strict):
    """Every book of a kind, in the order of its page. ``lists``: answers that several fields share."""

    checked: date
    lists: dict[str, tuple[Choice, ...]] = {}
    books: tuple[Book, ...]

    @model_validator(mode="before")
    @classmethod
    def _share_lists(cls, found: Any) -> Any:
        """Give every field that names a list its answers."""
        for book in found.get("books", ()):
            for asked in book.get("asks", ()):
                if name := asked.get("list"):
                    if name not in found.get("lists", {}):
                        raise ValueError(f"{book.get('code')}.{asked.get('code')}: no list is called {name!r}")
                    asked["answers"] = found["lists"][name]
        return found

    @model_validator(mode="after")
    def _each_once(self) -> "Books":
        codes = [book.code for book in self.books]
        if len(set(codes)) != len(codes):
            raise ValueError("a book is named twice")
        return self

    def book(self, code: str) -> Book:
        """The book with this code. Raises ``LookupError``."""
        found = next((book for book in self.books if book.code == code), None)
        if found is None:
            raise LookupError(f"no book {code!r}")
        return found

    def of_classes(self, classes: Sequence[str]) -> list[Book]:
        """The books that stand under these confidences."""
        return [book for book in self.books if book.note_class in classes]


@lru_cache
def read(path: Path) -> Books:
    """The books of a file. Raises ``pydantic.ValidationError`` naming what is wrong."""
    return Books.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
