"""Taking something out: for a purpose, what one may see and no more, as an archive that dies after a day."""

import io
import time
from datetime import timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.urls import reverse

from terrain.accounts.models import User
from terrain.casework.actions import care, exports, notes, plans, seals
from terrain.casework.actions.exports import Wanted
from terrain.casework.actions.seals import Named
from terrain.casework.enums import ExportKind
from terrain.casework.models import Export
from terrain.core import archives, clock, files
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.people import actions as people
from terrain.people.identity import Identity
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db
PURPOSE = "Réunion de coordination du 3 mars"
FIELDS = ("number", "kind", "stage", "owner", "name", "phone")


@pytest.fixture
def make(django_capture_on_commit_callbacks):
    """An export that the worker has written, and its password."""

    def run(wanted, by, **more):
        with django_capture_on_commit_callbacks(execute=True):
            export, password = exports.ask(wanted, by=by, **more)
        return Export.objects.select_related("file__key", "key").get(pk=export.pk), password

    return run


def caseload(project, fields=FIELDS):
    return Wanted(ExportKind.CASELOAD, PURPOSE, project, fields=fields)


def rows_of(export, password):
    data = archives.unpack(files.read(export.file), password)
    ((name, content),) = data.items()
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert name.endswith(".xlsx")
    return {sheet.title: [[cell or "" for cell in row] for row in sheet.values] for sheet in book}


def browser_of(client_of, user, age=5):
    """Signed in, with a second factor shown ``age`` seconds ago."""
    browser = client_of(user)
    session = browser.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "id": 1, "at": time.time() - age}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return browser


def test_a_caseload_holds_the_files_one_sees_and_a_line_that_says_who_took_it(file, amina, w4i, viewer_of, make):
    export, password = make(caseload(w4i), viewer_of(amina))
    (sheet,) = rows_of(export, password).values()
    assert amina.full_name in sheet[0][0] and PURPOSE in sheet[0][0]
    assert (
        sheet[2][0] == file.number
        and "Fatou Diallo" in sheet[2]
        and "+212612000001" in [cell.lstrip("'") for cell in sheet[2]]
    )
    assert export.rows == 1


def test_without_the_password_nothing_opens_and_nobody_keeps_it(file, amina, w4i, viewer_of, make):
    export, password = make(caseload(w4i), viewer_of(amina))
    with pytest.raises(RuntimeError):
        archives.unpack(files.read(export.file), "k7fm-k7fm-k7fm-k7fm-k7fm")
    raw = files.read(export.file)
    assert b"Fatou" not in raw and bytes(export.sealed_secret) == b""
    assert password not in str(list(AuditEvent.objects.values_list("detail", flat=True)))
    assert password not in str(export.job.arguments) + str(export.job.result)


def test_a_sealed_file_is_not_in_the_list_of_whoever_is_not_named(
    file, amina, youssef, colleague, w4i, viewer_of, make
):
    named = Named(colleague, clock.today() + timedelta(days=30), "accompanies")
    seals.seal(file, "danger", named=[named], by=viewer_of(amina))
    wanted = Wanted(ExportKind.REGISTRY, PURPOSE, w4i, fields=("mark", "name"))
    for asked in (caseload(w4i), wanted):
        export, password = make(asked, viewer_of(youssef))
        assert export.rows == 0 and "Fatou" not in str(rows_of(export, password))
    export, password = make(wanted, viewer_of(colleague))
    assert "Fatou Diallo" in str(rows_of(export, password))


def test_a_file_sealed_between_asking_and_writing_is_left_out(
    file, amina, youssef, colleague, w4i, viewer_of, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        export, _password = exports.ask(caseload(w4i), by=viewer_of(youssef))
        named = Named(colleague, clock.today() + timedelta(days=30), "accompanies")
        seals.seal(file, "danger", named=[named], by=viewer_of(amina))
    export.refresh_from_db()
    assert export.rows == 0


def test_fields_that_name_somebody_need_the_right_to_see_names(file, w4i, make, viewer_of, youssef):
    viewer = viewer_of(youssef)
    blind = type(viewer)(
        user_id=viewer.user_id, grants=frozenset(g for g in viewer.grants if g[0] != "people.identify")
    )
    export, password = make(caseload(w4i), blind)
    told = str(rows_of(export, password))
    assert file.number in told and "Fatou" not in told and "212612" not in told


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+33 Awa", "-Awa", "@Awa", "\tAwa", "  =1+1"])
def test_no_cell_can_run(name, w4i, youssef, viewer_of, make):
    people.register(Identity(name, phone="+212612000077"), project=w4i, by=HOUSE)
    wanted = Wanted(ExportKind.REGISTRY, PURPOSE, w4i, fields=("mark", "name", "phone"))
    export, password = make(wanted, viewer_of(youssef))
    content = archives.unpack(files.read(export.file), password).popitem()[1]
    for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows():
        assert all(cell.data_type in {"s", "n"} and not (cell.data_type == "n" and cell.value) for cell in row)
        assert not any(str(cell.value or "x").lstrip()[0] in "=+-@\t" for cell in row)


@pytest.mark.parametrize("who", ["facilitator", "officer", "donor", "guardian", "stranger"])
def test_whoever_exports_nothing_there_is_refused(who, request, file, w4i, viewer_of):
    with pytest.raises(Denied):
        exports.ask(caseload(w4i), by=viewer_of(request.getfixturevalue(who)))
    assert not Export.objects.exists()


def test_a_purpose_has_to_be_said(file, w4i, amina, viewer_of):
    with pytest.raises(Denied):
        exports.ask(Wanted(ExportKind.CASELOAD, " stats ", w4i, fields=FIELDS), by=viewer_of(amina))


def test_the_second_factor_is_asked_again(file, amina, client_of):
    page = reverse("casework:export_list")
    answer = browser_of(client_of, amina, age=3600).get(page)
    assert answer.status_code == 302 and "reauthenticate" in answer.headers["Location"]
    assert browser_of(client_of, amina).get(page).status_code == 200


def test_the_password_is_shown_once(file, amina, w4i, client_of, django_capture_on_commit_callbacks):
    browser, slip = browser_of(client_of, amina), str(uuid4())
    said = {"slip": slip, "kind": "caseload", "project": "W4I", "fields_": ["number", "stage"], "purpose": PURPOSE}
    with django_capture_on_commit_callbacks(execute=True):
        first = browser.post(reverse("casework:export_list"), said)
        again = browser.post(reverse("casework:export_list"), said)
    password = first.context["password"]
    assert password in first.content.decode() and first.headers["Cache-Control"] == "no-store"
    assert not again.context["password"] and password not in again.content.decode()
    assert Export.objects.count() == 1
    page = browser.get(reverse("casework:export", args=[Export.objects.get().uid])).content.decode()
    assert PURPOSE in page and password not in page


def test_the_archive_is_for_whoever_asked_and_each_download_is_written_down(
    file, amina, youssef, w4i, viewer_of, client_of, make
):
    export, password = make(caseload(w4i), viewer_of(amina))
    url = reverse("casework:export_file", args=[export.uid])
    assert client_of(youssef).get(url).status_code == 404
    answer = client_of(amina).get(url)
    data = b"".join(answer.streaming_content)
    assert (
        answer.headers["Cache-Control"] == "no-store"
        and file.number in str(archives.unpack(data, password).keys())
        or data
    )
    event = AuditEvent.objects.get(verb="casework.export_taken")
    assert event.detail["rows"] == 1 and event.actor_id == amina.pk


def test_it_dies_after_a_day(file, amina, w4i, viewer_of, client_of, make):
    export, _password = make(caseload(w4i), viewer_of(amina))
    path = files._path(export.file)
    assert path.exists() and not exports.sweep(clock.today())
    Export.objects.update(expires_at=clock.now() - timedelta(minutes=1))
    assert exports.sweep(clock.today()) and not exports.sweep(clock.today())
    answer = client_of(amina).get(reverse("casework:export_file", args=[export.uid]))
    assert answer.status_code == 410 and "data-reason" in answer.content.decode()
    export.file.key.refresh_from_db()
    assert export.file.key.destroyed_at is not None and not path.exists()
    assert exports.purpose_of(Export.objects.get()) == PURPOSE


def test_one_file_is_taken_out_with_its_steps_and_says_so_in_its_journal(file, amina, viewer_of, make):
    export, password = make(Wanted(ExportKind.CASE, PURPOSE, case=file), viewer_of(amina))
    sheets = rows_of(export, password)
    assert any("Cherche un travail" in row for rows in sheets.values() for row in rows)
    event = AuditEvent.objects.get(verb="casework.exported")
    assert (event.object_kind, event.object_id) == ("casework.Case", str(file.pk))


def test_protection_sees_who_took_what_out_today(file, amina, w4i, guardian, viewer_of, client_of, make):
    make(caseload(w4i), viewer_of(amina))
    page = client_of(guardian).get(reverse("casework:oversight"))
    (taken,) = page.context["exports"]
    assert (taken.who, taken.exports, taken.rows) == (str(User.objects.get(pk=amina.pk)), 1, 1)
    assert PURPOSE in page.content.decode() and "Fatou" not in page.content.decode()


def test_a_summary_holds_the_notes_that_one_reads_and_no_other_class(file, amina, viewer_of, make):
    day = clock.today()
    for note_class, text in (("ordinary", "Venue à pied"), ("clinical", "Dort mal"), ("privileged", "Dit à l'avocat")):
        notes.write_note(file, text, note_class=note_class, contact="desk", day=day, by=HOUSE)
    care.give_service(file, "listening", day=day, minutes=20, by=HOUSE)
    plan = plans.begin(file, by=HOUSE)
    plans.add_action(
        plans.add_goal(plan, "Un toit", by=HOUSE), "Visiter", whose="person", owner=None, due=day, by=HOUSE
    )
    type(plan).objects.update(state="in_force")
    export, password = make(Wanted(ExportKind.CASE, PURPOSE, case=file), viewer_of(amina))
    told = str(rows_of(export, password))
    assert all(words in told for words in ("Venue à pied", "20", "Un toit", "Visiter"))
    assert "Dort mal" not in told and "avocat" not in told
