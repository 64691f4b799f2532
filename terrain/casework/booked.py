"""What stands in the books of a file, made ready for its pages, for a colleague's day and for what leaves the house."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from terrain.casework.accompanied import in_my_hands
from terrain.casework.books import Alarm, Asked, Book
from terrain.casework.care import KEYS
from terrain.casework.exporting import day as written
from terrain.casework.kinds import kinds
from terrain.casework.models import BookEntry, BookVersion, Case
from terrain.casework.policies.books import books_in_charge, books_of, check_correct_entry
from terrain.casework.policies.cases import check_work
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.core.ui.wording import dated

AHEAD, LATELY = timedelta(days=60), timedelta(days=400)
"""How far ahead an entry may warn of anything, and how long after its day a colleague is still told of what is wrong."""


@dataclass(frozen=True)
class Told:
    """An entry in words. ``said``: (what was asked, the answer) of what was answered; ``before``: what it said earlier."""

    entry: BookEntry
    book: Book
    answers: dict[str, Any]
    alarms: tuple[Alarm, ...] = ()
    before: tuple[tuple[BookVersion, list[tuple[Asked, str]]], ...] = ()
    may_correct: bool = False

    @property
    def summary(self) -> str:
        """In one line."""
        return self.book.summary(self.answers)

    @property
    def said(self) -> list[tuple[Asked, str]]:
        """What was answered, in the order of the book."""
        return said(self.book, self.answers)

    @property
    def who(self) -> str:
        """Who says it so now."""
        return self.now.by.full_name if self.now.by is not None else ""

    @property
    def now(self) -> BookVersion:
        """The version that holds."""
        return max(self.entry.versions.all(), key=lambda version: version.number)

    @property
    def due_state(self) -> str:
        """``late``, ``soon``, ``later``, or blank when nothing is due."""
        if self.entry.due is None:
            return ""
        left = (self.entry.due - clock.today()).days
        return "late" if left < 0 else "soon" if left <= self.book.warn_days else "later"

    @property
    def to_come(self) -> bool:
        """Whether its day lies ahead, or is today."""
        return self.book.to_come and self.entry.day >= clock.today() and not self.book.off(self.answers)


def said(book: Book, answers: dict[str, Any]) -> list[tuple[Asked, str]]:
    """(what was asked, the answer in words) of everything that was answered."""
    told = [(one, _words(one, answers.get(one.code))) for one in book.asks]
    return [(one, words) for one, words in told if words]


def _words(asked: Asked, value: Any) -> str:
    if asked.kind == "day" and value:
        return dated(date.fromisoformat(value))
    return asked.said(value)


def told(found: Iterable[BookEntry], case: Case) -> list[Told]:
    """These entries (versions and their authors fetched along) of one file, opened."""
    prefetch_related_objects([case], KEYS)
    return _quiet([_told(entry, case) for entry in found])


def _quiet(found: list[Told]) -> list[Told]:
    """Where a later entry answers an earlier one, nothing is wrong with the earlier one any more. Newest first, as they came."""
    settled: set[int] = set()
    for code in {one.book.code for one in found if one.book.again}:
        same = sorted(
            (one for one in found if one.book.code == code), key=lambda one: (one.entry.day, one.entry.pk), reverse=True
        )
        settled |= {one.entry.pk for one in same[same[0].book.settled([one.answers for one in same]) :]}
    return [replace(one, alarms=()) if one.entry.pk in settled else one for one in found]


def _told(entry: BookEntry, case: Case) -> Told:
    entry.case = case
    book, versions = case.pathway.book(entry.book), sorted(entry.versions.all(), key=lambda one: one.number)
    opened = [version.answers(entry) for version in versions]
    before = [(version, said(book, one)) for version, one in zip(versions[:-1], opened[:-1], strict=True)]
    alarms = book.alarmed(opened[-1], entry.day, clock.today())
    return Told(entry, book, opened[-1], tuple(alarms), tuple(before))


def entries_of(case: Case, *codes: str) -> QuerySet[BookEntry]:
    """The entries of a file that hold, of these books (all when none is named), newest day first."""
    found = BookEntry.objects.standing().filter(case=case)
    if codes:
        found = found.filter(book__in=codes)
    return found.prefetch_related("versions__by")


def written_in(case: Case, viewer: Viewer) -> list[Told]:
    """Everything that stands in the books that the viewer reads, in the order of the books, newest day first."""
    books = [book.code for book in books_of(viewer, case)]
    return sorted(told(entries_of(case, *books), case), key=lambda one: books.index(one.book.code))


@dataclass(frozen=True)
class Shelf:
    """A book on the file's page: its newest entry or the next to come, how many there are, what is wrong or due."""

    book: Book
    told: tuple[Told, ...]
    may_add: bool

    @property
    def shown(self) -> Told | None:
        """The next to come, else the newest."""
        coming = [one for one in self.told if one.to_come]
        return coming[-1] if coming else next(iter(self.told), None)

    @property
    def alarms(self) -> list[Alarm]:
        """What is wrong, each said once."""
        return list({alarm.code: alarm for one in self.told for alarm in one.alarms}.values())

    @property
    def due(self) -> list[Told]:
        """What is late, or due soon, the most urgent first."""
        found = [one for one in self.told if one.due_state in {"late", "soon"}]
        return sorted(found, key=lambda one: one.entry.due or one.entry.day)


def books_section(request: Request, case: Case) -> dict[str, Any] | None:
    """The part of a file's page; nothing for a kind without books, or with none that the viewer reads."""
    books = books_of(request.viewer, case)
    if not books:
        return None
    found = written_in(case, request.viewer)
    works = bool(verdict(check_work, request.viewer, case))
    shelves = [
        Shelf(
            book,
            tuple(one for one in found if one.book.code == book.code),
            works and not (book.once and any(one.book.code == book.code for one in found)),
        )
        for book in books
    ]
    return {"used": [one for one in shelves if one.told], "empty": [one for one in shelves if not one.told]}


def page_of(case: Case, book: Book, viewer: Viewer) -> list[Told]:
    """The entries of one book, and which the viewer may correct."""
    found = told(entries_of(case, book.code), case)
    may = bool(found) and bool(verdict(check_correct_entry, viewer, found[0].entry))
    return [Told(one.entry, one.book, one.answers, one.alarms, one.before, may) for one in found]


@dataclass(frozen=True)
class Waiting:
    """What an entry asks of a colleague today: a day to come, something due, something wrong."""

    told: Told
    words: str
    day: date
    late: bool


def _alarming(*, again: bool) -> set[str]:
    """Books whose entries may be wrong long after their day: those in which a later entry answers an earlier one, or the others."""
    books = [book for kind in kinds() if kind.books is not None for book in kind.books.books if book.again is again]
    return {book.code for book in books if any(alarm.behind is not None for alarm in book.alarms)}


def waiting(viewer: Viewer) -> list[Waiting]:
    """What waits in the books of the open files in the viewer's hands, late first; a constant number of queries."""
    today = clock.today()
    later = BookEntry.objects.standing().filter(case=OuterRef("case"), book=OuterRef("book"), day__gt=OuterRef("day"))
    near = Q(due__lte=today + AHEAD) | Q(day__gte=today, day__lte=today + AHEAD)
    near |= Q(book__in=_alarming(again=False), day__gte=today - LATELY)
    near |= Q(~Exists(later), book__in=_alarming(again=True))
    found = BookEntry.objects.standing().filter(near, case__in=in_my_hands(viewer))
    related = found.select_related("case__project", "case__owner", "case__person__key", "case__group")
    lines: list[Waiting] = []
    for entry in related.prefetch_related("versions__by", "case__keys__key").order_by("day", "pk"):
        if entry.book in {book.code for book in books_in_charge(viewer, entry.case)}:
            lines += _lines(_told(entry, entry.case), today)
    return sorted(lines, key=lambda line: (not line.late, line.day))


def _lines(one: Told, today: date) -> Iterator[Waiting]:
    entry, title = one.entry, str(one.book)
    if entry.due is not None and one.due_state in {"late", "soon"}:
        yield Waiting(one, one.book.owed, entry.due, one.due_state == "late")
    left = (entry.day - today).days
    wrong = [str(alarm) for alarm in one.alarms if left >= 0 or alarm.behind is not None]
    if wrong or (one.to_come and left <= one.book.warn_days):
        yield Waiting(one, " · ".join([title, *wrong]), entry.day, left < 0)


def open_ends(case: Case, viewer: Viewer) -> list[Told]:
    """What is still to come or due in a file, of the books that the viewer reads: said before it is closed."""
    return [one for one in written_in(case, viewer) if one.to_come or one.due_state]


def rows(case: Case, viewer: Viewer) -> Iterator[list[str]]:
    """Book, confidence, day, what was asked, the answer: for the summary that is taken out of the house."""
    for one in written_in(case, viewer):
        for asked, words in one.said:
            yield [str(one.book), str(one.book.note_class.label), written(one.entry.day), str(asked), words]


TITLES = (_("Book"), _("Confidence"), _("Day"), _("What"), _("Says"))
