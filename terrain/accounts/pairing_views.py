"""A telephone instead of an e-mail: type a code, choose six digits, and from then on six digits open the studio."""

import time
from typing import Any

from allauth.account import signals
from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.core.internal import ratelimit
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from terrain.accounts import pairing, sessions
from terrain.accounts.forms import NewPinForm, PairingCodeForm, PinForm
from terrain.accounts.models import Pairing
from terrain.core.http import Request
from terrain.core.policies import Denied
from terrain.core.squares import as_qr

LATELY = 600
"""Seconds for which six digits count as shown now."""
LIMITS = {"code": "10/15m/ip,300/h/key", "pin": "30/15m/ip"}
"""Wrong codes that one place may try, and all places together; PINs that one place may try."""


def show_code(request: Request, made: pairing.NewCode, back: str) -> HttpResponse:
    """The page that shows a code once: to read aloud, to scan, to print as a slip in French and Arabic."""
    with override(made.user.language):
        link = request.build_absolute_uri(reverse("account_choose_pin", args=[made.digits]))
    context = {
        "made": made,
        "name": pairing.name_of(made.user),
        "qr": mark_safe(as_qr(link)),  # noqa: S308 (drawn here from our own address)
        "link": link,
        "site": request.build_absolute_uri(reverse("account_code")),
        "back": back,
    }
    response = render(request, "accounts/code_made.html", context)
    response["Cache-Control"] = "no-store, private"
    return response


def _may_try(request: Request, what: str) -> bool:
    return bool(_count(request, what, dry_run=True))


def _count(request: Request, what: str, *, dry_run: bool = False) -> Any:
    return ratelimit.consume(
        request, app="accounts", action=what, config=LIMITS, key="everybody", limit_get=True, dry_run=dry_run
    )


@never_cache
def code(request: Request) -> HttpResponse:
    """Where she types the code that she was given."""
    if not _may_try(request, "code"):
        return ratelimit.respond_429(request)
    form = PairingCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if pairing.find(form.cleaned_data["code"]) is not None:
            return redirect("account_choose_pin", form.cleaned_data["code"])
        _count(request, "code")
        pairing.note_unknown()
        form.add_error(
            "code", _("This code does not work. Look again, or ask for a new one: a code works once, for a day.")
        )
    return render(request, "accounts/code_typed.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters("pin", "again")
def choose_pin(request: Request, digits: str) -> HttpResponse:
    """Behind the link of a code: whose it is, and six digits to choose. Opening it uses nothing up."""
    if not _may_try(request, "code"):
        return ratelimit.respond_429(request)
    held = pairing.find(pairing.digits_in(digits))
    if held is None:
        _count(request, "code")
        return _over(request)
    form = NewPinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = pairing.pair(held, form.cleaned_data["pin"])
        except Denied:
            return _over(request)
        return _let_in(request, made.pairing, made.secret)
    context = {"form": form, "name": pairing.name_of(held.user)}
    return render(request, "accounts/pin_chosen.html", context, status=422 if form.errors else 200)


def _over(request: Request) -> HttpResponse:
    return render(request, "accounts/code_over.html", {"form": PairingCodeForm()}, status=410)


def _let_in(request: Request, held: Pairing, secret: str) -> HttpResponse:
    """Sign her in: the telephone that she holds and the digits that she knows are two proofs, no third one is asked."""
    target = get_next_redirect_url(request) or _studio(held)
    if request.user.is_authenticated:
        logout(request)
    record_authentication(request, held.user, method="pin")
    get_adapter().login(request, held.user)
    request.session[sessions.PAIRED] = held.pk
    signals.user_logged_in.send(sender=type(held.user), request=request, response=None, user=held.user)
    response = redirect(target)
    response.set_cookie(
        pairing.COOKIE,
        secret,
        max_age=int(pairing.PHONE_LIVES.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _studio(held: Pairing) -> str:
    """In the language in which she reads; hers, where she did not choose one."""
    reads = get_language()
    with override(held.user.language if reads == settings.LANGUAGE_CODE else reads):
        return reverse(str(settings.PAIRED_REDIRECT_URL))


@never_cache
def door(request: Request) -> HttpResponse:
    """The page to sign in: on a paired telephone her name and six digits, anywhere else e-mail and password."""
    if request.method == "GET" and not request.user.is_authenticated and "mail" not in request.GET:
        held = pairing.of_phone(request.COOKIES.get(pairing.COOKIE, ""))
        if held is not None:
            return _keypad(request, held, PinForm())
    return account.login(request)


def _keypad(request: Request, held: Pairing, form: PinForm, target: str = "") -> HttpResponse:
    target = target or get_next_redirect_url(request) or ""
    context = {"form": form, "name": pairing.name_of(held.user), "next": target}
    return render(request, "accounts/keypad.html", context, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters("pin")
def pin(request: Request) -> HttpResponse:
    """Her six digits on her telephone."""
    secret = request.COOKIES.get(pairing.COOKIE, "")
    if request.method != "POST":
        return redirect("account_login")
    if not _may_try(request, "pin"):
        return ratelimit.respond_429(request)
    form = PinForm(request.POST)
    if form.is_valid():
        entered = pairing.enter(secret, form.cleaned_data["pin"])
        if entered.pairing is not None:
            return _let_in(request, entered.pairing, secret)
        _count(request, "pin")
        if not entered.left:
            return _phone_over(request)
        form.add_error(
            "pin", _("Not these ones. Look again; this is the number of tries left: %(left)d") % {"left": entered.left}
        )
    held = pairing.of_phone(secret)
    return _keypad(request, held, form) if held is not None else _phone_over(request)


def _phone_over(request: Request) -> HttpResponse:
    messages.warning(request, _("This telephone opens nothing any more. Ask your radio for a new code."))
    response = redirect("account_code")
    response.delete_cookie(pairing.COOKIE, samesite="Lax")
    return response


@never_cache
def add_finger(request: Request) -> HttpResponse:
    """Add a passkey. Whoever came in by six digits shows them again: a telephone left open takes nobody else's finger."""
    held = pairing.of_phone(request.COOKIES.get(pairing.COOKIE, ""))
    if request.user.is_authenticated and request.session.get(sessions.PAIRED):
        shown = [one["at"] for one in get_authentication_records(request, request.user) if one["method"] == "pin"]
        if time.time() - max(shown, default=0) > LATELY:
            return _keypad(request, held, PinForm(), request.path) if held is not None else _phone_over(request)
    answer: HttpResponse = webauthn.add_webauthn(request)
    return answer


@require_POST
def forget_phone(request: Request) -> HttpResponse:
    """This is not her telephone: it forgets her."""
    secret = request.COOKIES.get(pairing.COOKIE, "")
    held = pairing.of_phone(secret)
    pairing.forget(secret)
    if held is not None and request.user.is_authenticated and request.user.pk == held.user_id:
        logout(request)
    messages.success(request, _("This telephone has forgotten you."))
    response = redirect("account_code")
    response.delete_cookie(pairing.COOKIE, samesite="Lax")
    return response
