"""How a rule says no: with a reason that a person can read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer


class Denied(Exception):
    """A rule said no. ``reason`` is a sentence for the person who was refused."""

    def __init__(self, reason: Any) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True)
class Verdict:
    """The answer of a rule as a value, for drawing a button and its tooltip. True when allowed."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


def require(viewer: Viewer, permission: str, project_id: int | None = None, reason: Any = None) -> None:
    """Raise ``Denied`` unless the viewer holds ``permission`` in the project (without one: somewhere)."""
    if not viewer.may(permission, project_id):
        raise Denied(reason or _("Your role does not allow this here."))


def require_everywhere(viewer: Viewer, permission: str, reason: Any = None) -> None:
    """Raise ``Denied`` unless the viewer holds ``permission`` in the whole programme."""
    if not viewer.may_everywhere(permission):
        raise Denied(reason or _("Only a role of the whole programme allows this."))


def verdict(check: Callable[..., None], viewer: Viewer, *subject: Any) -> Verdict:
    """Ask ``check`` without being stopped by it: the same rule draws the button and guards the action."""
    try:
        check(viewer, *subject)
    except Denied as denied:
        return Verdict(False, str(denied.reason))
    return Verdict(True)
