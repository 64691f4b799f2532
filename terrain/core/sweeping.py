"""What time itself does: every noun registers what is due, the worker does it every hour, and ``terrain sweep`` by hand.

register_sweep("exports", fn): ``fn(today)`` does what is due on that day and says in a few words what it did, or nothing.
Running it again the same day changes nothing. One that fails does not stop the others, and is tried again the next hour.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django_tasks import TaskResultStatus, default_task_backend, task
from django_tasks_db.models import DBTaskResult

from terrain.core import clock

log = logging.getLogger(__name__)
EVERY = timedelta(hours=1)
OFTEN = timedelta(minutes=2)
Sweep = Callable[[date], str]

_SWEEPS: dict[str, Sweep] = {}
_OFTEN: set[str] = set()


@dataclass(frozen=True)
class Swept:
    """What one sweep did; ``failed``: it stopped half-way, and nothing of it was kept."""

    name: str
    words: str
    failed: bool = False


def register_sweep(name: str, sweep: Sweep, *, often: bool = False) -> None:
    """Make a sweep known; the same name replaces the first (autoreload). They run in the order in which they came."""
    _SWEEPS[name] = sweep
    if often:
        _OFTEN.add(name)


def forget_sweep(name: str) -> None:
    """Take a sweep away again (for tests)."""
    _SWEEPS.pop(name, None)
    _OFTEN.discard(name)


def sweep_all(today: date | None = None, *, often: bool = False) -> list[Swept]:
    """Do everything that is due (``often``: only what cannot wait an hour); those that had nothing to do are left out of the answer."""
    done = []
    for name, sweep in [(name, sweep) for name, sweep in _SWEEPS.items() if not often or name in _OFTEN]:
        try:
            words = sweep(today or clock.today())
        except Exception:
            log.exception("the sweep %s failed; it is tried again", name)
            done.append(Swept(name, "failed", failed=True))
        else:
            if words:
                done.append(Swept(name, words))
    return done


def begin() -> None:
    """Called when a worker starts: a round begins at once, in place of the one that waited; one chain, however many workers."""
    for round_ in (hourly, frequently):
        DBTaskResult.objects.filter(task_path=round_.module_path, status=TaskResultStatus.READY).delete()
        round_.enqueue()


@task()
def hourly() -> None:
    """One round. The next one is asked for before anything else, so that no failure ends the rounds."""
    if default_task_backend.supports_defer:
        hourly.using(run_after=clock.now() + EVERY).enqueue()
    sweep_all()


@task()
def frequently() -> None:
    """One round of what cannot wait an hour. The rounds before leave no trace: there are seven hundred a day."""
    if default_task_backend.supports_defer:
        DBTaskResult.objects.filter(task_path=frequently.module_path, status=TaskResultStatus.SUCCESSFUL).delete()
        frequently.using(run_after=clock.now() + OFTEN).enqueue()
    sweep_all(often=True)
