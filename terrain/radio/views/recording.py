"""Recording in the browser, and sending it part by part; without a script, a file in a form."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core import audit, files
from terrain.core.http import Request
from terrain.core.policies import Denied
from terrain.core.ui.keeping import keeping
from terrain.radio import saying
from terrain.radio.actions import recordings as actions
from terrain.radio.enums import RecordingFor, RecordingState, VoiceWay
from terrain.radio.forms.studio import BeginForm, UploadForm, shows_for
from terrain.radio.hints import HINTS, languages_of, written
from terrain.radio.models import Recording, Show, Station, Voice
from terrain.radio.models.recordings import CHUNK_SIZE
from terrain.radio.policies.stations import check_enter, check_hints

MEGABYTES = 1 << 20


def choose(request: Request) -> HttpResponse:
    """How should your voice be heard? Asked before anything is recorded."""
    check_enter(request.viewer)
    return render(request, "radio/studio/choose_voice.html", {"shows": shows_for(request.viewer).exists()})


def _first_show(request: Request) -> Show | None:
    """The show for which she most likely records: one she hosts, else any."""
    hosted = shows_for(request.viewer).filter(hosts__user_id=request.viewer.user_id or 0).first()
    return hosted or shows_for(request.viewer).first()


def recorder(request: Request, *, purpose: str, way: str, station: Station, **more: Any) -> dict[str, Any]:
    """What the recorder on a page needs. ``more``: the show, the testimony that is read, the hint that is spoken and in which language, the
    form that was sent."""
    voice = Voice.objects.filter(project_id=station.project_id, user_id=request.viewer.user_id or 0).first()
    avoided = voice.avoided if voice is not None else ()
    if avoided:
        audit.note_read(request, "radio.avoided_read", voice, project_id=station.project_id)
    show, testimony = more.get("show"), more.get("testimony")
    initial = {
        "purpose": purpose,
        "way": way,
        "station": station.uid,
        "show": show.uid if show else None,
        "testimony": testimony.uid if testimony else None,
        "hint": more.get("hint", ""),
        "language": more.get("language", ""),
    }
    form = more.get("form") or UploadForm(viewer=request.viewer, initial=initial)
    offered: Any = form.fields["show"]
    several = purpose not in {RecordingFor.TESTIMONY, RecordingFor.HINT} and offered.queryset.count() > 1
    return {
        "form": form,
        "purpose": purpose,
        "way": way,
        "avoided": avoided,
        "several_shows": several,
        "show_uid": str(show.uid) if show else "",
        "said": saying.recorder(),
        "chunk_size": CHUNK_SIZE,
        "has_voice": voice is not None,
    }


def speaking(request: Request, station: Station, key: str, language: str, **more: Any) -> dict[str, Any]:
    """What the recorder of a spoken hint needs; 404 for a hint or a language that the station does not have."""
    check_hints(request.viewer, station)
    if key not in HINTS or language not in languages_of(station):
        raise Http404
    told = recorder(
        request, purpose=RecordingFor.HINT, way=VoiceWay.OWN, station=station, hint=key, language=language, **more
    )
    hint = {"key": key, "language": language, "title": HINTS[key].title, "words": written(key, language)}
    return {**told, "station": station, "hint": hint, "language_name": dict(settings.LANGUAGES)[language]}


def record(request: Request, way: str) -> HttpResponse:
    """The recorder, for her own voice or a changed one."""
    check_enter(request.viewer)
    if way not in {VoiceWay.OWN, VoiceWay.CHANGED}:
        raise Http404
    show = _first_show(request)
    if show is None:
        return redirect("radio:choose_voice")
    context = recorder(request, purpose=RecordingFor.EPISODE, way=way, station=show.station, show=show)
    return render(request, "radio/studio/record.html", context)


def ticket(request: Request) -> HttpResponse:
    """What a page that was left open needs to go on sending: a fresh mark against forgery, and whose session this is."""
    check_enter(request.viewer)
    return JsonResponse({"token": get_token(request), "mark": keeping(request)["keep_mark"]})


Answer = Callable[..., HttpResponse]


def _spoken(view: Answer) -> Answer:
    """Refusals as words for the script that asked, not as a page."""

    def answer(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Denied as denied:
            return JsonResponse({"words": str(denied.reason), "code": "denied"}, status=403)
        except Http404:
            return JsonResponse({"words": saying.unfit("gone"), "code": "gone"}, status=404)
        except actions.Unfit as unfit:
            conflict = unfit.code in {"mangled", "other", "size", "lacking"}
            told = {"words": saying.unfit(unfit.code), "code": unfit.code}
            return JsonResponse(told, status=409 if conflict else 410 if unfit.code == "gone" else 422)

    return answer


def _own(request: Request, uid: UUID) -> Recording:
    return get_object_or_404(Recording.objects.visible_to(request.viewer).select_related("station"), uid=uid)


@require_POST
@_spoken
def begin(request: Request, uid: UUID) -> HttpResponse:
    """Announce a recording; the answer says which parts are here already."""
    check_enter(request.viewer)
    before = Recording.objects.filter(uid=uid).exclude(made_by_id=request.viewer.user_id)
    if before.exists():
        raise Http404
    there = Recording.objects.visible_to(request.viewer).filter(uid=uid).first()
    if there is None or there.state == RecordingState.ARRIVING:
        form = BeginForm(request.POST, viewer=request.viewer)
        if not form.is_valid():
            return JsonResponse({"words": saying.unfit("announced"), "code": "announced"}, status=422)
        told = form.cleaned_data
        more = {name: told[name] for name in ("cut_from", "cut_to", "from_file", "media_type")}
        there = actions.begin(
            uid, told["station"], form.said(**more), size=told["size"], milliseconds=told["milliseconds"],
            by=request.viewer,
        )  # fmt: skip
    return JsonResponse({"lacking": actions.lacking(there), "state": there.state})


@require_POST
@_spoken
def chunk(request: Request, uid: UUID, number: int) -> HttpResponse:
    """One part: the body is its bytes, ``X-Sha256`` their fingerprint. Sent again, nothing changes."""
    recording = _own(request, uid)
    if int(request.headers.get("Content-Length") or 0) > CHUNK_SIZE:
        raise actions.Unfit("size")
    actions.take_chunk(recording, number, request.body, request.headers.get("X-Sha256", ""), by=request.viewer)
    return JsonResponse({"number": number})


@require_POST
@_spoken
def finish(request: Request, uid: UUID) -> HttpResponse:
    """Everything was sent; the answer says where she goes on."""
    made = actions.finish(_own(request, uid), by=request.viewer)
    if made is None:
        raise Http404
    return JsonResponse({"next": made.get_absolute_url()})


@require_POST
@_spoken
def drop(request: Request, uid: UUID) -> HttpResponse:
    """She gives it up."""
    actions.drop(_own(request, uid), by=request.viewer)
    return JsonResponse({"dropped": True})


@require_POST
def upload(request: Request) -> HttpResponse:
    """A file from a form, for telephones without scripts."""
    check_enter(request.viewer)
    form = UploadForm(request.POST, request.FILES, viewer=request.viewer)
    if form.is_valid():
        told, file = form.cleaned_data, form.cleaned_data["file"]
        said = form.said(from_file=True, media_type=(file.content_type or "")[:100])
        try:
            made = actions.upload(
                told["station"], said, file.file, name=file.name, slip=told["slip"], by=request.viewer
            )
        except files.TooLarge as large:
            size = {"size": large.limit // MEGABYTES}
            form.add_error("file", _("This is larger than %(size)d MB. Cut it, or send it in two.") % size)
        except actions.Unfit as unfit:
            form.add_error("file", saying.unfit(unfit.code))
        else:
            messages.success(request, _("It arrived. It is being prepared: a few moments, then you can listen to it."))
            return redirect(made)
    return _again(request, form)


def _again(request: Request, form: UploadForm) -> HttpResponse:
    """The form with what is wrong."""
    told = form.cleaned_data if hasattr(form, "cleaned_data") else {}
    station, testimony = told.get("station"), told.get("testimony")
    if station is None or "purpose" not in told:
        raise Http404
    if told["purpose"] == RecordingFor.HINT:
        context = speaking(request, station, told.get("hint", ""), told.get("language", ""), form=form)
        return render(request, "radio/hints/record.html", context, status=422)
    context = recorder(
        request, purpose=told["purpose"], way=told.get("way", VoiceWay.OWN), station=station,
        show=told.get("show"), testimony=testimony, form=form,
    )  # fmt: skip
    return render(request, "radio/studio/record.html", context, status=422)
