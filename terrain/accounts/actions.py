"""What is done to accounts once they exist."""

from allauth.mfa.models import Authenticator

from terrain.accounts import pairing, staffing
from terrain.accounts.enums import PairingEnd
from terrain.accounts.models import User
from terrain.accounts.policies import check_change_other, check_own
from terrain.accounts.roles import check_grant
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.actions import action


def close_account(user: User, *, by: Viewer) -> None:
    """Stop somebody from signing in, at once and in every browser; what they did stays theirs."""
    check_change_other(by, user)
    with action("accounts.closed", by=by, obj=user):
        user.is_active, user.sessions_from = False, clock.now()
        user.save(update_fields=["is_active", "sessions_from"])
        pairing.end_all(user, PairingEnd.CLOSED)


def open_account(user: User, *, by: Viewer) -> None:
    """Let somebody sign in again, with the password and second factor they had."""
    check_change_other(by, user)
    with action("accounts.opened", by=by, obj=user):
        user.is_active = True
        user.save(update_fields=["is_active"])


def reset_second_factor(user: User, *, by: Viewer) -> int:
    """Forget every second factor of somebody who lost theirs; they set up a new one at the next sign-in.

    Returns how many were forgotten. Every session of theirs is over.
    """
    check_change_other(by, user)
    with action("accounts.second_factor_reset", by=by, obj=user) as act:
        forgotten, _detail = Authenticator.objects.filter(user=user).delete()
        act.detail["forgotten"] = forgotten
        user.sessions_from = clock.now()
        user.save(update_fields=["sessions_from"])
    return forgotten


def give_role(user: User, role: str, project_code: str | None, *, by: Viewer) -> None:
    """Give a role in a project or (``None``) in the whole programme. Raises ``Denied``, ``ValueError`` (no such grant)."""
    check_change_other(by, user)
    check_grant(role, project_code)
    staffing.register().give(user, role, project_code, by=by)


def end_role(user: User, holding_id: int, *, by: Viewer) -> None:
    """Take a role back. Raises ``Denied``, ``LookupError`` (the user holds no such role)."""
    check_change_other(by, user)
    staffing.register().end(user, holding_id, by=by)


def change_profile(user: User, *, full_name: str, language: str, by: Viewer) -> None:
    """Change one's own name and language."""
    check_own(by, user)
    with action("accounts.profile_changed", by=by, obj=user) as act:
        act.silent = (user.full_name, user.language) == (full_name, language)
        user.full_name, user.language = full_name, language
        user.save(update_fields=["full_name", "language"])
