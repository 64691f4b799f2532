"""What an organisation's page tells of round tables: agreements, what it undertook, where it came."""

from django.urls import reverse
from django.utils.translation import gettext as _

from terrain.core.access import Viewer
from terrain.core.ui.wording import dated
from terrain.network.models import Agreement, Attending, Commitment, Invitation, Profile
from terrain.network.moves import TableState
from terrain.network.organisation_panels import Line, Panel, organisations_of

SHOWN = 5


def panel_of(profile: Profile, viewer: Viewer) -> Panel | None:
    """Its agreements, its commitments (open ones first) and the round tables to which it came; ``None`` for none of these."""
    if not viewer.may("network.view"):
        return None
    ours = organisations_of(profile)
    lines = [*_agreements(ours, viewer), *_commitments(ours, viewer), *_tables(ours, viewer)]
    title, address = _("Round tables and agreements"), reverse("network:commitments")
    return Panel(title, lines, address, _("All commitments")) if lines else None


def _agreements(ours: list[int], viewer: Viewer) -> list[Line]:
    found = Agreement.objects.visible_to(viewer).standing().filter(organisation__in=ours)[:SHOWN]
    return [
        Line(one.about, one.get_absolute_url(), f"{_('Agreement')} · {dated(one.signed_on)} · {one.stands.label}")
        for one in found
    ]


def _commitments(ours: list[int], viewer: Viewer) -> list[Line]:
    found = Commitment.objects.visible_to(viewer).filter(owner__in=ours).order_by("-state", "due")[:SHOWN]
    return [
        Line(
            one.what,
            one.get_absolute_url(),
            f"{_('Commitment')} · {_('late') if one.is_late else one.get_state_display()} · {dated(one.due)}",
        )
        for one in found
    ]


def _tables(ours: list[int], viewer: Viewer) -> list[Line]:
    seen = viewer.projects("network.view")
    found = Invitation.objects.filter(organisation__in=ours, state=Attending.CAME, round_table__state=TableState.HELD)
    if seen is not None:
        found = found.filter(round_table__project__in=seen)
    told = found.select_related("round_table").order_by("-round_table__starts_at")[:SHOWN]
    return [
        Line(
            one.round_table.title,
            one.round_table.get_absolute_url(),
            f"{_('Round table')} · {dated(one.round_table.day)}",
        )
        for one in told
    ]
