"""The screens of an import, as Youssef goes through them."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from terrain.core import clock, jobs
from terrain.core.models import AuditEvent, Job, JobState
from terrain.imports import actions, registry
from terrain.imports.enums import BatchState
from terrain.imports.models import Batch
from terrain.imports.reading import read_table
from tests.imports.conftest import register_of, workbook
from tests.imports.quarry import STONES, TITLES, row, stones

COLUMNS = {"name": 0, "weight": 1, "found": 2, "phone": 3}
MATCHED = {f"column_{place}": code for code, place in COLUMNS.items()} | {"column_4": ""}


@pytest.fixture
def browser(client_of, youssef):
    return client_of(youssef)


def file_of(data: bytes, name: str = "pierres.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def send(client, data: bytes, name: str = "pierres.xlsx", **fields):
    wanted = {"project": "W4I", "kind": "stones", "file": file_of(data, name)} | fields
    return client.post(reverse("imports:new"), wanted)


def address(name: str, batch=None) -> str:
    return reverse(f"imports:{name}", args=[(batch or Batch.objects.get()).uid])


@pytest.fixture
def ready(bring, by):
    """Three good rows and a bad one, checked."""
    batch = bring(register_of(3, {"weight": 13}))
    return actions.check(actions.map_columns(batch, COLUMNS, by=by), by=by)


def test_a_register_goes_from_the_phone_into_the_records_and_back(browser, w4i):
    answer = send(browser, register_of(12, {"weight": 13}, {"found": "31/02/2018"}))
    assert answer.status_code == 302
    page = browser.get(answer.url).content.decode()
    assert "Pierre ca" in page
    answer = browser.post(address("map"), MATCHED)
    assert answer.url == address("batch")
    page = browser.get(answer.url).content.decode()
    assert not stones(w4i).exists()
    assert re.search(r"big-figure\">14<.*big-figure\">12<.*big-figure\">2<", page, re.S)
    answer = browser.post(address("apply"))
    assert browser.get(answer.url).status_code == 200
    assert stones(w4i).count() == 12
    assert browser.get(address("undo")).status_code == 200
    assert stones(w4i).count() == 12
    answer = browser.post(address("undo"))
    assert browser.get(answer.url).status_code == 200
    assert not stones(w4i).exists()


def test_the_project_of_the_page_one_came_from_is_chosen(client_of, director):
    page = client_of(director).get(reverse("imports:new"), {"project": "CPE"}).content.decode()
    assert re.search(r'value="CPE"[^>]*selected', page)


def test_a_coordinator_is_offered_only_her_own_project(browser):
    page = browser.get(reverse("imports:new")).content.decode()
    assert 'value="W4I"' in page
    assert 'value="CPE"' not in page


def test_a_project_of_somebody_else_cannot_be_chosen(browser):
    assert send(browser, register_of(1), project="CPE").status_code == 422
    assert not Batch.objects.exists()


def test_the_list_shows_what_waits_first_and_asks_a_constant_number_of_questions(
    browser, bring, by, django_assert_num_queries, django_assert_max_num_queries
):
    def listing() -> str:
        return browser.get(reverse("imports:home")).content.decode()

    assert "empty" in listing()
    done = actions.check(actions.map_columns(bring(register_of(1), "faite.xlsx"), COLUMNS, by=by), by=by)
    waits = bring(register_of(2), "attend.xlsx")
    Batch.objects.filter(pk=done.pk).update(state=BatchState.APPLIED)
    Batch.objects.filter(pk=waits.pk).update(created_at=clock.now() - timedelta(days=9))
    with django_assert_max_num_queries(30) as few:
        page = listing()
    assert page.index("attend.xlsx") < page.index("faite.xlsx")
    for number in range(3):
        bring(register_of(1), f"{number}.xlsx")
    with django_assert_num_queries(len(few)):
        listing()
    assert "faite.xlsx" not in browser.get(reverse("imports:home"), {"state": "open"}).content.decode()


@pytest.mark.parametrize("name", ["batch", "map", "questions", "undo", "discard", "bad_rows"])
def test_a_batch_of_another_project_does_not_exist(client_of, stranger, ready, name):
    assert client_of(stranger).get(address(name)).status_code == 404


@pytest.mark.parametrize("name", ["map", "look_again", "questions", "check", "apply", "undo", "discard"])
def test_nothing_can_be_done_to_a_batch_of_another_project(client_of, stranger, ready, name, w4i):
    assert client_of(stranger).post(address(name)).status_code == 404
    assert not stones(w4i).exists()


@pytest.mark.parametrize("person", ["donor", "amina", "admin", "partner"])
def test_whoever_may_not_import_sees_no_page_of_it(client_of, request, person, ready):
    client = client_of(request.getfixturevalue(person))
    assert client.get(reverse("imports:home")).status_code == 403
    assert client.get(reverse("imports:new")).status_code == 403
    assert send(client, register_of(1)).status_code == 403
    assert client.get(address("batch")).status_code == 404


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "vide.xlsx", "empty"),
        (b"%PDF-1.7 whatever", "pierres.pdf", "not_a_table"),
        (b"%PDF-1.7 whatever", "pierres.xlsx", "not_a_table"),
        (b"MZ\x90\x00\x03", "pierres.csv", "not_a_table"),
        (b"PK\x03\x04 broken", "pierres.xlsx", "damaged"),
        (b"nom;poids\n", "pierres.csv", "no_rows"),
    ],
)
def test_a_hostile_file_is_answered_in_the_form_and_not_kept(browser, data, name, said):
    answer = send(browser, data, name)
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert 'value="W4I"' in answer.content.decode()
    assert not Batch.objects.exists()


def test_a_form_without_a_file_keeps_what_was_chosen(client_of, director):
    client = client_of(director)
    answer = client.post(reverse("imports:new"), {"project": "W4I", "kind": "stones"})
    assert answer.status_code == 422
    assert re.search(r'value="W4I"[^>]*selected', answer.content.decode())


def test_a_file_that_grows_too_large_is_stopped_while_it_arrives(browser, settings):
    settings.IMPORT_MAX_BYTES = 200_000
    answer = send(browser, b"PK\x03\x04" + bytes(400_000))
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not answer.context["form"].files


def test_a_file_that_announces_two_hundred_megabytes_is_refused_unread(browser):
    form = "multipart/form-data; boundary=x"
    answer = browser.generic("POST", reverse("imports:new"), b"--x", form, CONTENT_LENGTH=str(200 << 20))
    assert answer.status_code == 413
    assert "200" in answer.content.decode()
    assert not Batch.objects.exists()


def test_two_columns_cannot_say_the_same(browser, bring):
    bring(register_of(1))
    answer = browser.post(address("map"), MATCHED | {"column_4": "name"})
    assert answer.status_code == 422
    assert re.search(r'value="name"[^>]*selected', answer.content.decode())
    assert Batch.objects.get().state == BatchState.UPLOADED


def test_a_needed_column_that_is_missing_is_named_and_the_choices_stay(browser, bring):
    bring(register_of(1))
    answer = browser.post(address("map"), {"column_0": "name", "column_4": "site"})
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
    assert re.search(r'value="site"[^>]*selected', answer.content.decode())


def test_reading_samples_leaves_a_trace(browser, bring):
    bring(register_of(1))
    browser.get(address("map"))
    event = AuditEvent.objects.get(verb="imports.samples_read")
    assert "Pierre" not in str(event.detail)


def test_whoever_does_not_see_names_sees_titles_and_no_samples(
    client_of, partner, w4i, viewer_of, registry_for_partners
):
    client = client_of(partner)
    page = client.get(send(client, register_of(3)).url).content.decode()
    assert "Nom de la pierre" in page
    assert "Pierre ca" not in page
    assert not AuditEvent.objects.filter(verb="imports.samples_read").exists()
    client.post(address("map"), MATCHED)
    assert client.get(address("bad_rows")).status_code == 403


@pytest.fixture
def registry_for_partners():
    """Stones that whoever records sessions may bring in."""
    registry.register(registry.RowKind(**{**STONES.__dict__, "run_permission": "gathering.record"}))


def test_a_question_is_asked_and_its_answer_kept(browser, bring, w4i):
    bring(register_of(2, {"site": "Azilal"}))
    answer = browser.post(address("map"), MATCHED | {"column_4": "site"})
    answer = browser.get(answer.url)
    assert answer.url == address("questions")
    assert "Azilal" in browser.get(answer.url).content.decode()
    assert browser.post(address("questions"), {}).status_code == 422
    assert browser.post(address("questions"), {"answer_0": "north"}).url == address("batch")
    assert browser.get(address("batch")).status_code == 200
    browser.post(address("apply"))
    assert stones(w4i).count() == 3
    assert Batch.objects.get().answers == {"side:Azilal": "north"}


def test_a_double_click_imports_once(browser, ready, w4i):
    first, second = browser.post(address("apply")), browser.post(address("apply"))
    assert first.url == second.url == address("batch")
    assert stones(w4i).count() == 3
    assert AuditEvent.objects.filter(verb="imports.applied").count() == 1


def test_undoing_twice_by_double_click_is_harmless(browser, ready):
    browser.post(address("apply"))
    assert browser.post(address("undo")).url == browser.post(address("undo")).url == address("batch")
    assert AuditEvent.objects.filter(verb="imports.undone").count() == 1


def test_the_same_file_again_leads_to_the_import_that_is_in(browser, ready, by, bring, w4i):
    browser.post(address("apply"))
    second = bring(register_of(3, {"weight": 13}))
    assert ready.get_absolute_url() in browser.get(address("map", second)).content.decode()
    browser.post(address("map", second), MATCHED)
    page = browser.get(address("batch", second)).content.decode()
    assert ready.get_absolute_url() in page
    assert address("apply", second) not in page
    assert browser.post(address("apply", second)).url == ready.get_absolute_url()
    assert stones(w4i).count() == 3


def test_an_import_cannot_be_changed_by_going_back(browser, ready):
    browser.post(address("apply"))
    assert browser.get(address("map")).status_code == 403
    assert browser.post(address("map"), MATCHED).status_code == 403
    assert browser.post(address("discard")).status_code == 403


def test_bad_rows_come_back_as_a_workbook_and_that_is_noted(browser, ready):
    answer = browser.get(address("bad_rows"))
    assert answer["Content-Disposition"].startswith("attachment")
    data = b"".join(answer.streaming_content)
    from_it = read_table(data, "xlsx", actions.Vocabulary(STONES.columns))
    assert len(from_it) == 1
    assert from_it.headers[: len(TITLES)] == TITLES
    assert AuditEvent.objects.filter(verb="imports.bad_rows_read").count() == 1


def test_without_bad_rows_there_is_nothing_to_get_back(browser, bring, by):
    actions.check(actions.map_columns(bring(register_of(2)), COLUMNS, by=by), by=by)
    assert browser.get(address("bad_rows")).status_code == 404


def test_forgetting_asks_first(browser, ready):
    assert browser.get(address("discard")).status_code == 200
    assert Batch.objects.exists()
    assert browser.post(address("discard")).url == reverse("imports:home")
    assert not Batch.objects.exists()


def test_another_line_of_titles_can_be_chosen(browser, bring):
    bring(workbook([TITLES, row(20)], before=[["Nom", "Poids"]]))
    assert browser.post(address("look_again"), {"sheet": "Feuil1", "header_row": 2}).url == address("map")
    assert Batch.objects.get().outline["header_row"] == 2
    answer = browser.post(address("look_again"), {"sheet": "Feuil1", "header_row": 3})
    assert answer.status_code == 422
    assert browser.post(address("look_again"), {"sheet": "Elsewhere", "header_row": 1}).status_code == 422


@pytest.fixture
def long_ready(ready, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    return ready


def test_long_work_is_followed_on_its_page_and_ends_at_the_batch(
    browser, long_ready, w4i, django_capture_on_commit_callbacks
):
    answer = browser.post(address("apply"))
    job = Job.objects.get()
    assert answer.url == reverse("core:job", args=[job.uid])
    assert "progress" in browser.get(address("batch")).content.decode()
    assert browser.post(address("apply")).url == answer.url
    jobs.run_job.call(job.pk)
    assert browser.get(answer.url).url == address("batch")
    assert stones(w4i).count() == 3


def test_another_coordinator_follows_the_work_on_the_batch_page(client_of, director, browser, long_ready):
    browser.post(address("apply"))
    other = client_of(director)
    assert other.post(address("apply")).url == address("batch")
    page = other.get(address("batch"), headers={"HX-Request": "true"}).content.decode()
    assert page.strip().startswith('<div class="stack" id="work"')
    Job.objects.update(state=JobState.DONE)
    assert other.get(address("batch"), headers={"HX-Request": "true"})["HX-Redirect"] == address("batch")


def test_a_killed_worker_is_said_and_the_work_can_be_started_again(browser, long_ready, w4i):
    browser.post(address("apply"))
    Job.objects.update(state=JobState.RUNNING, touched_at=clock.now() - timedelta(minutes=5))
    page = browser.get(address("batch")).content.decode()
    assert "notice--bad" in page
    assert address("apply") in page
    browser.post(address("apply"))
    jobs.run_job.call(Job.objects.latest("pk").pk)
    assert stones(w4i).count() == 3


def test_a_fault_is_said_on_the_page(browser, bring, by, monkeypatch, w4i, capsys):
    batch = bring(register_of(3, {"name": "Pierre poison"}))
    actions.check(actions.map_columns(batch, COLUMNS, by=by), by=by)
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    browser.post(address("apply"))
    with pytest.raises(RuntimeError):
        jobs.run_job.call(Job.objects.get().pk)
    page = browser.get(address("batch")).content.decode()
    assert "notice--bad" in page
    assert address("check") in page
    assert not stones(w4i).exists()


def test_every_page_reads_in_arabic_too(browser, ready, youssef):
    assert 'dir="rtl"' in browser.get("/ar" + address("batch")).content.decode()


def test_a_form_from_elsewhere_is_refused(client_of, youssef):
    client = client_of(youssef)
    client.handler.enforce_csrf_checks = True
    answer = client.post(
        reverse("imports:new"), {"project": "W4I", "kind": "stones", "file": io.BytesIO(register_of(1))}
    )
    assert answer.status_code == 403
    assert not Batch.objects.exists()
