"""Proving again who is there, in the middle of a session: a code, or a passkey a moment ago."""

import time

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from terrain.accounts.middleware import is_exempt
from terrain.core.http import Request

A_MOMENT = 120
"""Seconds for which a passkey shown on its own page still counts as shown now."""
LATELY = 600
"""Seconds for which a second factor counts as shown lately."""


def has_code(request: Request) -> bool:
    """Whether the person has codes (an authenticator application, or recovery codes)."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
    return Authenticator.objects.filter(user_id=request.viewer.user_id, type__in=kinds).exists()


def has_passkey(request: Request) -> bool:
    """Whether the person has a passkey."""
    return Authenticator.objects.filter(user_id=request.viewer.user_id, type=Authenticator.Type.WEBAUTHN).exists()


def shown_within(request: Request, seconds: int) -> bool:
    """Whether a second factor was shown in the last ``seconds``; people of a demonstration have none to show."""
    if is_exempt(request.user):
        return True
    shown = [one["at"] for one in get_authentication_records(request, request.user) if one.get("method") == "mfa"]
    return bool(shown) and time.time() - max(shown) < seconds


def fault_of_code(request: Request, code: str) -> str:
    """What is wrong with the proof given in this very request, in words; blank when it is right.

    A right code is used up and remembered as shown now. Without a code a passkey shown a moment ago counts.
    """
    if is_exempt(request.user):
        return ""
    if not code.strip():
        if shown_within(request, A_MOMENT) and has_passkey(request):
            return ""
        return _("Type the code of your authenticator application, or show your passkey first.")
    form = ReauthenticateForm({"code": code.strip()}, user=request.user)
    if form.is_valid():
        form.save()
        return ""
    return " ".join(str(error) for error in form.errors.get("code", [_("This code is not right.")]))


def ask_again(request: Request) -> HttpResponse:
    """Lead to the page where a second factor is shown, and back here."""
    name = "mfa_reauthenticate" if has_code(request) else "mfa_reauthenticate_webauthn"
    return redirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}")
