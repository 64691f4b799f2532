"""Purposes of which the agreement itself says too much ("she lets her story be told"): not everybody who knows her sees it.

A room above says who sees it, once, when the house is ready: register_closed("advocacy", fn), ``fn(viewer)`` → a condition on consents.
"""

from collections.abc import Callable

from django.db.models import Model, Q, QuerySet

from terrain.core.access import Viewer
from terrain.people.models.consents import Consent

Seen = Callable[[Viewer], Q]
_CLOSED: dict[str, Seen] = {}


def register_closed(purpose: str, seen: Seen) -> None:
    """Consents of ``purpose`` are seen only where ``seen(viewer)`` holds; the same purpose replaces the first (autoreload)."""
    _CLOSED[purpose] = seen


def forget_closed(purpose: str) -> None:
    """Take it away again (for tests)."""
    _CLOSED.pop(purpose, None)


def is_closed(purpose: str) -> bool:
    """Whether only some of those who know her see consents of this purpose."""
    return purpose in _CLOSED


def seen_by(consents: "QuerySet[Consent]", viewer: Viewer) -> "QuerySet[Consent]":
    """Those of ``consents`` whose purpose the viewer may know."""
    for purpose, seen in _CLOSED.items():
        consents = consents.filter(~Q(purpose=purpose) | seen(viewer))
    return consents


def traced(purpose: str, row: Model, more: dict[str, object]) -> dict[str, object]:
    """What the journal says of a consent, or of something sent under one: of a closed purpose only which row."""
    return {"row": row.pk} if is_closed(purpose) else {"purpose": purpose} | more
