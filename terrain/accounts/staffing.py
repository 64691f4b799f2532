"""Where roles are held is known upstairs (programmes); this is the socket through which accounts asks and gives.

``programmes`` plugs in from its ``AppConfig.ready()``::

    from terrain.accounts import staffing
    staffing.connect(Assignments())          # an object with the five methods of ``Register``

Until something is plugged in, nobody holds anything and giving a role fails loudly.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from terrain.accounts.models import User
from terrain.accounts.roles import ROLES, Role
from terrain.core.access import Viewer


@dataclass(frozen=True)
class Holding:
    """A role that somebody holds: its id upstairs, the project (code and title; empty: whole programme), from, to."""

    id: int
    role_code: str
    project_code: str = ""
    project_title: str = ""
    starts: date | None = None
    ends: date | None = None

    @property
    def role(self) -> Role:
        """The role as data."""
        return ROLES[self.role_code]


class Register(Protocol):
    """What the room that knows projects answers."""

    def held(self, user_ids: Iterable[int]) -> dict[int, list[Holding]]:
        """The present holdings of each user, in one query."""

    def projects(self) -> list[tuple[str, str]]:
        """(code, title) of every project in which a role can be given."""

    def codes(self, project_ids: Iterable[int]) -> dict[int, str]:
        """Project id → code, for saying where something was done; one query."""

    def give(self, user: User, role: str, project_code: str | None, *, by: Viewer) -> None:
        """Give a role in a project, or (``None``) in the whole programme; raises ``Denied``, ``LookupError``."""

    def end(self, user: User, holding_id: int, *, by: Viewer) -> None:
        """End a holding of the user today; raises ``Denied``, and ``LookupError`` when there is none."""


class _Nobody:
    def held(self, user_ids: Iterable[int]) -> dict[int, list[Holding]]:
        return {}

    def projects(self) -> list[tuple[str, str]]:
        return []

    def codes(self, project_ids: Iterable[int]) -> dict[int, str]:
        return {}

    def give(self, user: User, role: str, project_code: str | None, *, by: Viewer) -> None:
        raise LookupError("nothing here knows where roles are held")

    def end(self, user: User, holding_id: int, *, by: Viewer) -> None:
        raise LookupError("nothing here knows where roles are held")


_plugged: list[Register] = [_Nobody()]


def connect(register: Register) -> None:
    """Plug in the register of assignments; the last one plugged in answers."""
    _plugged[:] = [register]


def register() -> Register:
    """The register of assignments."""
    return _plugged[0]
