"""Notes: the day that they are told as, lists that cost the same whatever their length, versions that nobody loses."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from terrain.casework.actions import notes
from terrain.casework.care import notes_told, readable_notes
from terrain.casework.enums import NoteClass
from terrain.casework.models import Note, NoteVersion
from terrain.core import clock
from terrain.core.models import AuditEvent

pytestmark = pytest.mark.django_db


def write(file, text, by, note_class=NoteClass.ORDINARY):
    return notes.write_note(file, text, note_class=note_class, contact="desk", day=clock.today(), by=by)


def address(name, *args):
    return reverse(f"casework:{name}", args=args)


@pytest.mark.parametrize(
    ("written", "day", "late"),
    [
        (datetime(2026, 6, 10, 23, 30, tzinfo=UTC), date(2026, 6, 10), True),
        (datetime(2026, 6, 10, 23, 30, tzinfo=UTC), date(2026, 6, 11), False),
        (datetime(2026, 6, 10, 12, 0, tzinfo=UTC), date(2026, 6, 10), False),
    ],
)
def test_a_note_of_another_day_says_when_it_was_written_by_the_clock_of_the_house(
    file, amina, viewer_of, written, day, late
):
    note = write(file, "Vue hier", viewer_of(amina))
    Note.objects.filter(pk=note.pk).update(written_at=written, day=day)
    told = notes_told(readable_notes(file, viewer_of(amina)), file, viewer_of(amina))
    assert [one.late for one in told] == [late]


def queries(client, where):
    client.get(where)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(where).status_code == 200
    return len(asked)


def test_a_long_list_of_notes_asks_as_much_as_a_short_one(file, amina, client_of, viewer_of):
    client, by = client_of(amina), viewer_of(amina)
    write(file, "Un", by)
    few = queries(client, address("notes", file.uid))
    for number in range(12):
        write(file, f"Note {number}", by)
    assert queries(client, address("notes", file.uid)) == few


def test_two_devices_of_one_author_see_both_texts_and_lose_none(file, amina, client_of, viewer_of):
    client, note = client_of(amina), write(file, "Au départ", viewer_of(amina))
    where = address("correct_note", file.uid, note.pk)
    assert client.post(where, {"text": "Du bureau", "version": "1"}).status_code == 302
    asked = client.post(where, {"text": "Du téléphone", "version": "1"})
    page = asked.content.decode()
    assert asked.status_code == 422 and "Du bureau" in page and "Du téléphone" in page
    assert (
        client.post(where, {"text": "Les deux", "version": asked.context["form"]["version"].value()}).status_code == 302
    )
    texts = [notes.text_of(one, file, note.note_class) for one in NoteVersion.objects.filter(note=note)]
    assert texts == ["Au départ", "Du bureau", "Les deux"]


def test_a_struck_note_is_not_corrected_any_more(file, amina, client_of, viewer_of):
    note = write(file, "À retirer", viewer_of(amina))
    notes.strike_note(note, by=viewer_of(amina))
    answer = client_of(amina).post(address("correct_note", file.uid, note.pk), {"text": "Autre", "version": "1"})
    assert answer.status_code == 403 and NoteVersion.objects.count() == 1


def test_words_of_a_note_stand_nowhere_in_the_journal(file, amina, client_of, viewer_of):
    write(file, "MOT-SECRET", viewer_of(amina))
    client_of(amina).get(address("notes", file.uid))
    details = [str(event.detail) for event in AuditEvent.objects.all()]
    assert details and not any("SECRET" in detail for detail in details)
    assert AuditEvent.objects.filter(verb="casework.notes_read").exists()
