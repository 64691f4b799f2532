"""Where every kit is now, until when, and what is missing from it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.programmes.models import Project
from terrain.workshops.models import Centre, Kit, KitItem, Loan


@dataclass(frozen=True)
class Shelf:
    """A kit: the loan it is out on, how many days late, what the last counts found (``counted_on`` None: never counted)."""

    kit: Kit
    loan: Loan | None
    days_late: int
    counted_on: date | None
    missing: int
    broken: int

    @property
    def where(self) -> Centre:
        """Where it is now."""
        return self.loan.to_centre if self.loan is not None else self.kit.home


def out(on: QuerySet[Loan] | None = None) -> QuerySet[Loan]:
    """Loans that have not ended, with their centres."""
    found = Loan.objects.all() if on is None else on
    return found.filter(given_back_on__isnull=True).select_related("to_centre", "from_centre")


def kits(viewer: Viewer, project: Project | None = None) -> QuerySet[Kit]:
    """Kits that the viewer may see, the late ones first, those no longer in use last; for ``shelved``."""
    seen = Kit.objects.visible_to(viewer).select_related("project", "home")
    if project is not None:
        seen = seen.filter(project=project)
    late = Exists(out().filter(kit=OuterRef("pk"), due_on__lt=clock.today()))
    ordered = seen.annotate(late=late).order_by(F("ended_on").asc(nulls_first=True), "-late", "code", "pk")
    return ordered.prefetch_related(Prefetch("loans", queryset=out(), to_attr="out"))


def late_count(viewer: Viewer, project: Project | None = None) -> int:
    """How many kits that the viewer may see are past the day they were due back."""
    seen = Kit.objects.visible_to(viewer)
    seen = seen if project is None else seen.filter(project=project)
    return out().filter(kit__in=seen, due_on__lt=clock.today()).count()


def shelved(found: list[Kit]) -> list[Shelf]:
    """These kits (of ``kits``) with where they are and what the last counts found: one query for all counts."""
    gap = Q(present__isnull=False, quantity__gt=F("present"))
    rows = (
        KitItem.objects.filter(kit__in=found, left_on__isnull=True)
        .values("kit")
        .annotate(
            last=Max("counted_on"),
            lost=Coalesce(Sum(F("quantity") - F("present"), filter=gap), 0),
            bad=Coalesce(Sum("broken"), 0),
        )
        .order_by()
    )
    counts: dict[int, Any] = {row["kit"]: row for row in rows}
    nothing: dict[str, Any] = {"last": None, "lost": 0, "bad": 0}
    return [_shelf(kit, counts.get(kit.pk, nothing)) for kit in found]


def _shelf(kit: Kit, counted: dict[str, Any]) -> Shelf:
    standing: list[Loan] = getattr(kit, "out", [])
    loan = standing[0] if standing else None
    late = loan.days_late() if loan is not None else 0
    return Shelf(kit, loan, late, counted["last"], counted["lost"], counted["bad"])
