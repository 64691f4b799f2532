"""At the door of every page: sessions that have ended, and second factors that are still missing."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from terrain.accounts import sessions
from terrain.accounts.enums import SessionEnd
from terrain.accounts.models import User
from terrain.accounts.roles import needs_second_factor
from terrain.core.access import ANONYMOUS
from terrain.core.http import Request

Response = Callable[[Request], HttpResponse]


OPEN = frozenset({"public", "open", "partner", "listen", "agenda", "campaign", "directory", "training", "certificates"})
"""Spaces of addresses that ask for no sign-in: the public site, and what a secret in the address itself opens."""


def _is_open(request: Request) -> bool:
    match = request.resolver_match
    return match is not None and (match.namespace in OPEN or match.url_name in {"account_login", "health"})


def _go(request: Request, url: str) -> HttpResponse:
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


class SignInFirst:
    """Whoever is not signed in and asks for a page of the house is led to the door, and back to the page afterwards."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Request, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.url_name or ""
        if request.user.is_authenticated or _is_open(request) or name.startswith(("account_", "mfa_")):
            return None
        target = request.get_full_path() if request.method == "GET" else reverse(str(settings.LOGIN_REDIRECT_URL))
        return _go(request, f"{reverse('account_login')}?{urlencode({'next': target})}")


class SessionLimits:
    """Ends a session that was idle too long, grew too old or was called back; the person comes back to where they were."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Request, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        end = sessions.end_of(request, request.user)
        if end is None and request.session.get(sessions.PAIRED) and needs_second_factor(request.viewer):
            end = SessionEnd.CALLED_BACK
        return None if end is None else self._end(request, request.user, end)

    def _end(self, request: Request, user: User, end: SessionEnd) -> HttpResponse | None:
        user_id, key = user.pk, None
        target = request.get_full_path()
        htmx = getattr(request, "htmx", False)
        posted = request.method == "POST" and not htmx and request.resolver_match.namespace
        logout(request)
        request.viewer = ANONYMOUS
        messages.info(request, end.label)
        if posted:
            key = sessions.keep_typed(request, user_id)
        if _is_open(request):
            return None
        if key:
            target = reverse("account_typed")
        elif htmx:
            target = request.htmx.current_url_abs_path or "/"
        elif request.method == "POST":
            target = reverse(str(settings.LOGIN_REDIRECT_URL))
        response = _go(request, f"{reverse('account_login')}?{urlencode({'next': target})}")
        if key:
            sessions.hand_over_key(response, key)
        return response


def is_exempt(user: User) -> bool:
    """Whether nobody asks this user for a second factor: demo people, and only while this is a demonstration."""
    return bool(settings.DEMO and user.is_demo)


class SecondFactor:
    """Whoever may see a name works only once a second factor is set up; until then every page leads to setting it up."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Request, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.viewer.is_signed_in or self._may_pass(request) or not needs_second_factor(request.viewer):
            return None
        if is_exempt(request.user) or self._has_second_factor(request):
            return None
        messages.warning(request, _("Your role needs a second step at sign-in. Set one up to go on."))
        response = redirect("mfa_index")
        return _go(request, response.url)

    @staticmethod
    def _may_pass(request: Request) -> bool:
        name = request.resolver_match.url_name or ""
        return _is_open(request) or name.startswith(("mfa_", "account_"))

    @staticmethod
    def _has_second_factor(request: Request) -> bool:
        if request.session.get(sessions.SECOND_FACTOR_DONE):
            return True
        kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        found = Authenticator.objects.filter(user_id=request.viewer.user_id, type__in=kinds).exists()
        if found:
            request.session[sessions.SECOND_FACTOR_DONE] = True
        return found
