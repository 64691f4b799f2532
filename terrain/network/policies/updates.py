"""Who says from outside what is true of an entry, and who decides about it."""

from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.policies import Denied
from terrain.network.models import Service, Suggestion, UpdateLink
from terrain.network.policies.directory import check_keep


def check_link(link: UpdateLink) -> None:
    """A link gives the right to speak of its entry while it is open, and no other."""
    if not link.opens_at(clock.now()):
        raise Denied(_("This link is over."))


def check_report(service: Service) -> None:
    """Anybody may say that something is wrong with what everybody reads."""
    if not service.public or not service.is_offered:
        raise Denied(_("This service is not shown to everybody."))


def check_decide(viewer: Viewer, suggestion: Suggestion) -> None:
    """Whoever keeps the entry decides, once."""
    check_keep(viewer, suggestion.service)
    if suggestion.decided_at is not None:
        raise Denied(_("A colleague has decided about this already."))
