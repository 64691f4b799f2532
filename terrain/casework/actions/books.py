"""Writing in the books of a file, correcting without losing what stood there, taking back."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from terrain.casework.actions.law import follow
from terrain.casework.books import Book
from terrain.casework.models import BookEntry, BookVersion, Case, key_for_writing
from terrain.casework.models.books import ANSWERS
from terrain.casework.policies.books import check_add, check_correct_entry, check_write_book
from terrain.core import clock, slips, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.facts import actions as facts

Answers = Mapping[str, Any]
"""Field → code, list of codes, ``yes``/``no``, a day as ``2026-01-31``, a number or words; what is not answered is left out."""


class EntryChangedMeanwhile(Exception):
    """A colleague corrected the entry since the page was opened; ``entry`` is what it says now."""

    def __init__(self, entry: BookEntry) -> None:
        super().__init__(str(entry.pk))
        self.entry = entry


def write_entry(
    case: Case, book: Book, answers: Answers, *, day: date, slip: UUID | None = None, by: Viewer
) -> BookEntry:
    """Write down what happened, or is to come, on ``day``."""
    slip = slips.own(slip, by, case, book.code)
    with action("casework.entry_written", by=by, obj=case, project_id=case.project_id) as act:
        now = Case.objects.select_for_update(of=("self",)).select_related("project", "person").get(pk=case.pk)
        check_write_book(by, now, book)
        if (before := slips.taken(slip, BookEntry)) is not None:
            act.silent = True
            return before
        check_add(by, now, book)
        made = BookEntry.objects.create(case=now, book=book.code, day=day, due=book.due_on(answers), by_id=by.user_id)
        slips.made(slip, made)
        _say(made, book, answers, by)
        _settle(now, book, by)
        act.detail = {"row": made.pk}
    return made


def correct_entry(entry: BookEntry, answers: Answers, *, day: date, version: int, by: Viewer) -> BookEntry:
    """Say it anew. Raises ``EntryChangedMeanwhile`` when it is not version ``version`` any more."""
    with action("casework.entry_corrected", by=by, obj=entry.case, project_id=entry.case.project_id) as act:
        now = _locked(entry)
        check_correct_entry(by, now)
        book, before = now.case.pathway.book(now.book), now.answers()
        if before == dict(answers) and now.day == day:
            act.silent = True
            return now
        if now.version != version:
            raise EntryChangedMeanwhile(now)
        now.version, now.day, now.due = now.version + 1, day, book.due_on(answers)
        now.save(update_fields=["version", "day", "due"])
        _say(now, book, answers, by)
        _settle(now.case, book, by)
        act.detail = {"row": now.pk, "version": now.version}
    return now


def take_back_entry(entry: BookEntry, *, by: Viewer) -> None:
    """It was written by mistake: it counts no more, and stays in the trace."""
    with action("casework.entry_taken_back", by=by, obj=entry.case, project_id=entry.case.project_id) as act:
        now = _locked(entry)
        check_correct_entry(by, now)
        book = now.case.pathway.book(now.book)
        now.withdrawn_at = clock.now()
        now.save(update_fields=["withdrawn_at"])
        _settle(now.case, book, by)
        facts.sync(now)
        act.detail = {"row": now.pk}


def _say(entry: BookEntry, book: Book, answers: Answers, by: Viewer) -> None:
    told = json.dumps(dict(answers), ensure_ascii=False).encode()
    sealed = vault.seal(key_for_writing(entry.case, book.note_class), told, ANSWERS)
    BookVersion.objects.create(
        entry=entry, number=entry.version, day=entry.day, sealed_answers=sealed, by_id=by.user_id
    )
    facts.sync(entry)


def _locked(entry: BookEntry) -> BookEntry:
    """The entry, after its file: whoever writes in a file waits for whoever writes in it already."""
    Case.objects.select_for_update(of=("self",)).get(pk=entry.case_id)
    return (
        BookEntry.objects.select_for_update(of=("self",))
        .select_related("case__project", "case__person")
        .get(pk=entry.pk)
    )


def _settle(case: Case, book: Book, by: Viewer) -> None:
    """What the whole book says, once more: which entries ask for something, and the dates of the law that follow it."""
    if not book.again and not book.law_dates():
        return
    told = list(BookEntry.objects.standing().filter(case=case, book=book.code).prefetch_related("versions"))
    for one in told:
        one.case = case
    answers = {one.pk: one.answers() for one in told}
    if book.again:
        settled = [one.pk for one in told[book.settled([answers[one.pk] for one in told]) :]]
        BookEntry.objects.filter(pk__in=settled).update(due=None)
        for one in told:
            if one.pk not in settled and one.due != book.due_on(answers[one.pk]):
                BookEntry.objects.filter(pk=one.pk).update(due=book.due_on(answers[one.pk]))
    if book.law_dates():
        said: dict[str, set[date]] = {}
        for one in told:
            for law, day in book.dates_said(answers[one.pk], one.day).items():
                if day <= clock.today():
                    said.setdefault(law, set()).add(day)
        follow(case, book.code, said, by.user_id)
