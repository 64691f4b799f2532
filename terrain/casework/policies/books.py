"""Who reads and writes the books of a file."""

from django.utils.translation import gettext_lazy as _

from terrain.casework.books import Book
from terrain.casework.enums import NoteClass
from terrain.casework.models import BookEntry, Case
from terrain.casework.policies.care import check_class, check_write, classes_of
from terrain.casework.policies.emergencies import NEEDED
from terrain.core.access import Viewer
from terrain.core.policies import Denied


def books_of(viewer: Viewer, case: Case) -> list[Book]:
    """The books that the viewer reads in this file; one under a confidence that is not hers is as if it were not there."""
    books = case.pathway.books
    return books.of_classes(classes_of(viewer, case)) if books is not None else []


def books_in_charge(viewer: Viewer, case: Case) -> list[Book]:
    """The same for whoever is in charge of the file or named on it, which no exception opened: by her role, without asking the database."""
    books = case.pathway.books
    classes = [one for one in NoteClass if one not in NEEDED or viewer.may(NEEDED[one], case.project_id)]
    return books.of_classes(classes) if books is not None else []


def check_read_book(viewer: Viewer, case: Case, book: Book) -> None:
    """Whether the viewer reads this book here."""
    check_class(viewer, case, book.note_class)


def check_write_book(viewer: Viewer, case: Case, book: Book) -> None:
    """Whether the viewer writes in this book here."""
    check_write(viewer, case, book.note_class)


def check_add(viewer: Viewer, case: Case, book: Book) -> None:
    """Whether another entry may be written: some books hold one only, which is corrected."""
    check_write_book(viewer, case, book)
    if book.once and BookEntry.objects.standing().filter(case=case, book=book.code).exists():
        raise Denied(_("This is written down already: correct it."))


def check_correct_entry(viewer: Viewer, entry: BookEntry) -> None:
    """A hearing is the file's, not its writer's: whoever writes in the book corrects it, and what it said stays readable."""
    check_write_book(viewer, entry.case, entry.case.pathway.book(entry.book))
    if entry.withdrawn_at is not None:
        raise Denied(_("This was taken back already."))
