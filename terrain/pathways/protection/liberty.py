"""Days without freedom: counted once, however many measures overlap. Pure: it reads no database."""

from collections.abc import Iterable
from datetime import date, timedelta

Span = tuple[date, date | None]
"""First and last day of a measure that deprives of liberty; ``None``: it goes on."""


def days_deprived(spans: Iterable[Span], on: date) -> int:
    """Days up to and including ``on`` that lie within at least one span; the first and the last day of each count.

    Any part of a day is a day (general comment 24 of the Committee on the Rights of the Child asks for the shortest time,
    and a day that began is not given back).
    """
    counted, reached = 0, date.min
    for first, last in sorted(spans, key=lambda span: span[0]):
        end = on if last is None else min(last, on)
        begin = max(first, reached + timedelta(1)) if reached > date.min else first
        if end >= begin:
            counted += (end - begin).days + 1
        reached = max(reached, end)
    return counted
