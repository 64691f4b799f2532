"""The frame of every action: one transaction, one audit row, notices only after commit."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from terrain.core import audit
from terrain.core.access import Viewer


@dataclass
class Act:
    """What an action may still say about itself before its audit row is written."""

    obj: models.Model | None = None
    project_id: int | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    silent: bool = False

    def after_commit(self, notify: Callable[[], Any]) -> None:
        """Call ``notify`` once the change is safely written, never before."""
        transaction.on_commit(notify)


@contextmanager
def action(
    verb: str,
    *,
    by: Viewer,
    obj: models.Model | None = None,
    project_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> Iterator[Act]:
    """Run a change and its audit row in one transaction; either both are written or neither.

    ``verb`` reads ``room.what_happened``. Set ``act.silent`` when it turned out that nothing changed.
    """
    with transaction.atomic():
        act = Act(obj=obj, project_id=project_id, detail=dict(detail or {}))
        yield act
        if not act.silent:
            audit.append(verb, by=by, obj=act.obj, project_id=act.project_id, detail=act.detail)
