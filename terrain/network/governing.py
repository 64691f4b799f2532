"""What round tables, agreements and experiments tell the engines below, and the parts of the network beside them."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from terrain.calendar.registry import register_dates
from terrain.facts.registry import register_kind, register_source
from terrain.network import governance_panels
from terrain.network.dates import governance as dates_of_tables
from terrain.network.followers import register_follower
from terrain.network.models import Agreement, Invitation
from terrain.network.organisation_panels import register_panel
from terrain.network.represented import AGREEMENTS, EXPERIMENT, EXPERIMENTS, INVITATIONS
from terrain.network.tabs import register_tab
from terrain.programmes.models import Project
from terrain.programmes.ways import ProjectWay, register_project_way


def _invitations(organisations: frozenset[int]) -> Iterable[int]:
    return Invitation.objects.filter(organisation__in=organisations).values_list("pk", flat=True)


def _agreements(organisations: frozenset[int]) -> Iterable[int]:
    return Agreement.objects.filter(organisation__in=organisations).values_list("pk", flat=True)


def _tables_of(project: Project) -> str:
    return f"{reverse('network:tables')}?{urlencode({'project': project.code})}"


def _network_of(project: Project) -> str:
    return f"{reverse('network:flows')}?{urlencode({'project': project.code, 'months': '6'})}"


def announce() -> None:
    """Facts and what they follow, tabs, ways from a project, an organisation's panel, the calendar."""
    register_kind(EXPERIMENT)
    for source in (INVITATIONS, AGREEMENTS, EXPERIMENTS):
        register_source(source)
    register_follower("network.Invitation", _invitations)
    register_follower("network.Agreement", _agreements)
    register_tab(_("Round tables"), "network:tables", "network.view", order=50)
    register_tab(_("Network view"), "network:flows", "network.view", order=60)
    register_panel("governance", 50, governance_panels.panel_of)
    register_project_way(ProjectWay("tables", _("Round tables"), _tables_of, permission="network.view", order=24))
    register_project_way(ProjectWay("network", _("Network view"), _network_of, permission="network.view", order=26))
    for dates in dates_of_tables.SOURCES:
        register_dates(dates)
