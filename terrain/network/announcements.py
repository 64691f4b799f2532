"""What this room tells the engines below it, once, when the house is ready."""

from django.utils.translation import gettext_lazy as _

from terrain.facts.registry import register_kind
from terrain.network.facts import REPRESENTATION
from terrain.network.tabs import register_tab


def announce() -> None:
    """The kinds of facts and their sources; the ways between the pages; the parts of an organisation's page."""
    register_kind(REPRESENTATION)

    register_tab(_("Services"), "network:services", "directory.view", order=10)
