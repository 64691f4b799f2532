"""A partner's own entry: a secret in the address opens it, and nothing else of the house."""

from collections.abc import Callable
from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from terrain.core.http import Request
from terrain.core.policies import Denied
from terrain.core.quiet import leaving_no_trace
from terrain.core.ui.meanwhile import shown_again
from terrain.network import finding
from terrain.network.actions import suggestions as actions
from terrain.network.actions.directory import ServiceChanged
from terrain.network.actions.links import link_of
from terrain.network.forms.updates import PlacesForm, UpdateForm
from terrain.network.models import Service, UpdateLink

LIMITS = {"update": "60/m/ip"}
"""How many addresses one place may try."""


@leaving_no_trace
@csrf_exempt
def update(request: Request, secret: str) -> HttpResponse:
    """What the entry says; three buttons: all of it is true, so many places are free, this changed.

    The secret alone gives the right to speak, never a cookie: no other site can use anybody's browser for it, and none is set.
    """
    if not ratelimit.consume(request, app="network", action="update", config=LIMITS, limit_get=True):
        return ratelimit.respond_429(request)
    link = link_of(secret)
    if link is None:
        return render(request, "network/partner/over.html", status=404)
    if request.method != "POST":
        return _page(request, link)
    moves: dict[str, Callable[[Request, UpdateLink], HttpResponse]] = {
        "true": _true,
        "places": _places,
        "changes": _changes,
    }
    try:
        return moves.get(request.POST.get("move", ""), _page)(request, link)
    except Denied as denied:
        return render(request, "403.html", {"reason": denied.reason}, status=403)


def _page(
    request: Request,
    link: UpdateLink,
    *,
    places: PlacesForm | None = None,
    form: UpdateForm | None = None,
    notice: str = "",
) -> HttpResponse:
    service = link.service
    context = {
        "told": finding.told([service])[0],
        "until": timezone.localtime(link.until),
        "places": places or PlacesForm(service=service),
        "form": form or UpdateForm(service=service),
        "correcting": form is not None,
        "notice": notice,
    }
    return render(request, "network/partner/update.html", context, status=422 if places or form or notice else 200)


def _thanked(request: Request, link: UpdateLink, waits: bool) -> HttpResponse:
    fresh = Service.objects.select_related("organisation", "project", "place", "keeper").get(pk=link.service_id)
    return render(request, "network/partner/thanks.html", {"told": finding.told([fresh])[0], "waits": waits})


def _true(request: Request, link: UpdateLink) -> HttpResponse:
    version = request.POST.get("version", "")
    try:
        waits = actions.say_true(link, version=int(version) if version.isdecimal() else 0)
    except ServiceChanged:
        return _page(
            request, link, notice=_("This page changed meanwhile. Read it again, then say whether it is true.")
        )
    return _thanked(request, link, waits is not None)


def _places(request: Request, link: UpdateLink) -> HttpResponse:
    form = PlacesForm(request.POST, service=link.service)
    if not form.is_valid():
        return _page(request, link, places=form)
    actions.say_places(link, form.cleaned_data["available"], form.cleaned_data["total"])
    return _thanked(request, link, False)


def _changes(request: Request, link: UpdateLink) -> HttpResponse:
    form = UpdateForm(request.POST, service=link.service)
    if not form.is_valid():
        return _page(request, link, form=form)
    said = form.cleaned_data
    try:
        waits = actions.say_changes(link, form.said, version=said["version"] or 0, said_by=said["said_by"])
    except ServiceChanged as changed:
        return _page(request, link, form=_again(form, changed.service))
    return _thanked(request, link, waits is not None)


def _again(form: Any, now: Service) -> UpdateForm:
    """What she typed stays, and what she did not touch is as it stands now; where both differ, sending again is a choice."""
    words = _("This page changed meanwhile. Look at both, then send again.")
    return shown_again(form, lambda sent: UpdateForm(sent, service=now), words)
