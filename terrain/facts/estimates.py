"""What stands beside a figure that is only the least that is known: the room that counts says it, whoever shows the figure asks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Estimate:
    """How a floor came about, and between which figures the truth probably lies; without a survey (``low`` None) nobody knows.

    ``method`` and each of ``not_counted``: words. ``survey``: who was asked, when and how, or blank.
    """

    method: Any
    not_counted: tuple[Any, ...]
    low: int | None = None
    high: int | None = None
    survey: str = ""


Estimator = Callable[[int, int], Estimate]
"""``(project_id, floor)`` → what stands beside it."""

_ESTIMATORS: dict[str, Estimator] = {}


def register_estimator(subject: str, estimator: Estimator) -> None:
    """Say what stands beside a floor of this sort of subject; the same sort replaces the first (autoreload)."""
    _ESTIMATORS[subject] = estimator


def estimate_of(subject: str, project_id: int, floor: int) -> Estimate | None:
    """What stands beside a floor; ``None`` when no room says it."""
    estimator = _ESTIMATORS.get(subject)
    return estimator(project_id, floor) if estimator is not None else None
