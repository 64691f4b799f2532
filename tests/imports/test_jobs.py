"""Long files: worked on by the worker, found again, run again after a stop."""

from datetime import timedelta

import pytest
from django.urls import reverse

from terrain.core import clock, jobs
from terrain.core.models import Job, JobState
from terrain.imports import actions
from terrain.imports.enums import BatchState
from terrain.imports.models import Batch
from tests.imports.conftest import register_of
from tests.imports.quarry import stones

COLUMNS = {"name": 0, "weight": 1, "found": 2}


@pytest.fixture
def small_hours(monkeypatch):
    """Every file over two rows is long."""
    monkeypatch.setattr(actions, "AT_ONCE", 2)


@pytest.fixture
def long_batch(small_hours, bring, by):
    return actions.map_columns(bring(register_of(4)), COLUMNS, by=by)


def test_a_file_over_two_thousand_rows_is_long(bring):
    assert bring(register_of(2001)).rows > actions.AT_ONCE == 2000


def test_a_short_file_needs_no_job(bring, by):
    batch = actions.map_columns(bring(register_of(4)), COLUMNS, by=by)
    assert actions.begin_check(batch, by=by) is None
    assert Batch.objects.get().state == BatchState.CHECKED
    assert not Job.objects.exists()


def test_a_long_file_is_checked_applied_and_undone_by_the_worker(
    long_batch, by, w4i, django_capture_on_commit_callbacks
):
    for begin, state in (
        (actions.begin_check, BatchState.CHECKED),
        (actions.begin_apply, BatchState.APPLIED),
        (actions.begin_undo, BatchState.UNDONE),
    ):
        with django_capture_on_commit_callbacks(execute=True):
            job = begin(Batch.objects.get(), by=by)
        job.refresh_from_db()
        assert job.state == JobState.DONE
        assert job.percent == 100
        assert job.next_url == reverse("imports:batch", args=[long_batch.uid])
        assert Batch.objects.get().state == state
    assert not stones(w4i).exists()


def test_asking_twice_starts_one_job(long_batch, by):
    first = actions.begin_check(long_batch, by=by)
    second = actions.begin_check(Batch.objects.get(), by=by)
    assert first == second
    assert Batch.objects.get().is_busy


def test_a_job_that_went_silent_may_be_started_again(long_batch, by, monkeypatch):
    first = actions.begin_check(long_batch, by=by)
    Job.objects.update(state=JobState.RUNNING, touched_at=clock.now() - timedelta(minutes=4))
    batch = Batch.objects.get()
    assert batch.has_stalled
    assert not batch.is_busy
    second = actions.begin_check(batch, by=by)
    assert second != first
    assert Batch.objects.get().is_busy


def test_a_late_first_worker_changes_nothing_after_the_second(long_batch, by, w4i):
    batch = actions.check(long_batch, by=by)
    first = actions.begin_apply(batch, by=by)
    Job.objects.update(state=JobState.QUEUED, touched_at=clock.now() - timedelta(minutes=4))
    second = actions.begin_apply(Batch.objects.get(), by=by)
    for job in (second, first):
        jobs.run_job.call(job.pk)
    assert stones(w4i).count() == 4
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_is_said_and_the_file_can_be_checked_again(small_hours, bring, by, w4i, capsys):
    data = register_of(4, {"name": "Pierre poison"})
    batch = actions.check(actions.map_columns(bring(data), COLUMNS, by=by), by=by)
    job = actions.begin_apply(batch, by=by)
    with pytest.raises(RuntimeError):
        jobs.run_job.call(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert Batch.objects.get().state == BatchState.FAILED
    assert not stones(w4i).exists()
    assert actions.check(Batch.objects.get(), by=by).state == BatchState.CHECKED


def test_a_refusal_reaches_the_page_of_the_job(long_batch, by):
    job = actions.begin_check(long_batch, by=by)
    Batch.objects.update(mapping={})
    jobs.run_job.call(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "weight" in job.words


def test_a_discarded_file_makes_its_job_end_quietly(long_batch, by):
    job = actions.begin_check(long_batch, by=by)
    actions.discard(Batch.objects.get(), by=by)
    jobs.run_job.call(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE
