"""Pages about one's own account that django-allauth does not have: coming in, one's name, demo doors, what was typed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from terrain.accounts import invitations, pairing, sessions
from terrain.accounts.actions import change_profile
from terrain.accounts.forms import JoinForm, ProfileForm
from terrain.accounts.models import User
from terrain.accounts.policies import check_open_for
from terrain.accounts.rosters import members
from terrain.core.http import Request
from terrain.core.policies import Denied


def _enter(request: Request, user: User, how: str) -> HttpResponse:
    record_authentication(request, user, method=how)
    return perform_login(request, Login(user=user, email=user.email))


def with_address(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page about e-mail and password: an account that lives without them is told so, not asked for them."""

    @wraps(view)
    def led(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not request.user.email:
            messages.info(request, _("Your account works without e-mail and password."))
            return redirect("account_profile")
        return view(request, *args, **kwargs)

    return led


@login_required
def profile(request: Request) -> HttpResponse:
    """One's own account: name, language, roles, and the ways to the rest."""
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        change_profile(request.user, full_name=data["full_name"], language=data["language"], by=request.viewer)
        messages.success(request, _("Your account is saved."))
        return redirect("account_profile")
    context = {
        "form": form,
        "member": members([request.user])[0],
        "phone": pairing.of_phone(request.COOKIES.get(pairing.COOKIE, "")),
    }
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters("password")
def invitation(request: Request, token: str) -> HttpResponse:
    """The page behind the link of an invitation: choose a name and a password, and come in."""
    try:
        held = invitations.find(token)
        check_open_for(held)
    except invitations.BadLink:
        return _closed(
            request, _("This link is not complete, or a newer one was sent to you. Use the link of the last e-mail.")
        )
    except Denied as denied:
        return _closed(request, str(denied.reason))
    form = JoinForm(request.POST or None, invitation=held)
    if request.method == "POST" and form.is_valid():
        try:
            user = invitations.accept(held, **form.cleaned_data)
        except Denied as denied:
            return _closed(request, str(denied.reason))
        if request.user.is_authenticated:
            logout(request)
        return _enter(request, user, "invitation")
    context = {"form": form, "invitation": held}
    return render(request, "accounts/join.html", context, status=422 if form.errors else 200)


def _closed(request: Request, reason: str) -> HttpResponse:
    return render(request, "accounts/invitation_closed.html", {"reason": reason}, status=410)


@require_POST
def demo_sign_in(request: Request) -> HttpResponse:
    """Come in as a demo person, in a demonstration only."""
    if not settings.DEMO:
        raise Http404
    user = get_object_or_404(User, email=request.POST.get("email", ""), is_demo=True, is_active=True)
    if request.user.is_authenticated:
        logout(request)
    return _enter(request, user, "demo")


@login_required
@never_cache
def typed(request: Request) -> HttpResponse:
    """What had been typed when the session ended, ready to be sent again."""
    kept = sessions.typed_by(request, request.user.pk)
    if kept is None:
        messages.info(request, _("Nothing that you had typed is waiting."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/typed.html", {"kept": kept})


def too_many(request: Request, exception: Exception | None = None) -> HttpResponse:
    """Refused for a while: too many attempts from one place or for one address."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = "300"
    return response
