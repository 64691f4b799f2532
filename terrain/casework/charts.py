"""Small drawings for a file's page, as data for SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT, MARGIN = 320, 96, 14


@dataclass(frozen=True)
class Chart:
    """A line through dated values: ``points`` as SVG wants them, and each dot (x, y, day, value)."""

    width: int
    height: int
    points: str
    dots: tuple[tuple[int, int, date, int], ...]


def steps_chart(values: Sequence[tuple[date, int]]) -> Chart | None:
    """How a value moved over time; ``None`` for fewer than two. Days stand at their true distance."""
    if len(values) < 2:
        return None
    first, last = values[0][0], values[-1][0]
    span = max(1, (last - first).days)
    low, high = min(value for _day, value in values), max(value for _day, value in values)
    dots = tuple(
        (
            MARGIN + round((WIDTH - 2 * MARGIN) * (day - first).days / span),
            HEIGHT - MARGIN - round((HEIGHT - 2 * MARGIN) * (value - low) / max(1, high - low)),
            day,
            value,
        )
        for day, value in values
    )
    return Chart(WIDTH, HEIGHT, " ".join(f"{x},{y}" for x, y, _day, _value in dots), dots)
