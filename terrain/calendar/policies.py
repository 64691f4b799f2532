"""Who looks at the programme's calendar, and who gives it to a telephone."""

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import Denied, require
from terrain.programmes.models import Project


def check_look(viewer: Viewer) -> None:
    """Whoever works in a project looks at the calendar."""
    require(viewer, "programme.view", reason=_("Your role has no calendar."))


def check_own(viewer: Viewer) -> None:
    """A feed of her own is for somebody who is signed in and looks at the calendar."""
    if viewer.user_id is None:
        raise Denied(_("Sign in first."))
    check_look(viewer)


def check_share(viewer: Viewer, project: Project) -> None:
    """Whoever answers for a project gives its calendar out."""
    if viewer.user_id is None:
        raise Denied(_("Sign in first."))
    require(viewer, "calendar.share", project.pk, _("Only whoever answers for the project gives its calendar out."))
