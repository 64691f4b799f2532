"""Small drawings of this room, as data for SVG; beside each stands a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language_bidi

from terrain.outreach.models import Estimate

WIDTH, EDGE, LINE, TOP = 320, 12, 34, 18


@dataclass(frozen=True)
class Interval:
    """An estimate as a line from low to high with a dot at its value: where they stand, and at which height."""

    estimate: Estimate
    y: int
    low: int
    value: int
    high: int


@dataclass(frozen=True)
class IntervalChart:
    """Estimates under each other on one scale from 0 to ``most``; ``contacts`` marks how often somebody was met.

    ``start``: where 0 stands; on the right where one reads from the right.
    """

    width: int
    height: int
    start: int
    end: int
    base: int
    most: int
    contacts: int | None
    intervals: tuple[Interval, ...]


def interval_chart(estimates: Sequence[Estimate], contacts: int) -> IntervalChart | None:
    """The picture of some estimates; ``None`` without any."""
    if not estimates:
        return None
    widest = max(one.high for one in estimates)
    most = max(widest, contacts if contacts <= 4 * widest else 0, 1)
    rtl = get_language_bidi()
    start, end = (WIDTH - EDGE, EDGE) if rtl else (EDGE, WIDTH - EDGE)

    def across(number: int) -> int:
        along = round((WIDTH - 2 * EDGE) * number / most)
        return start - along if rtl else start + along

    drawn = tuple(
        Interval(one, TOP + LINE * place + LINE // 2, across(one.low), across(one.value), across(one.high))
        for place, one in enumerate(estimates)
    )
    base = TOP + LINE * len(drawn)
    mark = across(contacts) if 0 < contacts <= most else None
    return IntervalChart(WIDTH, base + 22, start, end, base, most, mark, drawn)
