"""The studio: three buttons, and what became of what was recorded."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.radio import saying
from terrain.radio.consent import consents
from terrain.radio.enums import EpisodeState, Part, Scope
from terrain.radio.models import Episode, EpisodeVoice, LentWords, Station, Voice
from terrain.radio.models.recordings import CHUNK_SIZE
from terrain.radio.policies.episodes import check_approve_at_all, check_hear
from terrain.radio.policies.stations import check_enter
from terrain.radio.sounds import waves

PER_PAGE = 20
SOME = 5
Row = dict[str, Any]


def _seen(request: Request) -> QuerySet[Episode]:
    found = Episode.objects.visible_to(request.viewer).exclude(state=EpisodeState.WITHDRAWN)
    return found.select_related("show__station", "sound").prefetch_related("parts__voice")


def _hers(request: Request) -> QuerySet[Episode]:
    """What she made, or is heard in under her own name."""
    who = request.viewer.user_id or 0
    heard = EpisodeVoice.objects.filter(voice__user_id=who).exclude(part=Part.AUTHOR)
    return _seen(request).filter(Q(made_by_id=who) | Q(pk__in=heard.values("episode_id")))


def _waiting(request: Request) -> list[Episode]:
    """What waits for a second person, and she may be that person."""
    found = _seen(request).filter(state=EpisodeState.REVIEW).order_by("sent_at", "pk")
    return [one for one in found[:200] if verdict(check_approve_at_all, request.viewer, one)]


def rows_of(request: Request, found: Any) -> list[Row]:
    """Each episode with its picture and whether it can be listened to."""
    return [
        {
            "episode": one,
            "wave": waves.drawn(bytes(one.sound.waveform)) if one.sound else "",
            "spans": len(one.sound.waveform) if one.sound else 0,
            "may_hear": bool(verdict(check_hear, request.viewer, one)),
        }
        for one in found
    ]


def home(request: Request) -> HttpResponse:
    """Where a host begins: record, listen again, publish."""
    check_enter(request.viewer)
    viewer = request.viewer
    hers = _hers(request)
    context = {
        "stations": Station.objects.visible_to(viewer).select_related("project"),
        "rows": rows_of(request, hers[:SOME]),
        "ready": hers.filter(state=EpisodeState.APPROVED).count(),
        "waiting": len(_waiting(request)),
        "has_voice": Voice.objects.filter(user_id=viewer.user_id or 0).exists(),
        "produces": viewer.may("radio.produce"),
        "to_read": LentWords.objects.to_read(viewer).count(),
        "told": LentWords.objects.visible_to(viewer).count(),
        "said": saying.recorder(),
        "chunk_size": CHUNK_SIZE,
    }
    return render(request, "radio/home.html", context)


def mine(request: Request) -> HttpResponse:
    """Her own pieces, each with a button to listen again and its state in words."""
    check_enter(request.viewer)
    page = Paginator(_hers(request), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": rows_of(request, page.object_list)}
    return render(request, "radio/studio/mine.html", context)


def to_publish(request: Request) -> HttpResponse:
    """What she can publish now, what waits for a second person, and what is still to be sent to one."""
    check_enter(request.viewer)
    found = list(_hers(request).exclude(state=EpisodeState.PUBLISHED)[:100])
    ready = [one for one in found if one.state == EpisodeState.APPROVED]
    context = {
        "ready": [(one, consents.lacking_said(one, Scope.AIR)) for one in ready],
        "review": [one for one in found if one.state == EpisodeState.REVIEW],
        "drafts": [one for one in found if one.state == EpisodeState.DRAFT],
    }
    return render(request, "radio/studio/to_publish.html", context)


def to_review(request: Request) -> HttpResponse:
    """What others made and waits for a second person."""
    check_enter(request.viewer)
    return render(request, "radio/studio/to_review.html", {"rows": rows_of(request, _waiting(request))})
