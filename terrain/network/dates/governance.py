"""Round tables, days on which commitments are due, and ends of agreements, in the programme's calendar."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrain.calendar.registry import Happening, Source
from terrain.core.access import Viewer
from terrain.network.models import Agreement, Commitment, RoundTable
from terrain.network.moves import CommitmentState, TableState

LASTS = timedelta(hours=2)


def tables(viewer: Viewer, first: date, last: date) -> Iterable[Happening]:
    """Round tables that are planned or were held, of the projects in which the viewer sees the network; one query."""
    begin = timezone.make_aware(datetime.combine(first, time.min))
    end = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
    found = RoundTable.objects.visible_to(viewer).filter(starts_at__gte=begin, starts_at__lt=end)
    for one in found.exclude(state=TableState.CANCELLED).select_related("place").order_by("starts_at"):
        where = ", ".join(part for part in (one.venue, str(one.place) if one.place is not None else "") if part)
        yield Happening(
            f"round-table-{one.uid}", one.title, one.starts_at, one.starts_at + LASTS, where, one.get_absolute_url(),
            one.project_id, one.version,
        )  # fmt: skip


def due(viewer: Viewer, first: date, last: date) -> Iterable[Happening]:
    """Open commitments on the day they are due; one query."""
    found = Commitment.objects.visible_to(viewer).filter(state=CommitmentState.OPEN, due__gte=first, due__lte=last)
    for one in found.select_related("owner", "owner_project"):
        words = _("Due: %(what)s (%(who)s)") % {"what": one.what, "who": one.whose}
        yield Happening(
            f"commitment-{one.uid}", words, one.due, address=one.get_absolute_url(), project_id=one.project_id,
            version=one.version,
        )  # fmt: skip


def ends(viewer: Viewer, first: date, last: date) -> Iterable[Happening]:
    """Agreements on their last day; one query."""
    found = Agreement.objects.visible_to(viewer).standing().filter(ends_on__gte=first, ends_on__lte=last)
    for one in found.select_related("organisation"):
        words = _("Agreement ends: %(who)s") % {"who": one.organisation}
        assert one.ends_on is not None
        yield Happening(
            f"agreement-{one.uid}", words, one.ends_on, address=one.get_absolute_url(), project_id=one.project_id,
            version=one.version,
        )  # fmt: skip


SOURCES = (
    Source("round_tables", gettext_lazy("Round tables"), staff=tables),
    Source("commitments", gettext_lazy("Commitments"), staff=due),
    Source("agreements", gettext_lazy("Ends of agreements"), staff=ends),
)
