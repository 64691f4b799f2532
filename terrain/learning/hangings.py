"""What other parts hang on the page of somebody who learns, and on the page of a cohort, so that this one never asks for them.

A part registers when the house is ready::

    register_page_part("tests", 20, lambda enrolment: Part(_("Test before the training"), _("Ten questions."), address, _("to do")))
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from terrain.core.access import Viewer
from terrain.learning.models import Cohort, Enrolment


@dataclass(frozen=True)
class Part:
    """A part of a page. ``address``: where it leads, blank when nowhere; ``state``: a word or two (done, to do); ``lines``: more, one
    by one; ``mood``: how the state is drawn (``ok``, ``warn``, ``info`` or blank)."""

    title: Any
    words: Any = ""
    address: str = ""
    state: Any = ""
    mood: str = ""
    button: Any = ""
    lines: tuple[Any, ...] = ()


PagePart = Callable[[Enrolment], Part | None]
CohortPart = Callable[[Cohort, Viewer], Part | None]

_PAGE: dict[str, tuple[int, PagePart]] = {}
_COHORT: dict[str, tuple[int, CohortPart]] = {}


def register_page_part(code: str, order: int, part: PagePart) -> None:
    """Hang a part on the page of somebody who learns; the same code replaces itself (autoreload)."""
    _PAGE[code] = (order, part)


def register_cohort_part(code: str, order: int, part: CohortPart) -> None:
    """Hang a part on a cohort's page; the same code replaces itself (autoreload)."""
    _COHORT[code] = (order, part)


def page_parts(enrolment: Enrolment) -> list[Part]:
    """The parts of her page, in their order; those that have nothing to say are left out."""
    told = [part(enrolment) for _code, (_order, part) in sorted(_PAGE.items(), key=lambda one: (one[1][0], one[0]))]
    return [part for part in told if part is not None]


def cohort_parts(cohort: Cohort, viewer: Viewer) -> list[Part]:
    """The parts of a cohort's page for this viewer, in their order."""
    hung = sorted(_COHORT.items(), key=lambda one: (one[1][0], one[0]))
    told = [part(cohort, viewer) for _code, (_order, part) in hung]
    return [part for part in told if part is not None]
