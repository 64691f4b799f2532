"""Going live: getting ready, the page of the broadcast, what the telephone sends, and the button that cuts."""

import hashlib
import json
import math
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from terrain.core import clock
from terrain.core.http import Request
from terrain.core.policies import Denied, verdict
from terrain.radio.actions import live as actions
from terrain.radio.forms.live import AnnounceForm, OpenForm
from terrain.radio.live import pieces
from terrain.radio.live.turns import MOUTH_TO_EAR
from terrain.radio.models import LiveBroadcast, LiveSlot
from terrain.radio.policies.live import check_cut, check_open, check_send, check_watch, is_watched
from terrain.radio.policies.stations import check_enter
from terrain.radio.slots import begins, slot_at


def _one(request: Request, uid: str) -> LiveBroadcast:
    seen = LiveBroadcast.objects.visible_to(request.viewer).select_related(
        "station__project", "show", "voice", "watched_by"
    )
    return get_object_or_404(seen, uid=uid)


def lives(request: Request) -> HttpResponse:
    """Who is live, and getting ready oneself."""
    check_enter(request.viewer)
    form = AnnounceForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.announce(said["show"], said["voice"], way=said["way"], slip=said["slip"], by=request.viewer)
        except Denied as denied:
            form.add_error(None, str(denied.reason))
        else:
            return redirect(made)
    seen = LiveBroadcast.objects.visible_to(request.viewer).select_related("show", "voice")
    page = {"form": form, "running": seen.running(), "before": seen.exclude(ended_at=None)[:10]}
    return render(request, "radio/live/lives.html", page, status=422 if form.errors else 200)


def live(request: Request, uid: str) -> HttpResponse:
    """The broadcast: for her a microphone and a countdown, for the producer an ear and the button that cuts."""
    found = _one(request, uid)
    page = {
        "live": found,
        "form": OpenForm(),
        "sends": verdict(check_send, request.viewer, found),
        "may_open": verdict(check_open, request.viewer, found),
        "may_watch": verdict(check_watch, request.viewer, found),
        "is_watched": is_watched(found),
        "may_cut": verdict(check_cut, request.viewer, found),
        "avoided": found.voice.avoided if verdict(check_send, request.viewer, found) else (),
    }
    return render(request, "radio/live/live.html", page)


def _state(found: LiveBroadcast) -> dict[str, Any]:
    now = clock.now()
    heard = LiveSlot.objects.filter(live=found).order_by("-slot").values_list("slot", flat=True).first()
    first = LiveSlot.objects.filter(live=found).order_by("slot").values_list("slot", flat=True).first()
    return {
        "state": found.state,
        "now": now.timestamp(),
        "begins": begins(first or found.slot_from).timestamp() if found.slot_from is not None else None,
        "speak": begins(found.slot_from - MOUTH_TO_EAR).timestamp() if found.slot_from is not None else None,
        "quiet": begins(found.slot_to - MOUTH_TO_EAR).timestamp() if found.slot_to is not None else None,
        "heard": heard is not None and first is not None and first <= slot_at(now) <= heard,
        "watched": is_watched(found),
        "watcher": str(found.watched_by or "") if is_watched(found) else "",
        "held": {str(take): len(numbers) for take, numbers in pieces.held(found.uid).items()},
        "kept": found.kept_at is not None,
    }


@require_safe
@never_cache
def state(request: Request, uid: str) -> HttpResponse:
    """Where the broadcast stands, for the page's own clock: instants in Unix time, pieces that arrived of each take."""
    return JsonResponse(_state(_one(request, uid)) | {"token": get_token(request)})


def _age(request: Request) -> float:
    """How many seconds ago a piece was spoken, as the telephone says."""
    try:
        said = float(request.headers.get("X-Age", "0"))
    except ValueError:
        return 0
    return min(max(said, 0), 86_400) if math.isfinite(said) else 0


@require_POST
def chunk(request: Request, uid: str, take: int, number: int) -> HttpResponse:
    """A piece of sound, as it stands in the body; sent again it changes nothing. 409: the number was used for something else; 410: too late."""
    found, content = _one(request, uid), request.body
    if found.kept_at is not None:
        return JsonResponse({"kept": False}, status=410)
    wanted = request.headers.get("X-Sha256", "")
    if wanted and wanted != hashlib.sha256(content).hexdigest():
        return JsonResponse({"kept": False}, status=422)
    try:
        fresh = actions.receive(found, take, number, content, age=_age(request), by=request.viewer)
    except pieces.Clash:
        return JsonResponse({"kept": False}, status=409)
    except pieces.TooLarge:
        return JsonResponse({"kept": False}, status=413)
    return JsonResponse({"kept": True, "fresh": fresh})


@require_POST
def watch(request: Request, uid: str) -> HttpResponse:
    """A producer says that she listens and can cut."""
    found = _one(request, uid)
    actions.watch(found, by=request.viewer)
    return redirect(found)


@require_POST
def open_air(request: Request, uid: str) -> HttpResponse:
    """On air, as soon as there is a free slot."""
    found = _one(request, uid)
    form = OpenForm(request.POST)
    minutes = form.cleaned_data["minutes"] if form.is_valid() else 30
    actions.open_air(found, minutes=minutes, by=request.viewer)
    return redirect(found)


@require_POST
def cut(request: Request, uid: str) -> HttpResponse:
    """Off the air, from the next slot."""
    found = _one(request, uid)
    actions.cut(found, by=request.viewer)
    messages.success(request, _("Cut. The planned programme takes over within seconds."))
    return redirect(found)


def _takes(request: Request) -> dict[str, int]:
    try:
        said = json.loads(request.POST.get("takes") or "{}")
        return {str(int(take)): int(count) for take, count in said.items()}
    except (ValueError, AttributeError, TypeError, OverflowError, RecursionError):
        return {}


@require_POST
def close(request: Request, uid: str) -> HttpResponse:
    """She ends it; what her telephone still holds goes on arriving."""
    found = _one(request, uid)
    actions.close(found, _takes(request), by=request.viewer)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"closed": True})
    messages.success(request, _("The broadcast is over. It is kept as a draft of your show."))
    return redirect(found)


@require_POST
def desk(request: Request, uid: str) -> HttpResponse:
    """The password for a mixing desk, shown once."""
    found = _one(request, uid)
    password = actions.open_desk(found, by=request.viewer)
    path = f"/air/{found.station.slug}/source/{found.uid}"
    page = {
        "live": found,
        "password": password,
        "host": request.get_host(),
        "path": path,
        "back": reverse("radio:live", args=[uid]),
    }
    response = render(request, "radio/live/desk.html", page)
    response["Cache-Control"] = "no-store"
    return response
