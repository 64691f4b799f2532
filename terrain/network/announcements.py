"""What this room tells the engines below it, once, when the house is ready."""

from django.utils.translation import gettext_lazy as _

from terrain.facts.registry import register_directory, register_kind
from terrain.network import organisations
from terrain.network.facts import REPRESENTATION
from terrain.network.models import ORGANISATION
from terrain.network.tabs import register_tab


def announce() -> None:
    """The kinds of facts and their sources; the ways between the pages; the parts of an organisation's page."""
    register_kind(REPRESENTATION)

    register_tab(_("Services"), "network:services", "directory.view", order=10)
    register_tab(_("Organisations"), "network:organisations", "directory.view", order=20)
    register_tab(_("Professionals"), "network:professionals", "directory.view", order=30)
    register_directory(ORGANISATION, organisations.lines)
