"""What whoever watches over confidentiality does: confirms who holds what; and the head of the chain goes out every day."""

from datetime import date

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrain.casework.models import AccessReview
from terrain.casework.overseeing import holdings, picture_of
from terrain.casework.policies.oversight import check_confirm
from terrain.core import audit
from terrain.core.access import Viewer, system_viewer
from terrain.core.actions import action
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.programmes.holding import holding
from terrain.programmes.models import Project

HOUSE = system_viewer("sweep")


def confirm_access(project: Project | None, picture: str, *, by: Viewer) -> AccessReview:
    """Confirm who holds what. Raises ``Denied`` when it changed since it was shown (``picture``)."""
    check_confirm(by, project.pk if project is not None else None)
    with action("casework.access_reviewed", by=by, project_id=project.pk if project is not None else None) as act:
        held = holdings(by, project)
        if picture_of(held) != picture:
            raise Denied(gettext_lazy("Somebody's role changed meanwhile. Look at the list again."))
        act.detail = {"people": len(held)}
        return AccessReview.objects.create(project=project, by_id=by.user_id, people=len(held), picture=picture)


def mail_anchor(today: date) -> str:
    """Send the head of the chain to protection, once a day, so that a rewritten chain is found even with its anchors."""
    if (
        not settings.ANCHOR_MAIL
        or AuditEvent.objects.filter(verb="core.anchor_mailed", detail__day=str(today)).exists()
    ):
        return ""
    line = audit.anchor()
    guardians = [email for email in holding("protection.watch").values_list("email", flat=True) if email]
    if line is None or not guardians:
        return ""
    words = _("Keep this line: it proves what the journal said today.")
    send_mail(_("Terrain: the journal on %(day)s") % {"day": today}, f"{words}\n\n{line}\n", None, guardians)
    with action("core.anchor_mailed", by=HOUSE, detail={"day": str(today), "to": len(guardians)}):
        pass
    return _("the journal's head was sent to %(count)s people") % {"count": len(guardians)}
