"""A curve as columns, as data for SVG; beside it always stands the same as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from terrain.radio.audience.audiences import Point

WIDTH, HEIGHT, FOOT = 480, 150, 24
LABELS = 6
"""How many columns are named below, at most."""


@dataclass(frozen=True)
class Column:
    """Where a column stands; ``shown`` False: its figure is hidden, and a short hatched one stands for it. ``label`` blank: not named."""

    x: float
    y: float
    width: float
    height: float
    words: str
    number: int | None
    label: str

    @property
    def shown(self) -> bool:
        """Whether its figure may be seen."""
        return self.number is not None

    @property
    def anchor(self) -> str:
        """How its name stands below it: the first one must not stick out."""
        return "start" if self.x < self.width else "middle"

    @property
    def below(self) -> float:
        """Where its name stands."""
        return self.x if self.anchor == "start" else round(self.x + self.width / 2, 2)


@dataclass(frozen=True)
class Columns:
    """A drawing: its size, its columns, the highest figure."""

    width: int
    height: int
    base: int
    columns: tuple[Column, ...]
    highest: int

    @property
    def labels(self) -> int:
        """Where the line of names stands."""
        return self.height - 6


def drawn(points: Sequence[Point]) -> Columns | None:
    """Columns side by side; ``None`` when nothing was heard."""
    highest = max((point.number or 0 for point in points), default=0)
    if not points or not any(point.number != 0 for point in points):
        return None
    step, room = WIDTH / len(points), HEIGHT - FOOT
    every = -(-len(points) // LABELS)
    found = []
    for place, point in enumerate(points):
        height = 6.0 if point.number is None else room * point.number / max(1, highest) * 0.94
        label = (point.short or point.words) if place % every == 0 else ""
        x, y = round(place * step + step * 0.1, 2), round(room - height, 2)
        found.append(Column(x, y, round(step * 0.8, 2), round(height, 2), point.words, point.number, label))
    return Columns(WIDTH, HEIGHT, room, tuple(found), highest)
