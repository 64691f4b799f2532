"""What sign-in tells the house: sessions begin, and the audit remembers who came in and how."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from terrain.accounts import sessions
from terrain.accounts.models import User
from terrain.core import audit, clock
from terrain.core.access import Viewer


def _note(verb: str, user: User, **detail: Any) -> None:
    audit.append(f"accounts.{verb}", by=Viewer(user_id=user.pk), obj=user, detail=detail)


@receiver(user_logged_in)
def session_begins(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    sessions.begin(request)


@receiver(account.user_logged_in)
def signed_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    records = request.session.get("account_authentication_methods", [])
    _note("signed_in", user, with_=[record.get("type") or record["method"] for record in records])


@receiver(user_logged_out)
def signed_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None and request.method == "POST":
        _note("signed_out", user)


@receiver(account.password_changed)
@receiver(account.password_reset)
@receiver(account.password_set)
def password_changed(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    _note("password_changed", user)


@receiver(account.email_changed)
def email_changed(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    _note("email_changed", user)


@receiver(mfa.authenticator_added)
def second_factor_added(
    sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Sessions begun elsewhere with the password alone are over; this one goes on."""
    _note("second_factor_added", user, kind=authenticator.type)
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    User.objects.filter(pk=user.pk).update(sessions_from=clock.now())
    sessions.begin(request)


@receiver(mfa.authenticator_reset)
def recovery_codes_renewed(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    _note("recovery_codes_renewed", user)


@receiver(mfa.authenticator_removed)
def second_factor_removed(
    sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    _note("second_factor_removed", user, kind=authenticator.type)
    request.session.pop(sessions.SECOND_FACTOR_DONE, None)


@receiver(mfa.authentication_failed)
def code_refused(sender: Any, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    _note("code_refused", user, kind=authenticator.type)
