"""Notes: written, corrected without losing what stood there, struck out."""

from datetime import date
from uuid import UUID

from terrain.casework.models import Case, Note, NoteVersion, key_for_writing, key_of
from terrain.casework.policies.care import check_correct, check_write
from terrain.core import clock, slips, vault
from terrain.core.access import Viewer
from terrain.core.actions import action

TEXT = "casework.NoteVersion.sealed_text"


class WrittenMeanwhile(Exception):
    """The note was corrected since the page was opened, from another device; ``note`` says what it says now."""

    def __init__(self, note: Note) -> None:
        super().__init__(str(note.pk))
        self.note = note


def text_of(version: NoteVersion, case: Case, note_class: str) -> str:
    """What a version says."""
    return vault.unseal(key_of(case, note_class), bytes(version.sealed_text), TEXT).decode()


def write_note(
    case: Case, text: str, *, note_class: str, contact: str, day: date, slip: UUID | None = None, by: Viewer
) -> Note:
    """Write what was heard, seen or done on ``day``."""
    slip = slips.own(slip, by, case)
    check_write(by, case, note_class)
    with action("casework.note_written", by=by, obj=case, project_id=case.project_id) as act:
        if (before := slips.taken(slip, Note)) is not None:
            act.silent = True
            return before
        note = Note.objects.create(case=case, note_class=note_class, contact=contact, day=day, by_id=by.user_id)
        slips.made(slip, note)
        _say(note, text, by)
        act.detail = {"note": note.pk, "class": note_class}
    return note


def _say(note: Note, text: str, by: Viewer) -> None:
    sealed = vault.seal(key_for_writing(note.case, note.note_class), text.strip().encode(), TEXT)
    NoteVersion.objects.create(note=note, number=note.version, sealed_text=sealed, by_id=by.user_id)


def correct_note(note: Note, text: str, *, version: int, by: Viewer) -> Note:
    """Say it anew; what stood there stays readable. Raises ``WrittenMeanwhile`` when it is not version ``version`` any more."""
    with action("casework.note_corrected", by=by, obj=note.case, project_id=note.case.project_id) as act:
        now = Note.objects.select_for_update(of=("self",)).select_related("case__project").get(pk=note.pk)
        check_correct(by, now)
        if text_of(now.versions.get(number=now.version), now.case, now.note_class) == text.strip():
            act.silent = True
            return now
        if now.version != version:
            raise WrittenMeanwhile(now)
        now.version += 1
        now.save(update_fields=["version"])
        _say(now, text, by)
        act.detail = {"note": now.pk, "version": now.version}
    return now


def strike_note(note: Note, *, by: Viewer) -> None:
    """It should not count: it stays readable as struck out."""
    with action("casework.note_struck", by=by, obj=note.case, project_id=note.case.project_id) as act:
        now = Note.objects.select_for_update(of=("self",)).select_related("case__project").get(pk=note.pk)
        check_correct(by, now)
        now.struck_at, now.struck_by_id = clock.now(), by.user_id
        now.save(update_fields=["struck_at", "struck_by"])
        act.detail = {"note": now.pk}
