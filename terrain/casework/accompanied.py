"""Whom somebody accompanies, and whom she has to see again."""

from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery

from terrain.casework.enums import AppointmentState, GrantKind
from terrain.casework.models import Appointment, Case, CaseGrant, RiskChange
from terrain.casework.models.case import CaseQuerySet
from terrain.core import clock
from terrain.core.access import Viewer

HANDS = (GrantKind.OWNER, GrantKind.COWORKER, GrantKind.NAMED)


def in_my_hands(viewer: Viewer) -> CaseQuerySet:
    """Open files that the viewer sees and is in charge of, works on or is named on."""
    mine = CaseGrant.objects.of(viewer).filter(kind__in=HANDS).values("case_id")
    seen = Case.objects.visible_to(viewer).standing()
    return seen.filter(Q(owner_id=viewer.user_id or 0) | Q(pk__in=mine))


def to_see_again(viewer: Viewer) -> QuerySet[Case]:
    """Files in her hands whose person had to be seen again before now, the longest overdue first; each says by when: ``see_by``.

    The last risk that was set says by when. An appointment that she kept since then counts as seen.
    """
    last = RiskChange.objects.filter(case=OuterRef("pk")).order_by("-pk")
    kept = Appointment.objects.filter(
        case=OuterRef("pk"), state=AppointmentState.KEPT, starts_at__gte=OuterRef("set_at")
    )
    found = (
        in_my_hands(viewer)
        .listed()
        .annotate(
            see_by=Subquery(last.values("see_by")[:1], output_field=DateTimeField()),
            set_at=Subquery(last.values("at")[:1], output_field=DateTimeField()),
        )
    )
    return found.filter(~Exists(kept), see_by__lt=clock.now()).order_by("see_by", "pk")


def is_overdue(case: Case, risk: RiskChange | None) -> bool:
    """Whether the person of an open file had to be seen again before now; ``risk``: the last that was set."""
    if risk is None or risk.see_by >= clock.now() or not case.is_open:
        return False
    return not case.appointments.filter(state=AppointmentState.KEPT, starts_at__gte=risk.at).exists()
