"""Who refers to whom, answered in how long, and how many were served: numbers from rooms that know files."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Flow:
    """What one project asked of one receiver, another project or an organisation, by referrals sent within the days asked for.

    ``answered``, ``served``: ``None`` where the number, or what is left beside it, is too small to be told. ``median_hours``: half the
    answers came sooner; ``None`` when too few came.
    """

    from_project_id: int
    to_project_id: int | None
    to_organisation_id: int | None
    sent: int
    answered: int | None
    served: int | None
    median_hours: float | None

    @property
    def receiver(self) -> tuple[str, int]:
        """Who was asked, as (``project`` or ``organisation``, its key)."""
        if self.to_project_id is not None:
            return "project", self.to_project_id
        return "organisation", self.to_organisation_id or 0


Reader = Callable[[Iterable[int] | None, date, date], list[Flow]]
"""``reader(project_ids or None for every project, first day, last day)``."""

_READERS: dict[str, Reader] = {}


def register_flows(name: str, reader: Reader) -> None:
    """Let a room say who refers to whom."""
    _READERS[name] = reader


def flows(project_ids: Iterable[int] | None, first: date, last: date) -> list[Flow]:
    """All that is known of what these projects sent between two days, the largest first."""
    asked = None if project_ids is None else list(project_ids)
    found = [flow for reader in _READERS.values() for flow in reader(asked, first, last)]
    return sorted(found, key=lambda one: (-one.sent, one.from_project_id, one.receiver))
