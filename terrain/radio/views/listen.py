"""What listeners see."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from terrain.core import clock
from terrain.core.http import Request
from terrain.radio import public
from terrain.radio.enums import Part, VoiceWay
from terrain.radio.feeds import podcasts, transcripts, weekzip
from terrain.radio.public import GONE, PublicStation

NEWEST = 6
MEGABYTE = 1_000_000


def open_station(slug: str) -> PublicStation:
    """The radio at this address, or 404."""
    found = public.station(slug)
    if found is None:
        raise Http404
    return found


def gone(request: Request, station: PublicStation) -> HttpResponse:
    """It was here and was taken back; nothing is said of what it was."""
    return render(request, "radio/listen/gone.html", {"station": station}, status=410)


@require_safe
@gzip_page
def radios(request: Request) -> HttpResponse:
    """The radios of this house; straight to the only one."""
    found = public.stations()
    if len(found) == 1:
        return redirect("listen:station", found[0].slug)
    return render(request, "radio/listen/radios.html", {"stations": found})


@require_safe
@gzip_page
def station(request: Request, slug: str) -> HttpResponse:
    """The radio: one press, and what plays."""
    held, now = open_station(slug), clock.now()
    data = public.data_per_hour(held)
    carried = public.last_days(held, now)
    page: dict[str, Any] = {
        "station": held,
        "clock": int(now.timestamp() * 1000),
        "now": public.on_air(held, now),
        "next": public.upcoming(held, now),
        "days": public.week(held, clock.today()),
        "today": clock.today(),
        "shows": public.shows(held),
        "episodes": public.episodes(held, at_most=NEWEST),
        "std": round(data["std"] / MEGABYTE),
        "eco": round(data["eco"] / MEGABYTE),
        "zip_count": len(carried),
        "zip_size": -(-sum(one.size for one in carried) // MEGABYTE),
    }
    response = render(request, "radio/listen/station.html", page)
    response.headers.setdefault("Cache-Control", "no-cache")
    return response


@require_safe
@gzip_page
def week(request: Request, slug: str) -> HttpResponse:
    """This week and the next, to be printed and hung up; and the calendar for telephones."""
    held, monday = open_station(slug), weekzip.week_of(clock.today())
    weeks = [public.week(held, monday), public.week(held, monday + public.WEEK)]
    page = {"station": held, "weeks": weeks, "today": clock.today()}
    return render(request, "radio/listen/week.html", page)


@require_safe
@gzip_page
def helping(request: Request, slug: str) -> HttpResponse:
    """Where a listener in danger turns to."""
    return render(request, "radio/listen/help.html", {"station": open_station(slug)})


@require_safe
@gzip_page
def show(request: Request, slug: str, show: str) -> HttpResponse:
    """A show: who makes it, when it is heard, what was heard."""
    held = open_station(slug)
    found = public.show(held, show)
    if found is None:
        raise Http404
    planned = [place for place in public.upcoming(held, clock.now(), 200) if place.show.pk == found.pk]
    page = {
        "station": held,
        "show": found,
        "places": planned[:7],
        "episodes": public.episodes(held, show=found, at_most=100),
    }
    return render(request, "radio/listen/show.html", page)


@require_safe
@gzip_page
def episode(request: Request, slug: str, uid: Any) -> HttpResponse:
    """An episode, readable without hearing and without scripts."""
    held = open_station(slug)
    found = public.episode(held, uid)
    if found is None:
        raise Http404
    if found is GONE:
        return gone(request, held)
    page = {
        "station": held,
        "episode": found,
        "title": found.title,
        "file": podcasts.episode_file(held, found),
        "day": timezone.localdate(found.published_at),
        "hosts": [name for name, part in found.voices if part == Part.HOST],
        "others": [name for name, part in found.voices if part != Part.HOST],
        "chapters": [(f"{at // 60}:{at % 60:02d}", words) for at, words in found.chapters],
        "paragraphs": transcripts.paragraphs(found.transcript),
        "is_changed": found.changed == VoiceWay.CHANGED,
        "is_lent": found.changed == VoiceWay.LENT,
        "minutes": max(1, round(found.seconds / 60)),
        "megabytes": -(-found.size // MEGABYTE),
    }
    return render(request, "radio/listen/episode.html", page)
