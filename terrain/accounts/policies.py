"""Who may do what to accounts. Each raises ``Denied`` with a sentence."""

from django.utils.translation import gettext_lazy as _

from terrain.accounts.enums import InvitationState
from terrain.accounts.models import Invitation, User
from terrain.core.access import Viewer
from terrain.core.policies import Denied, require_everywhere


def check_manage_staff(viewer: Viewer) -> None:
    """Only whoever gives roles in the whole programme sees and changes staff accounts."""
    require_everywhere(viewer, "staff.assign", _("Only somebody who gives roles may see and change staff accounts."))


def check_read_journal(viewer: Viewer) -> None:
    """The journal of access is for those who watch over the whole programme."""
    require_everywhere(viewer, "audit.read", _("Only somebody who watches over access may read the journal."))


def check_resend(viewer: Viewer, invitation: Invitation) -> None:
    """An invitation that was accepted or withdrawn is over."""
    check_manage_staff(viewer)
    if invitation.state in {InvitationState.ACCEPTED, InvitationState.REVOKED}:
        raise Denied(_("This invitation is over; invite the person again."))


def check_change_other(viewer: Viewer, user: User) -> None:
    """Nobody closes, opens or weakens their own account from the staff pages, nor gives themselves a role."""
    check_manage_staff(viewer)
    if viewer.user_id == user.pk:
        raise Denied(_("Somebody else has to do this for your own account."))


def check_own(viewer: Viewer, user: User) -> None:
    """A name and a language are changed by the person they belong to."""
    if viewer.user_id != user.pk and not viewer.everything:
        raise Denied(_("Only the person themselves changes this."))


def check_open_for(invitation: Invitation) -> None:
    """Whether the invitation can still be accepted; the reason says what to do."""
    if invitation.state == InvitationState.EXPIRED:
        raise Denied(_("This invitation has expired. Ask the person who invited you to send it again."))
    if invitation.state == InvitationState.ACCEPTED:
        raise Denied(_("This invitation was already used. Sign in with your e-mail and password."))
    if invitation.state == InvitationState.REVOKED:
        raise Denied(_("This invitation was withdrawn."))
