"""Long files are worked on by the worker; what went wrong is said on the batch's page."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from terrain.core.jobs import Progress, Refused, job
from terrain.core.policies import Denied
from terrain.imports import actions
from terrain.imports.examining import Unmapped
from terrain.imports.models import Batch
from terrain.imports.refusals import Unreadable


def _work(act: Callable[..., Batch], progress: Progress, uid: str) -> dict[str, Any]:
    batch = Batch.objects.select_related("project", "file__key").filter(uid=uid).first()
    if batch is None:
        return {}
    try:
        done = act(batch, by=progress.viewer, progress=progress)
    except (Denied, Unmapped, Unreadable) as refused:
        raise Refused(str(refused)) from refused
    except Exception:
        with suppress(Denied):
            actions.stop(batch, by=progress.viewer)
        raise
    return {"batch": str(done.uid), "state": done.state}


@job("imports.check")
def check(progress: Progress, *, batch: str) -> dict[str, Any]:
    """Try a long file."""
    return _work(actions.check, progress, batch)


@job("imports.apply")
def apply(progress: Progress, *, batch: str) -> dict[str, Any]:
    """Bring a long file in."""
    return _work(actions.apply, progress, batch)


@job("imports.undo")
def undo(progress: Progress, *, batch: str) -> dict[str, Any]:
    """Take a long import back."""
    return _work(actions.undo, progress, batch)
