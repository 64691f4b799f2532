"""Lent voices: what she told, the words she agrees to, and whoever reads them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core import audit
from terrain.core.changing import ChangedMeanwhile
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.radio.actions import testimonies as actions
from terrain.radio.actions.recordings import own_voice
from terrain.radio.enums import Agreed, RecordingFor, VoiceWay
from terrain.radio.forms.studio import TellForm, WordsForm, shows_for
from terrain.radio.models import LentWords, Station
from terrain.radio.policies.recordings import (
    check_agree,
    check_forget,
    check_original,
    check_read_words,
    check_take_back,
    check_testimony,
    check_write,
)
from terrain.radio.policies.stations import check_enter
from terrain.radio.views.recording import recorder


def _one(request: Request, uid: UUID) -> LentWords:
    found = LentWords.objects.visible_to(request.viewer).select_related("station", "author", "original", "episode")
    return get_object_or_404(found, uid=uid)


def testimonies(request: Request) -> HttpResponse:
    """What was told for another voice: her own, everybody's for producers; and words that wait for somebody to read them."""
    check_enter(request.viewer)
    context = {
        "told": LentWords.objects.visible_to(request.viewer).select_related("author")[:100],
        "to_read": LentWords.objects.to_read(request.viewer)[:100],
        "produces": request.viewer.may("radio.produce"),
    }
    return render(request, "radio/studio/testimonies.html", context)


def new(request: Request) -> HttpResponse:
    """Tell something that another voice will read: by voice, or in writing."""
    check_enter(request.viewer)
    station = Station.objects.visible_to(request.viewer).first()
    if station is None:
        return redirect("radio:home")
    hers = own_voice(request.viewer, station)
    start = {"station": station.uid, "author": hers.uid if hers else None, "language": request.viewer.language}
    form = TellForm(request.POST or None, viewer=request.viewer, initial=start)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        author = told["author"] or own_voice(request.viewer, told["station"])
        if author is None:
            form.add_error(None, _("Ask a producer to write you down as a voice first."))
        else:
            said = actions.Told(author=author, words=told["words"], language=told["language"])
            made = actions.tell(told["station"], said, by=request.viewer)
            messages.success(request, _("It is kept. Only you and the producers can open it."))
            return redirect(made)
    context = recorder(request, purpose=RecordingFor.TESTIMONY, way=VoiceWay.LENT, station=station)
    context |= {"tell_form": form}
    return render(request, "radio/studio/new_testimony.html", context, status=422 if form.errors else 200)


def testimony(request: Request, uid: UUID) -> HttpResponse:
    """What she told, for herself and for producers. That it was read is written down."""
    held, viewer = _one(request, uid), request.viewer
    check_testimony(viewer, held)
    audit.note_read(request, "radio.testimony_seen", held, project_id=held.station.project_id)
    context = {
        "testimony": held,
        "words": held.words,
        "is_hers": viewer.user_id is not None and held.author.user_id == viewer.user_id,
        "may_hear": bool(verdict(check_original, viewer, held)),
        "may_write": bool(verdict(check_write, viewer, held)),
        "may_agree": bool(verdict(check_agree, viewer, held)),
        "may_forget": held.original is not None and bool(verdict(check_forget, viewer, held)),
        "may_take_back": bool(verdict(check_take_back, viewer, held)),
    }
    return render(request, "radio/studio/testimony.html", context)


def write(request: Request, uid: UUID) -> HttpResponse:
    """Write down what she said, or change it."""
    held = _one(request, uid)
    check_write(request.viewer, held)
    audit.note_read(request, "radio.testimony_seen", held, project_id=held.station.project_id)
    form = WordsForm(request.POST or None, initial={"words": held.words, "version": held.version})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.write(held, told["words"], version=told["version"], by=request.viewer)
        except ChangedMeanwhile as changed:
            typed = request.POST.copy()
            typed["version"] = str(changed.record.version)
            form = WordsForm(typed)
            form.is_valid()
            form.add_error("words", _("Now it says: %(value)s") % {"value": changed.record.words or "—"})
        else:
            messages.success(request, _("Saved. She agrees to these words before anybody reads them."))
            return redirect(held)
    context = {"form": form, "testimony": held, "may_hear": bool(verdict(check_original, request.viewer, held))}
    return render(request, "radio/studio/words_form.html", context, status=422 if form.errors else 200)


@require_POST
def agree(request: Request, uid: UUID) -> HttpResponse:
    """She agrees to these very words."""
    held = _one(request, uid)
    check_agree(request.viewer, held)
    version = request.POST.get("version", "")
    try:
        actions.agree(held, Agreed.TO_STAFF, version=int(version) if version.isdigit() else 0, by=request.viewer)
    except ChangedMeanwhile:
        messages.warning(request, _("The words were changed meanwhile. Read them again before agreeing."))
    else:
        messages.success(request, _("Agreed. Another host can read these words now, without knowing whose they are."))
    return redirect(held)


@require_POST
def take_up(request: Request, uid: UUID) -> HttpResponse:
    """Another host says: I read these words."""
    held = get_object_or_404(LentWords.objects.to_read(request.viewer).select_related("station", "author"), uid=uid)
    actions.take_up(held, by=request.viewer)
    return redirect("radio:read_testimony", held.uid)


@require_POST
def leave(request: Request, uid: UUID) -> HttpResponse:
    """She leaves the words for somebody else."""
    held = get_object_or_404(LentWords.objects.to_read(request.viewer).select_related("station"), uid=uid)
    actions.leave(held, by=request.viewer)
    return redirect("radio:testimonies")


def read(request: Request, uid: UUID) -> HttpResponse:
    """The words, large, and the recorder under them; whose they are is not said."""
    found = LentWords.objects.to_read(request.viewer).select_related("station", "author")
    held = get_object_or_404(found, uid=uid)
    check_read_words(request.viewer, held)
    show = shows_for(request.viewer).filter(station=held.station).first()
    context = recorder(
        request, purpose=RecordingFor.READING, way=VoiceWay.OWN, station=held.station, show=show, testimony=held
    )
    context |= {"testimony": held, "words": held.words, "is_mine": held.reader_id == request.viewer.user_id}
    return render(request, "radio/studio/read_testimony.html", context)


def _gone(act: Callable[..., None], done: Callable[[], str], then: Callable[[LentWords], Any]) -> Any:
    @require_POST
    def view(request: Request, uid: UUID) -> HttpResponse:
        held = _one(request, uid)
        act(held, by=request.viewer)
        messages.success(request, done())
        return redirect(then(held))

    return view


forget = _gone(actions.forget, lambda: _("The recording is deleted for good. The words stay."), lambda one: one)
take_back = _gone(
    actions.take_back,
    lambda: _("Taken back: the words and the recording are destroyed, and nobody hears them any more."),
    lambda _one: "radio:testimonies",
)
