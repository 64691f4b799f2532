"""An episode in the studio: its state in words, what is said of it, a second person, publishing, taking away."""

from collections.abc import Callable
from functools import partial
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
from terrain.core.policies import Denied, verdict
from terrain.radio.actions import episodes as actions
from terrain.radio.actions.withdrawing import withdraw_episode
from terrain.radio.consent import consents
from terrain.radio.enums import EpisodeState, Part, Scope, SoundState, VoiceKind
from terrain.radio.forms.studio import ApproveForm, EpisodeForm, SendBackForm, VoicesForm, WithdrawForm
from terrain.radio.models import Episode, Message
from terrain.radio.policies.episodes import (
    check_approve,
    check_approve_at_all,
    check_change,
    check_publish,
    check_send,
    check_send_back,
    check_withdraw,
)
from terrain.radio.sounds import preparing
from terrain.radio.views.studio import rows_of


def _one(request: Request, uid: UUID) -> Episode:
    found = Episode.objects.visible_to(request.viewer).select_related("show__station", "sound", "approved_by")
    found = found.prefetch_related("parts__voice__key")
    return get_object_or_404(found, uid=uid)


def _heard_in(request: Request, held: Episode) -> list[Any]:
    """Who is heard, without the one whose words are lent: for producers alone."""
    told = held.parts.select_related("voice").order_by("part", "voice__air_name")
    if not request.viewer.may("radio.produce", held.show.station.project_id):
        told = told.exclude(part=Part.AUTHOR)
    return list(told)


def _avoided(request: Request, held: Episode) -> list[str]:
    """Names that must not be heard, of everybody in it; what the author avoids would tell who she is, and is for producers."""
    heard = _heard_in(request, held)
    names = sorted({name for one in heard for name in one.voice.avoided})
    if names:
        audit.note_read(request, "radio.avoided_read", held, project_id=held.show.station.project_id)
    return names


def _refusal(held: Episode) -> str:
    if held.sound is None or held.sound.state != SoundState.REFUSED:
        return ""
    return preparing.refusal_of(held.sound) or _(
        "We could not read this file. Record it here, or send it as a voice note."
    )


def _context(request: Request, held: Episode, **forms: Any) -> dict[str, Any]:
    viewer, judging = request.viewer, bool(verdict(check_approve_at_all, request.viewer, held))
    lacking = (
        consents.lacking_said(held, Scope.AIR) if held.state in {EpisodeState.REVIEW, EpisodeState.APPROVED} else []
    )
    sound = held.sound
    judges = judging and held.state == EpisodeState.REVIEW
    return rows_of(request, [held])[0] | {
        "heard_in": _heard_in(request, held),
        "from_listener": any(part.voice.kind == VoiceKind.LISTENER for part in held.parts.all()),
        "origin": Message.objects.visible_to(viewer).filter(draft=held).first(),
        "lacking": lacking,
        "refusal": _refusal(held),
        "is_waiting": sound is not None and sound.state in {SoundState.WAITING, SoundState.PREPARING},
        "may_change": bool(verdict(check_change, viewer, held)),
        "send": verdict(check_send, viewer, held),
        "judges": judges,
        "approve": verdict(partial(check_approve, checked_names=True, lacking=lacking), viewer, held),
        "may_send_back": bool(verdict(check_send_back, viewer, held)),
        "publish": verdict(partial(check_publish, lacking=lacking), viewer, held),
        "may_withdraw": bool(verdict(check_withdraw, viewer, held)),
        "avoided": _avoided(request, held) if judges else [],
        "form": None,
        "approve_form": ApproveForm(initial={"version": held.version}),
        "back_form": SendBackForm(),
    } | forms  # fmt: skip


def episode(request: Request, uid: UUID) -> HttpResponse:
    """An episode: for whoever made it what comes next, for a second person what she has to listen for."""
    held = _one(request, uid)
    context = _context(request, held)
    if context["may_change"]:
        context["form"] = EpisodeForm(initial=EpisodeForm.initial_of(held))
    return render(request, "radio/studio/episode.html", context)


def _changed_meanwhile(form: Any, now: Episode) -> Any:
    typed = form.data.copy()
    typed["version"] = str(now.version)
    again = EpisodeForm(typed)
    again.is_valid()
    again.add_error(None, _("Somebody changed this meanwhile. Look at both, then save again to keep yours."))
    for name, value in EpisodeForm.initial_of(now).items():
        if name != "version" and str(value) != str(form.data.get(name, "")):
            again.add_error(name, _("Now it says: %(value)s") % {"value": value or "—"})
    return again


def edit(request: Request, uid: UUID) -> HttpResponse:
    """Say what an episode is called; with the button that sends it, send it as well."""
    held = _one(request, uid)
    check_change(request.viewer, held)
    form = EpisodeForm(request.POST or None, initial=EpisodeForm.initial_of(held))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(held, form.said, version=form.cleaned_data["version"], by=request.viewer)
        except ChangedMeanwhile as changed:
            form = _changed_meanwhile(form, changed.record)
        else:
            return _sent(request, held) if "send" in request.POST else _saved(request, held)
    return render(
        request, "radio/studio/episode_form.html", {"form": form, "episode": held}, status=422 if form.errors else 200
    )


def _saved(request: Request, held: Episode) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect(held)


def _sent(request: Request, held: Episode) -> HttpResponse:
    try:
        actions.send(held, by=request.viewer)
    except Denied as denied:
        messages.warning(request, str(denied.reason))
    else:
        messages.success(request, _("A second person listens to it now. You see here what she says."))
    return redirect(held)


def voices(request: Request, uid: UUID) -> HttpResponse:
    """Who is heard in it."""
    held = _one(request, uid)
    check_change(request.viewer, held)
    form = VoicesForm(request.POST if request.method == "POST" else None, episode=held)
    if request.method == "POST" and form.is_valid():
        actions.change_voices(held, form.said, by=request.viewer)
        return _saved(request, held)
    return render(
        request, "radio/studio/voices_form.html", {"form": form, "episode": held}, status=422 if form.errors else 200
    )


def _step(act: Callable[..., None], done: Callable[[], str]) -> Any:
    @require_POST
    def view(request: Request, uid: UUID) -> HttpResponse:
        held = _one(request, uid)
        act(held, by=request.viewer)
        messages.success(request, done())
        return redirect(held)

    return view


send = _step(actions.send, lambda: _("A second person listens to it now. You see here what she says."))
publish = _step(actions.publish, lambda: _("It is published: listeners hear it in its show."))


@require_POST
def approve(request: Request, uid: UUID) -> HttpResponse:
    """A second person listened and says that it may be heard."""
    held = _one(request, uid)
    check_approve_at_all(request.viewer, held)
    form = ApproveForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        if not told["checked_names"]:
            form.add_error("checked_names", _("Listen to all of it first, then tick this."))
        else:
            try:
                actions.approve(held, checked_names=True, version=told["version"], by=request.viewer)
            except ChangedMeanwhile:
                messages.warning(request, _("It was changed while you listened. Listen again."))
                return redirect(held)
            messages.success(request, _("Approved. Whoever made it can publish it now."))
            return redirect(held)
    return render(request, "radio/studio/episode.html", _context(request, held, approve_form=form), status=422)


@require_POST
def send_back(request: Request, uid: UUID) -> HttpResponse:
    """It goes back to whoever made it, with a word."""
    held = _one(request, uid)
    check_send_back(request.viewer, held)
    form = SendBackForm(request.POST)
    if form.is_valid():
        actions.send_back(held, form.cleaned_data["words"], by=request.viewer)
        messages.success(request, _("It went back with your word."))
        return redirect("radio:to_review")
    return render(request, "radio/studio/episode.html", _context(request, held, back_form=form), status=422)


def withdraw(request: Request, uid: UUID) -> HttpResponse:
    """Take it away: asked once more, then gone from the next slot."""
    held = _one(request, uid)
    check_withdraw(request.viewer, held)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        withdraw_episode(held, reason=told["reason"], erase=told["erase"], by=request.viewer)
        messages.success(request, _("It is taken away. Nobody hears it from now on."))
        return redirect("radio:pieces")
    return render(
        request, "radio/studio/withdraw.html", {"form": form, "episode": held}, status=422 if form.errors else 200
    )
