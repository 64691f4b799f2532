"""Long work: begun after the commit, watched, ended with words, never done twice, found again after a fall."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import gettext

from terrain.core import clock, jobs
from terrain.core.access import ANONYMOUS, Viewer, system_viewer
from terrain.core.models import Job, JobState

pytestmark = pytest.mark.django_db
LEILA = Viewer(user_id=7, grants=frozenset({("import.run", None), ("people.view", 3)}), language="ar")


@pytest.fixture
def kind(monkeypatch):
    """Register a piece of work under the name ``core.tested`` for one test."""

    def register(work):
        monkeypatch.setitem(jobs.KINDS, "core.tested", work)

    return register


@pytest.fixture
def start(django_capture_on_commit_callbacks):
    def begin(by=LEILA, **arguments):
        with django_capture_on_commit_callbacks(execute=True):
            record = jobs.start("core.tested", by=by, title="A test", **arguments)
            assert record.state == JobState.QUEUED
        record.refresh_from_db()
        return record

    return begin


def test_work_waits_for_the_commit_and_gets_its_arguments_and_its_viewer(kind, start):
    seen = {}

    def work(progress, rows):
        seen.update(viewer=progress.viewer, rows=rows)
        return {"rows": rows}

    kind(work)
    record = start(rows=3)
    assert seen == {"viewer": LEILA, "rows": 3}
    assert record.state == JobState.DONE and record.result == {"rows": 3} and record.ended_at is not None


def test_work_speaks_the_language_of_whoever_began_it(kind, start):
    from django.utils.translation import get_language  # noqa: PLC0415

    kind(lambda progress: {"language": get_language()})
    assert start().result == {"language": "ar"}


def test_a_transaction_that_fails_begins_no_work(kind, django_capture_on_commit_callbacks):
    from django.db import transaction  # noqa: PLC0415

    kind(lambda progress: pytest.fail("this must not run"))
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.start("core.tested", by=LEILA)
        raise ZeroDivisionError
    assert not Job.objects.exists()


def test_a_kind_that_nobody_registered_is_an_error_at_once():
    with pytest.raises(LookupError):
        jobs.start("core.unknown", by=LEILA)


def test_progress_is_counted_and_does_not_write_inside_the_works_own_transaction(kind, start):
    def work(progress):
        for number in range(1, 201):
            progress(number, 200, words="reading" if number == 1 else "")
        assert Job.objects.get().done == 0
        return {}

    kind(work)
    record = start()
    assert (record.done, record.total, record.percent, record.words) == (200, 200, 100, "reading")


@pytest.mark.parametrize(("done", "total", "percent"), [(0, 0, 0), (5, 0, 0), (1, 3, 33), (9, 3, 100)])
def test_the_percentage_stays_between_0_and_100(done, total, percent):
    assert Job(done=done, total=total).percent == percent


def test_work_that_refuses_ends_with_its_own_sentence(kind, start):
    def work(progress):
        raise jobs.Refused("This table has no date.")

    kind(work)
    record = start()
    assert record.state == JobState.FAILED and record.words == "This table has no date." and record.ended


def test_work_that_breaks_ends_with_words_for_a_person_and_without_the_defect(kind, start, capsys):
    def work(progress):
        raise ValueError("secret detail")

    kind(work)
    record = start()
    assert record.state == JobState.FAILED and record.words and "secret" not in record.words
    assert record.ended_at is not None


@pytest.mark.parametrize("state", [JobState.RUNNING, JobState.DONE, JobState.FAILED])
def test_a_second_delivery_does_nothing(kind, state):
    kind(lambda progress: pytest.fail("done twice"))
    record = Job.objects.create(kind="core.tested", state=state, viewer=jobs._pack(LEILA))
    jobs.run_job.func(record.pk)
    record.refresh_from_db()
    assert record.state == state


def old(state: JobState) -> Job:
    record = Job.objects.create(kind="core.tested", state=state, viewer=jobs._pack(LEILA))
    Job.objects.filter(pk=record.pk).update(touched_at=clock.now() - timedelta(hours=1))
    return record


def test_after_a_fall_lost_work_is_taken_up_and_interrupted_work_is_closed(kind):
    kind(lambda progress: {"done": True})
    lost, killed = old(JobState.QUEUED), old(JobState.RUNNING)
    young = Job.objects.create(kind="core.tested", state=JobState.RUNNING, viewer=jobs._pack(LEILA))
    assert jobs.recover() == 2
    for record in (lost, killed, young):
        record.refresh_from_db()
    assert (lost.state, killed.state, young.state) == (JobState.DONE, JobState.FAILED, JobState.RUNNING)
    assert killed.words and killed.ended_at is not None


def test_each_sees_their_own_work_and_the_house_all():
    mine = Job.objects.create(kind="a", owner_id=7)
    Job.objects.create(kind="b", owner_id=8)
    assert list(Job.objects.visible_to(LEILA)) == [mine]
    assert not Job.objects.visible_to(ANONYMOUS)
    assert Job.objects.visible_to(system_viewer("tests")).count() == 2


def test_the_page_of_somebody_elses_work_is_not_there(youssef, stranger, client_of):
    record = Job.objects.create(kind="a", owner_id=youssef.pk, state=JobState.RUNNING, done=3, total=10)
    address = reverse("core:job", args=[record.uid])
    assert client_of(stranger).get(address).status_code == 404
    assert client_of(youssef).get(address).status_code == 200


def test_ended_work_leads_on_and_htmx_too(youssef, client_of):
    record = Job.objects.create(kind="a", owner_id=youssef.pk, state=JobState.DONE, next_url="/programme/")
    client, address = client_of(youssef), reverse("core:job", args=[record.uid])
    assert client.get(address).url == "/programme/"
    assert client.get(address, headers={"hx-request": "true"})["HX-Redirect"] == "/programme/"


def test_work_that_failed_says_so_and_asks_no_more(youssef, client_of):
    words = gettext("Something went wrong.")
    record = Job.objects.create(kind="a", owner_id=youssef.pk, state=JobState.FAILED, words=words, next_url="/x/")
    page = client_of(youssef).get(reverse("core:job", args=[record.uid]), headers={"hx-request": "true"})
    assert page.status_code == 200 and words in page.content.decode() and "hx-trigger" not in page.content.decode()
