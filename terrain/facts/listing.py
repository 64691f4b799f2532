"""What stands behind a number: where, and which subjects; straight from the facts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Max, Min, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from terrain.facts.models import Fact
from terrain.facts.selections import Selection, chosen_variants


@dataclass(frozen=True)
class Member:
    """A subject behind a number: how many times it was counted, and between which days."""

    subject: int
    times: int
    first_day: date
    last_day: date


def counted_facts(
    project_ids: Iterable[int], selections: Sequence[Selection], first: int | None, last: int | None
) -> QuerySet[Fact]:
    """The facts with a subject that are counted."""
    found = Fact.objects.filter(
        project__in=list(project_ids), variant__in=chosen_variants(selections), subject__isnull=False
    )
    if first is not None:
        found = found.filter(month__gte=first)
    return found if last is None else found.filter(month__lte=last)


def by_place(
    project_ids: Iterable[int], selections: Sequence[Selection], first: int | None = None, last: int | None = None
) -> dict[int | None, int]:
    """Place → distinct subjects whose first counted event in the period was there; sums to the distinct.

    ``None``: no place is known. Of several first events on one day, the place with the lowest key counts.
    """
    turn = Window(RowNumber(), partition_by=[F("subject")], order_by=[F("day").asc(), F("place").asc(nulls_last=True)])
    firsts = counted_facts(project_ids, selections, first, last).annotate(turn=turn).filter(turn=1)
    return dict(Counter(firsts.values_list("place", flat=True)))


def members(
    project_ids: Iterable[int], selections: Sequence[Selection], first: int | None = None, last: int | None = None
) -> list[Member]:
    """The distinct subjects of a period, in the order of their first day."""
    rows = (
        counted_facts(project_ids, selections, first, last)
        .order_by()
        .values_list("subject")
        .annotate(times=Sum("occurrences"), first_day=Min("day"), last_day=Max("day"))
        .order_by("first_day", "subject")
    )
    return [Member(*row) for row in rows]
