"""Who says what organisations are, and which of them are one."""

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import require
from terrain.network.models import Service
from terrain.network.policies.directory import check_entrust


def check_describe(viewer: Viewer) -> None:
    """Whoever keeps the directory says what an organisation is: its nature, where it is, how else it is called."""
    require(viewer, "directory.keep", reason=_("Only whoever supervises files keeps the directory."))


def check_answer_organisations(viewer: Viewer) -> None:
    """Whether two organisations are one is said by whoever keeps the directory; it can be taken back."""
    check_describe(viewer)


def check_answer_services(viewer: Viewer, first: Service, second: Service) -> None:
    """Whether two services are one is said by whoever keeps both."""
    check_entrust(viewer, first)
    check_entrust(viewer, second)
