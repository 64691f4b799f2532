"""How many pieces were published: by medium, by month. A piece is never a person."""

from datetime import date

from django.db.models import Count
from django.db.models.functions import TruncMonth

from terrain.outreach.models.press import PieceQuerySet

MOST_MEDIA, MOST_MONTHS = 30, 24


def by_medium(pieces: PieceQuerySet) -> list[tuple[str, int]]:
    """(medium, pieces), most first; one query."""
    rows = pieces.order_by().values("medium_as_written").annotate(number=Count("pk"))
    found = [(row["medium_as_written"], row["number"]) for row in rows]
    return sorted(found, key=lambda one: (-one[1], one[0]))[:MOST_MEDIA]


def by_month(pieces: PieceQuerySet) -> list[tuple[date, int]]:
    """(first day of the month, pieces), newest first; one query."""
    rows = pieces.order_by().annotate(month=TruncMonth("day")).values("month").annotate(number=Count("pk"))
    return sorted(((row["month"], row["number"]) for row in rows), reverse=True)[:MOST_MONTHS]
