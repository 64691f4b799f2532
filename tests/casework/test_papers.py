"""Papers and conferences: what is taken for a paper, what taking out destroys, decisions that lose no day."""

import io
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from terrain.casework.actions import papers
from terrain.casework.forms.care import media_type_of
from terrain.casework.models import CaseDocument, Conference
from terrain.core import clock, files, vault

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"casework:{name}", args=args)


def archive(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as held:
        for name in names:
            held.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (b"%PDF-1.7 x", "application/pdf"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"\x00\x00\x00\x18ftypmp42", ""),
        (b"PK\x03\x04 not an archive", ""),
        (archive("run.exe"), ""),
        (archive("[Content_Types].xml", "word/document.xml"), "wordprocessingml.document"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "spreadsheetml.sheet"),
        (archive("word/document.xml", "word/vbaProject.bin"), ""),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ""),
    ],
)
def test_a_paper_is_known_by_what_is_in_it(content, kept):
    told = media_type_of(io.BytesIO(content))
    assert told.endswith(kept) and bool(told) == bool(kept)


@pytest.fixture
def keep(file, amina, viewer_of):
    def kept(name="photo.jpg"):
        return papers.keep_document(
            file, io.BytesIO(b"\xff\xd8\xff picture"), name, note_class="ordinary", kind="other",
            media_type="image/jpeg", day=clock.today(), by=viewer_of(amina),
        )  # fmt: skip

    return kept


def test_a_paper_whose_taking_out_fails_is_still_there(keep, amina, viewer_of):
    document = keep()
    with pytest.raises(RuntimeError), transaction.atomic():
        papers.remove_document(document, by=viewer_of(amina))
        raise RuntimeError("the machine stops")
    document = CaseDocument.objects.get()
    assert document.removed_at is None and files.read(document.file) == b"\xff\xd8\xff picture"


def test_a_paper_taken_out_is_gone_and_its_trace_stays(
    keep, amina, viewer_of, settings, django_capture_on_commit_callbacks
):
    document = keep()
    with django_capture_on_commit_callbacks(execute=True):
        papers.remove_document(document, by=viewer_of(amina))
    document = CaseDocument.objects.get()
    assert document.removed_at is not None
    with pytest.raises(vault.Erased):
        files.name_of(document.file)
    assert not [path for path in (settings.TERRAIN_HOME / "media").rglob(str(document.file.uid)) if path.is_file()]


def test_a_long_list_of_papers_asks_as_much_as_a_short_one(file, keep, amina, client_of):
    client = client_of(amina)

    def asked():
        client.get(address("papers", file.uid))
        with CaptureQueriesContext(connection) as queries:
            client.get(address("papers", file.uid))
        return len(queries)

    keep()
    few = asked()
    for number in range(8):
        keep(f"photo-{number}.jpg")
    assert asked() == few


def test_a_paper_sent_twice_is_one(file, amina, client_of):
    slip = str(uuid4())
    for _time in range(2):
        said = {"kind": "other", "note_class": "ordinary", "day": str(clock.today()), "slip": slip}
        said["file"] = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff picture")
        assert client_of(amina).post(address("keep_document", file.uid), said).status_code == 302
    assert CaseDocument.objects.count() == 1


def test_a_day_without_its_decision_is_asked_for_and_nothing_typed_is_lost(file, amina, client_of):
    said = {
        "day": str(clock.today()), "said": "Longs échanges", "due_2": str(clock.today() + timedelta(days=3)),
        "slip": str(uuid4()),
    }  # fmt: skip
    answer = client_of(amina).post(address("confer", file.uid), said)
    assert answer.status_code == 422 and "Longs échanges" in answer.content.decode()
    assert not Conference.objects.exists()


def test_minutes_are_sealed(file, amina, viewer_of):
    held = papers.hold_conference(
        file, papers.Minutes("Salle 2", "Dr Benali", "Logement", "Elle part demain"), day=clock.today(), attendees=[],
        person_there=False, decisions=[("Appeler", None)], by=viewer_of(amina),
    )  # fmt: skip
    row = bytes(Conference.objects.get().sealed_words)
    assert b"Benali" not in row and b"demain" not in row and papers.minutes_of(held).guests == "Dr Benali"
    assert b"Appeler" not in bytes(held.decisions.get().sealed_words)
