"""The hints of the studio, spoken by a producer, and heard by those who make the radio."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core.http import Request
from terrain.radio import hints as spoken
from terrain.radio.actions import hints as actions
from terrain.radio.enums import Profile, SoundState
from terrain.radio.models import Hint
from terrain.radio.policies.stations import check_hints
from terrain.radio.sounds import preparing
from terrain.radio.views.listening import streamed
from terrain.radio.views.recording import speaking
from terrain.radio.views.records import framed, one_station

KEPT = "private, max-age=86400"
"""A day on the telephone of whoever heard it: what is recorded anew has another address."""
WAITS = {SoundState.WAITING, SoundState.PREPARING}


def _one_hint(request: Request, uid: str) -> Hint:
    found = Hint.objects.visible_to(request.viewer).select_related("station", "sound")
    return get_object_or_404(found, sound__uid=uid)


def hints(request: Request, slug: str) -> HttpResponse:
    """Every hint of the studio in one language of the station, and what was recorded of it."""
    held = one_station(request, slug)
    check_hints(request.viewer, held)
    offered = spoken.languages_of(held)
    asked = request.GET.get("language") or (get_language() or "")[:2]
    language = asked if asked in offered else offered[0]
    found = spoken.lines(held, language)
    rows = [
        {
            "line": one,
            "waits": one.newest is not None and one.newest.sound.state in WAITS,
            "refusal": preparing.refusal_of(one.newest.sound) if one.newest else "",
        }
        for one in found
    ]
    names = dict(settings.LANGUAGES)
    context = {
        "rows": rows,
        "language": language,
        "languages": [(code, names[code]) for code in offered],
        "done": sum(one.heard is not None for one in found),
    }
    return render(request, "radio/hints/hints.html", framed(request, held, "radio:hints", **context))


def record(request: Request, slug: str, key: str, language: str) -> HttpResponse:
    """The recorder for one hint in one language."""
    held = one_station(request, slug)
    return render(request, "radio/hints/record.html", speaking(request, held, key, language))


def hear(request: Request, uid: str) -> HttpResponseBase:
    """A hint as it was recorded, for those who make this radio."""
    hint = _one_hint(request, uid)
    form = hint.sound.renditions.filter(profile=Profile.MP3).select_related("sealed__key").first()
    if form is None or hint.sound.state != SoundState.READY:
        raise Http404
    response = streamed(request, form.sealed, "audio/mpeg")
    response.headers["Cache-Control"] = KEPT
    return response


@require_POST
def take_away(request: Request, uid: str) -> HttpResponse:
    """Nobody hears it any more."""
    hint = _one_hint(request, uid)
    actions.take_away_hint(hint, by=request.viewer)
    messages.success(request, _("It is taken away, and its files are destroyed."))
    return redirect(hint)
