"""Long work: started by an action, done by the worker, watched on a page, found again later."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django_tasks import task

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.models import Job, JobState

Work = Callable[..., dict[str, Any]]
KINDS: dict[str, Work] = {}
INTERRUPTED_AFTER = timedelta(minutes=30)


class Refused(Exception):
    """A job ended with a sentence for the person who started it (not a defect)."""


@dataclass
class Progress:
    """What a job tells about itself while it runs. Written at most once a percent, outside its work's transactions."""

    job: Job
    viewer: Viewer
    _written: int = field(default=-1)

    def __call__(self, done: int, total: int, words: str = "") -> None:
        """Say that ``done`` of ``total`` is done; ``words`` tells what is being done."""
        percent = round(100 * done / total) if total else 0
        self.job.done, self.job.total = done, total
        if percent == self._written and not words:
            return
        self._written = percent
        if words:
            self.job.words = words[:300]
        if not transaction.get_connection().in_atomic_block:
            self.job.save(update_fields=["done", "total", "words", "touched_at"])


def job(kind: str) -> Callable[[Work], Work]:
    """Register a function as the work of ``kind``: ``fn(progress, **arguments) -> dict`` (JSON)."""

    def register(work: Work) -> Work:
        KINDS[kind] = work
        return work

    return register


def _pack(viewer: Viewer) -> dict[str, Any]:
    return {
        "user_id": viewer.user_id,
        "grants": sorted([list(g) for g in viewer.grants], key=str),
        "label": viewer.label,
        "language": viewer.language,
        "everything": viewer.everything,
    }


def _unpack(packed: dict[str, Any]) -> Viewer:
    return Viewer(
        user_id=packed["user_id"],
        grants=frozenset((p, project) for p, project in packed["grants"]),
        label=packed["label"],
        language=packed["language"],
        everything=packed["everything"],
    )


def start(
    kind: str, *, by: Viewer, title: str = "", project_id: int | None = None, next_url: str = "", **arguments: Any
) -> Job:
    """Queue the work of ``kind`` with JSON ``arguments``; it begins once the caller's transaction is committed."""
    if kind not in KINDS:
        raise LookupError(f"no job of kind {kind!r}")
    record = Job.objects.create(
        kind=kind,
        title=title[:200],
        owner_id=by.user_id,
        project_id=project_id,
        viewer=_pack(by),
        arguments=arguments,
        next_url=next_url,
    )
    transaction.on_commit(lambda: run_job.enqueue(record.pk))
    return record


def recover(idle: timedelta = INTERRUPTED_AFTER) -> int:
    """Called when a worker starts: takes up jobs that were never delivered, closes those whose worker was killed.

    A job that has not been heard of for ``idle`` counts as killed. Returns how many were taken up or closed.
    """
    before = clock.now() - idle
    lost = list(Job.objects.filter(state=JobState.QUEUED, touched_at__lt=before).values_list("pk", flat=True))
    for pk in lost:
        run_job.enqueue(pk)
    killed = list(Job.objects.filter(state=JobState.RUNNING, touched_at__lt=before))
    for record in killed:
        _end(record, JobState.FAILED, _unpack(record.viewer).language, _INTERRUPTED)
    return len(lost) + len(killed)


@task()
def run_job(job_id: int) -> None:
    """Do the work of one job; a second delivery of the same job does nothing."""
    queued = Job.objects.filter(pk=job_id, state=JobState.QUEUED)
    taken = queued.update(state=JobState.RUNNING, touched_at=clock.now())
    if not taken:
        return
    record = Job.objects.get(pk=job_id)
    viewer = _unpack(record.viewer)
    try:
        with override(viewer.language):
            record.result = KINDS[record.kind](Progress(record, viewer), **record.arguments)
    except Refused as refused:
        _end(record, JobState.FAILED, viewer.language, refused)
    except Exception:
        if settings.DEBUG or settings.TESTING:
            traceback.print_exc()
        _end(record, JobState.FAILED, viewer.language, _BROKEN)
        raise
    else:
        _end(record, JobState.DONE, viewer.language)


_BROKEN = _("Something went wrong. Nothing was changed. Please try again or tell your administrator.")
_INTERRUPTED = _("This was interrupted before its end. Nothing was changed. Please start it again.")


def _end(record: Job, state: JobState, language: str, words: Any = "") -> None:
    with override(language):
        record.words = str(words)[:300] or record.words
    record.state, record.ended_at = state, clock.now()
    record.save()
