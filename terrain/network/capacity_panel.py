"""What an organisation's page says of its capacities."""

from django.urls import reverse
from django.utils.translation import gettext as _

from terrain.core.access import Viewer
from terrain.core.ui.wording import dated
from terrain.network.growth import Grown, grown
from terrain.network.models import Profile, Strengthening
from terrain.network.organisation_panels import Line, Panel
from terrain.programmes.models import Project


def shown(profile: Profile, viewer: Viewer) -> Panel | None:
    """A line for each project and grid; a way to begin for whoever steers somewhere; ``None`` for whoever sees none of it."""
    if not viewer.may("network.view"):
        return None
    lines = [
        Line(f"{one.strengthening.project.code} · {_state(one)}", one.strengthening.get_absolute_url(), _note(one))
        for one in grown(Strengthening.objects.visible_to(viewer).about(profile))
    ]
    steers = Project.objects.holding(viewer, "network.steer").exists()
    if not lines and not steers:
        return None
    address = f"{reverse('network:begin_assessment')}?organisation={profile.organisation_id}" if steers else ""
    return Panel(_("Capacity"), lines, address, _("Assess the capacities") if steers else "")


def _state(one: Grown) -> str:
    if one.open_round is not None:
        return _("round %(number)d in progress") % {"number": one.open_round.number}
    return _("round %(number)d concluded") % {"number": len(one.rounds)}


def _note(one: Grown) -> str:
    day = dated(one.rounds[-1].day)
    if one.plan is None:
        return day
    said = {"day": day, "done": one.plan.done, "counted": one.plan.counted}
    return _("%(day)s · plan: %(done)d of %(counted)d done") % said
