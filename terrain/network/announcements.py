"""What this room tells the engines below it, once, when the house is ready."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from terrain.core.sweeping import register_sweep
from terrain.facts.registry import register_directory, register_kind, register_source
from terrain.imports.registry import register
from terrain.network import capacity_panel, governing, organisations
from terrain.network.actions.forgetting import forget_undecided
from terrain.network.dates import capacity as capacity_dates
from terrain.network.dates import directory as directory_dates
from terrain.network.facts import REPRESENTATION
from terrain.network.followers import register_follower
from terrain.network.milestones import CAPACITY, STRENGTHENINGS, of_organisations
from terrain.network.models import ORGANISATION
from terrain.network.organisation_panels import register_panel
from terrain.network.rows import SERVICE_ROWS
from terrain.network.tabs import register_tab
from terrain.programmes.models import Project
from terrain.programmes.ways import ProjectWay, register_project_way


def _capacities_of(project: Project) -> str:
    return f"{reverse('network:capacities')}?{urlencode({'project': project.code})}"


def announce() -> None:
    """The kinds of facts and their sources; the ways between the pages; the parts of an organisation's page."""
    register_kind(REPRESENTATION)
    _directory()
    _capacity()
    _opening()
    governing.announce()


def _directory() -> None:
    register_tab(_("Services"), "network:services", "directory.view", order=10)
    register_tab(_("Organisations"), "network:organisations", "directory.view", order=20)
    register_tab(_("Professionals"), "network:professionals", "directory.view", order=30)
    register_directory(ORGANISATION, organisations.lines)
    directory_dates.announce()


def _capacity() -> None:
    register_kind(CAPACITY)
    register_source(STRENGTHENINGS)
    register_follower("network.Strengthening", of_organisations)
    register_tab(_("Capacity"), "network:capacities", "network.view", order=40)
    register_panel("capacity", 40, capacity_panel.shown)
    capacity_dates.announce()
    register_project_way(
        ProjectWay("capacity", _("Capacity of associations and services"), _capacities_of, "network.view", order=40)
    )


def _opening() -> None:
    register(SERVICE_ROWS)
    register_sweep("suggestions", forget_undecided)
