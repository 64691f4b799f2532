"""Could this cell be one girl? What whoever sees unhidden figures is told before a breakdown leaves the house.

Who may not see small cells gets them hidden (``disclosure``). Who may see them carries them out: in a report, on paper, in
a message. So each figure that could be one person is marked in words, and taking the breakdown out is a step of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from terrain.results.disclosure import OPEN_KINDS_MINIMUM, SEALED_KINDS_MINIMUM


def could_be_one(number: int | None, minimum: int) -> bool:
    """Whether a figure that is shown stands for so few that somebody could know who it is; a hidden one never does."""
    return number is not None and 0 < number < minimum


@dataclass(frozen=True)
class Exposure:
    """What a breakdown, as this reader sees it, would give away.

    ``minimum``: the smallest cell that may be published. ``small``: figures in view from 1 to ``minimum - 1``. ``hidden``:
    figures that are hidden from this reader. ``differs``: the breakdown could be subtracted from that of another period.
    """

    minimum: int
    small: int = 0
    hidden: int = 0
    differs: bool = False

    @property
    def sealed(self) -> bool:
        """Whether it is about those whose files are sealed: a girl, a mother, a child."""
        return self.minimum >= SEALED_KINDS_MINIMUM

    @property
    def most(self) -> int:
        """The largest figure that is too small to go out."""
        return self.minimum - 1

    @property
    def holds_back(self) -> bool:
        """Whether it leaves the house only after somebody said that they have seen it."""
        return bool(self.small) or self.differs

    def warns(self, number: int | None) -> bool:
        """Whether this figure of it is to be marked."""
        return could_be_one(number, self.minimum)


def exposure_of(cells: Iterable[int | None], minimum: int, *, differs: bool = False) -> Exposure:
    """What these cells (None: hidden from the reader) give away, where a cell under ``minimum`` is small."""
    shown = list(cells)
    small = sum(could_be_one(number, minimum) for number in shown)
    return Exposure(minimum, small, sum(number is None for number in shown), differs)


def together(exposures: Iterable[Exposure]) -> Exposure:
    """Several breakdowns on one page; ``minimum`` is that of those which hold a small cell, the largest of them."""
    every = list(exposures)
    exposing = [one for one in every if one.small] or every
    return Exposure(
        minimum=max((one.minimum for one in exposing), default=OPEN_KINDS_MINIMUM),
        small=sum(one.small for one in every),
        hidden=sum(one.hidden for one in every),
        differs=any(one.differs for one in every),
    )
