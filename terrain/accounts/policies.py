"""Who may do what to accounts. Each raises ``Denied`` with a sentence."""

from django.utils.translation import gettext_lazy as _

from terrain.accounts import staffing
from terrain.accounts.enums import InvitationState
from terrain.accounts.models import Invitation, User
from terrain.core.access import Viewer
from terrain.core.policies import Denied, require, require_everywhere


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


def check_code_opens(user: User) -> None:
    """A code, and the PIN of a paired telephone, open only accounts of which no role needs a second factor.

    Whoever may see a name never comes in with six digits, however they were paired before.
    """
    if not user.is_active:
        raise Denied(_("This account is closed."))
    held = staffing.register().held([user.pk]).get(user.pk, [])
    if not held:
        raise Denied(_("This account holds no role."))
    if any(holding.role.needs_second_factor for holding in held):
        raise Denied(_("This account has a role that needs a password and a second step: no code opens it."))


def check_open_host(viewer: Viewer, project_id: int) -> None:
    """Whoever answers for a project's radio opens the studio to its hosts; so does whoever gives roles."""
    if not viewer.may_everywhere("staff.assign"):
        require(viewer, "radio.produce", project_id, _("Only a producer of this radio may do this."))


def check_answers_for(viewer: Viewer, user: User) -> None:
    """Who cares for somebody's telephone: whoever gives roles, and the producer of the radio when all her roles lie there."""
    if viewer.may_everywhere("staff.assign"):
        return
    require(viewer, "radio.produce", None, _("Only a producer of her radio may do this."))
    projects = viewer.projects("radio.produce")
    codes = None if projects is None else set(staffing.register().codes(projects).values())
    held = staffing.register().held([user.pk]).get(user.pk, [])
    if codes is not None and not all(holding.project_code in codes for holding in held):
        raise Denied(_("Only a producer of her radio may do this."))


def check_make_code(viewer: Viewer, user: User) -> None:
    """Whether ``viewer`` may make a code with which ``user`` pairs a telephone."""
    check_answers_for(viewer, user)
    check_code_opens(user)
