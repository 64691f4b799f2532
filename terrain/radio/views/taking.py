"""What listeners take along: feeds, transcripts, the calendar, the week in a zip."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext, override
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from terrain.core import clock
from terrain.core.http import Request
from terrain.core.texts import said
from terrain.radio import public
from terrain.radio.air.fragments import path_of
from terrain.radio.feeds import podcasts, weekzip
from terrain.radio.feeds.podcasts import Feed
from terrain.radio.public import GONE, PublicEpisode, PublicShow, PublicStation
from terrain.radio.views.listen import gone, open_station

FRESH = "public, max-age=60"
"""What is taken back is out of every cache within a minute."""
WEEKS = 4


def _conditional(request: Request, body: bytes, changed: datetime, media_type: str) -> HttpResponse:
    """The answer, or that nothing changed since the reader last asked."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    stamp = int(changed.timestamp())
    full = HttpResponse(body, content_type=media_type)
    response: Any = get_conditional_response(request, etag, stamp, full)
    response["ETag"], response["Last-Modified"] = etag, http_date(stamp)
    response["Cache-Control"] = FRESH
    return response


def _feed(request: Request, station: PublicStation, show: PublicShow | None) -> HttpResponse:
    now = public.on_air(station, clock.now())
    is_ours = show is None or (now.show is not None and now.show.pk == show.pk)
    feed = Feed(
        station,
        show,
        public.podcast(station, show=show),
        public.changed_at(station, show=show),
        (now, now.begins) if now.is_live and now.begins is not None and is_ours else None,
    )
    return _conditional(request, podcasts.rss(feed), feed.changed_at, "application/rss+xml; charset=utf-8")


@require_safe
def feed(request: Request, slug: str) -> HttpResponse:
    """The podcast of the whole station."""
    return _feed(request, open_station(slug), None)


@require_safe
def show_feed(request: Request, slug: str, show: str) -> HttpResponse:
    """The podcast of a show."""
    held = open_station(slug)
    found = public.show(held, show)
    if found is None:
        raise Http404
    return _feed(request, held, found)


def _heard(request: Request, slug: str, uid: Any) -> PublicEpisode | HttpResponse:
    held = open_station(slug)
    found = public.episode(held, uid)
    if found is None:
        raise Http404
    return gone(request, held) if found is GONE else found


@require_safe
def transcript(request: Request, slug: str, uid: Any) -> HttpResponse:
    """An episode's transcript, as players show it while it is heard."""
    found = _heard(request, slug, uid)
    if isinstance(found, HttpResponse):
        return found
    if not found.transcript:
        raise Http404
    return _conditional(request, found.transcript.encode(), found.published_at, "text/vtt; charset=utf-8")


@require_safe
def chapters(request: Request, slug: str, uid: Any) -> HttpResponse:
    """An episode's chapters, as podcast players read them."""
    found = _heard(request, slug, uid)
    if isinstance(found, HttpResponse):
        return found
    if not found.chapters:
        raise Http404
    response = JsonResponse(podcasts.chapters(found), content_type="application/json+chapters")
    response["Cache-Control"] = FRESH
    return response


@require_safe
def calendar(request: Request, slug: str) -> HttpResponse:
    """What is planned in the coming weeks, for a telephone's calendar: each day by itself, so that a change is seen."""
    held, today = open_station(slug), clock.today()
    made = Calendar()
    made.add("prodid", "-//Terrain//radio//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", said(held.name))
    made.add("refresh-interval;value=duration", "PT12H")
    page = podcasts.absolute(reverse("listen:station", args=[held.slug]))
    for place in public.places(held, today, today + timedelta(weeks=WEEKS)):
        event = Event()
        event.add("uid", f"{place.key}-{timezone.localdate(place.begins):%Y%m%d}@terrain")
        event.add("dtstamp", place.begins)
        event.add("dtstart", place.begins)
        event.add("dtend", place.ends)
        event.add("summary", said(place.show.title))
        event.add("description", said(place.show.summary))
        event.add("url", page)
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    response = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = FRESH
    return response


def _named(number: int, episode: PublicEpisode) -> str:
    day = timezone.localdate(episode.published_at)
    return f"{number:02d}-{day:%Y-%m-%d}-{episode.show.slug}.mp3"


@require_safe
def week_zip(request: Request, slug: str) -> HttpResponseBase:
    """The last seven days in one file."""
    held, now = open_station(slug), clock.now()
    found = [(one, path_of(str(one.sound), "mp3")) for one in public.last_days(held, now)]
    sounds = [
        weekzip.Sound(one, _named(number, one), path)
        for number, (one, path) in enumerate(((one, path) for one, path in found if path.is_file()), 1)
    ]
    if not sounds:
        raise Http404
    day = clock.today()
    texts = [("index.html", _offline(held, sounds, weekzip.new_code(held, day))), ("radio.m3u", _playlist(sounds))]
    moment = timezone.localtime(now).timetuple()[:6]
    try:
        turn = weekzip.Turn(weekzip.pieces(texts, sounds, moment))
    except weekzip.Busy:
        return _busy(request, held)
    response = StreamingHttpResponse(turn, content_type="application/zip")
    if (length := weekzip.length(texts, sounds)) is not None:
        response["Content-Length"] = str(length)
    response["Content-Disposition"] = f'attachment; filename="{held.slug}-{day:%Y-%m-%d}.zip"'
    response["Cache-Control"] = "no-store"
    return response


def _busy(request: Request, station: PublicStation) -> HttpResponse:
    response = render(request, "radio/listen/busy.html", {"station": station}, status=503)
    response["Retry-After"] = "300"
    return response


def _offline(station: PublicStation, sounds: list[weekzip.Sound], code: str) -> str:
    club = podcasts.absolute(reverse("listen:club", args=[station.slug]))
    parts = []
    for language in ("fr", "ar"):
        with override(language):
            page = {
                "station": station,
                "sounds": sounds,
                "code": weekzip.spoken(code),
                "club": club,
                "language": language,
            }
            parts.append(render_to_string("radio/listen/offline_part.html", page))
    return render_to_string("radio/listen/offline.html", {"station": station, "parts": parts})


def _playlist(sounds: list[weekzip.Sound]) -> str:
    lines = ["#EXTM3U"]
    for sound in sounds:
        title = sound.episode.title or said(sound.episode.show.title) or gettext("Episode")
        lines += [f"#EXTINF:{sound.episode.seconds},{' '.join(title.split())}", sound.name]
    return "\n".join(lines) + "\n"
