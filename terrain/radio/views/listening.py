"""Listening in the studio: what is sealed is opened while it is played, for those who may, and stays on no disk."""

import re
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404

from terrain.core import audit
from terrain.core.http import Request
from terrain.core.models import SealedFile
from terrain.radio.air.ranges import Unsatisfiable
from terrain.radio.enums import Profile
from terrain.radio.models import Episode, LentWords
from terrain.radio.policies.episodes import check_hear, made_it
from terrain.radio.policies.recordings import check_original
from terrain.radio.sounds import ranges

AUDIO = re.compile(r"audio/[A-Za-z0-9.+-]{1,60}")
"""A media type as a telephone may say it: it is told to whoever listens."""
ONCE = 600
"""Seconds within which a player that jumps listens once."""


def streamed(request: Request, file: SealedFile, media_type: str) -> HttpResponseBase:
    """What is sealed, or the part of it that a player asks for; kept nowhere unless the caller says so."""
    size = file.size
    try:
        asked = ranges.asked(request.headers.get("Range", ""), size)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = asked or (0, size - 1)
    response = StreamingHttpResponse(
        ranges.between(file, first, last), status=206 if asked else 200, content_type=media_type
    )
    response.headers["Content-Length"] = str(last - first + 1)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Disposition"] = "inline"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if asked:
        response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _note(request: Request, verb: str, obj: Any, project_id: int) -> None:
    if cache.add(f"{verb}:{request.viewer.user_id}:{obj.pk}", True, ONCE):
        audit.note_read(request, verb, obj, project_id=project_id)


def episode(request: Request, uid: str) -> HttpResponseBase:
    """An episode as it was prepared, in parts as a player asks for them."""
    viewer = request.viewer
    held = get_object_or_404(Episode.objects.visible_to(viewer).select_related("show__station", "sound"), uid=uid)
    check_hear(viewer, held)
    forms: Any = held.sound.renditions.select_related("sealed__key") if held.sound else None
    found = {one.profile: one.sealed for one in forms}
    file = found.get(Profile.STD) or found.get(Profile.ECO)
    if file is None:
        raise Http404
    if not held.is_heard and not made_it(viewer, held):
        _note(request, "radio.episode_heard", held, held.show.station.project_id)
    return streamed(request, file, "audio/mp4")


def testimony(request: Request, uid: str) -> HttpResponseBase:
    """What she told, in her own voice: for herself and for producers. That it was heard is written down."""
    viewer = request.viewer
    found = LentWords.objects.visible_to(viewer).select_related("station", "author", "original__key")
    held = get_object_or_404(found, uid=uid)
    if held.original is None:
        raise Http404
    check_original(viewer, held)
    _note(request, "radio.testimony_heard", held, held.station.project_id)
    media_type = held.original.media_type.split(";")[0]
    return streamed(request, held.original, media_type if AUDIO.fullmatch(media_type) else "audio/webm")
