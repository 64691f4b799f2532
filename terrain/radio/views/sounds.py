"""Jingles, and what plays when nothing is planned."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core import files
from terrain.core.changing import ChangedMeanwhile
from terrain.core.http import Request
from terrain.core.policies import Denied, verdict
from terrain.radio.actions import sounds as actions
from terrain.radio.air.horizon import INTERLUDE
from terrain.radio.enums import Profile, SoundKind, SoundState
from terrain.radio.forms.sounds import SoundForm
from terrain.radio.models import Sound, Station
from terrain.radio.policies.stations import check_sound, check_station
from terrain.radio.sounds import preparing
from terrain.radio.views.records import asked, framed, one_station

HELD = (SoundKind.JINGLE, SoundKind.FALLBACK)
STEPS = {"up": -1, "down": 1}


def _one_sound(request: Request, uid: str) -> Sound:
    projects = request.viewer.projects("radio.host")
    found = Sound.objects.filter(kind__in=HELD).select_related("station__project")
    if projects is not None:
        found = found.filter(station__project_id__in=projects)
    return get_object_or_404(found, uid=uid)


def _sounds(station: Station, *kinds: str) -> list[Sound]:
    found = Sound.objects.filter(station=station, kind__in=kinds).exclude(state=SoundState.GONE)
    return list(found.defer("waveform").order_by("kind", "title", "pk"))


def fallback(request: Request, slug: str) -> HttpResponse:
    """What plays when nothing is planned, in which order; never nothing."""
    held = one_station(request, slug)
    if request.method == "POST":
        return _reorder(request, held)
    version, order = actions.order_of(held)
    by_key = {sound.pk: sound for sound in _sounds(held, *HELD)}
    lines = [(key, by_key.get(key)) for key in order if key == INTERLUDE or key in by_key]
    resting = [sound for key, sound in by_key.items() if key not in order and sound.kind == SoundKind.FALLBACK]
    context = {
        "version": version,
        "lines": lines,
        "resting": resting,
        "interlude_rests": INTERLUDE not in order,
        "seconds": sum(sound.milliseconds for _key, sound in lines if sound) // 1000,
    }
    return render(request, "radio/fallback.html", framed(request, held, "radio:fallback", **context))


def _reorder(request: Request, held: Station) -> HttpResponse:
    """``do`` says what: ``up 12``, ``down 12``, ``out 12``, ``in 12``; 0 is the shipped music."""
    check_station(request.viewer, held)
    step, _space, written = request.POST.get("do", "").partition(" ")
    seen = request.POST.get("version", "")
    if not written.isdecimal() or not seen.isdecimal():
        raise Http404
    _version, order = actions.order_of(held)
    try:
        actions.order_fallback(held, _moved(order, step, int(written)), seen=int(seen), by=request.viewer)
    except ChangedMeanwhile:
        messages.error(request, _("A colleague changed the order meanwhile. Look at it, then change it again."))
    except Denied as denied:
        messages.error(request, str(denied.reason))
    else:
        messages.success(request, _("Saved. It is heard from about two minutes from now on."))
    return redirect("radio:fallback", held.slug)


def _moved(order: list[int], step: str, key: int) -> list[int]:
    """The order after one step."""
    if step == "in":
        return order if key in order else [*order, key]
    if key not in order:
        return order
    rest = [one for one in order if one != key]
    if step == "out":
        return rest
    place = max(0, order.index(key) + STEPS.get(step, 0))
    return [*rest[:place], key, *rest[place:]]


def jingles(request: Request, slug: str) -> HttpResponse:
    """Short sounds by which the radio is known, and who gave the right to play them."""
    held = one_station(request, slug)
    _version, order = actions.order_of(held)
    context = {"sounds": _sounds(held, SoundKind.JINGLE), "order": set(order), "version": _version}
    return render(request, "radio/jingles.html", framed(request, held, "radio:jingles", **context))


def new_sound(request: Request, slug: str) -> HttpResponse:
    """Bring a file of sound."""
    held = one_station(request, slug)
    check_station(request.viewer, held)
    kind = request.GET.get("kind", SoundKind.FALLBACK)
    form = SoundForm(request.POST or None, request.FILES or None, initial={"kind": kind})
    if request.method == "POST" and form.is_valid():
        try:
            sound = actions.bring_sound(held, form.brought, slip=form.cleaned_data["slip"], by=request.viewer)
        except files.TooLarge as large:
            words = _("This file is larger than %(size)s MB. Cut it, or save it smaller.")
            form.add_error("file", words % {"size": large.limit >> 20})
        except Denied as denied:
            form.add_error("rights", str(denied.reason))
        else:
            messages.success(request, _("The file is kept. It is now being prepared."))
            return redirect("radio:sound", sound.uid)
    return asked(request, "radio/sound_form.html", form, station=held, kind=kind)


def sound(request: Request, uid: str) -> HttpResponse:
    """A jingle or a piece of music: whether it is ready, its rights, listening to it."""
    held = _one_sound(request, uid)
    version, order = actions.order_of(held.station)
    here = "radio:jingles" if held.kind == SoundKind.JINGLE else "radio:fallback"
    context: dict[str, Any] = {
        "sound": held,
        "version": version,
        "plays": held.pk in order,
        "waits": held.state in {SoundState.WAITING, SoundState.PREPARING},
        "heard": held.state == SoundState.READY and _mp3(held) is not None,
        "refusal": preparing.refusal_of(held),
        "may_change": bool(verdict(check_sound, request.viewer, held)),
    }
    return render(request, "radio/sound.html", framed(request, held.station, here, **context))


def _mp3(held: Sound) -> Any:
    return held.renditions.filter(profile=Profile.MP3).select_related("sealed__key").first()


def hear_sound(request: Request, uid: str) -> HttpResponseBase:
    """The sound itself, for those who make the radio."""
    held = _one_sound(request, uid)
    form = _mp3(held) if held.state == SoundState.READY else None
    if form is None:
        raise Http404
    response = StreamingHttpResponse(files.pieces(form.sealed), content_type="audio/mpeg")
    response["Content-Length"] = str(form.sealed.size)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def take_away(request: Request, uid: str) -> HttpResponse:
    """A sound is heard no more."""
    held = _one_sound(request, uid)
    check_sound(request.viewer, held)
    actions.take_away(held, by=request.viewer)
    messages.success(request, _("It is taken away: heard no more from now on, and its files are destroyed."))
    return redirect("radio:jingles" if held.kind == SoundKind.JINGLE else "radio:fallback", held.station.slug)
