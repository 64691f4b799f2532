"""The queue of what listeners sent: producers decide, hosts answer what was kept for them."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages as words
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from terrain.core import audit, files
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.radio import chats
from terrain.radio.actions import claims as claiming
from terrain.radio.actions import listeners
from terrain.radio.actions import messages as actions
from terrain.radio.enums import ClaimState, MessageState
from terrain.radio.forms.messages import ConversationForm, DraftForm
from terrain.radio.models import ClubClaim, Message, Station
from terrain.radio.policies.messages import (
    check_answer_message,
    check_decide_message,
    check_lend_message,
    check_make_draft,
    check_produce_somewhere,
    check_queue,
    check_read_message,
)
from terrain.radio.policies.stations import check_enter

PER_PAGE = 30
SHOWN = (MessageState.NEW, MessageState.KEPT, MessageState.ANSWERED)


def _one(request: Request, uid: UUID) -> Message:
    found = Message.objects.visible_to(request.viewer).select_related(
        "station", "show", "episode__show", "key", "audio__key", "draft", "lent"
    )
    return get_object_or_404(found.exclude(state=MessageState.LOOKED), uid=uid)


def _produced(request: Request) -> Station:
    """The station whose queue this is: the one asked for, else the first that the viewer produces."""
    found = [one for one in Station.objects.visible_to(request.viewer) if verdict(check_queue, request.viewer, one)]
    if not found:
        raise Http404
    return next((one for one in found if one.slug == request.GET.get("station")), found[0])


@require_safe
def queue(request: Request) -> HttpResponse:
    """What came, newest first: to decide for producers, to answer for hosts."""
    check_enter(request.viewer)
    stations = list(Station.objects.visible_to(request.viewer))
    produces = any(verdict(check_queue, request.viewer, one) for one in stations)
    asked = request.GET.get("state", "")
    state = asked if asked in SHOWN else (MessageState.NEW if produces else MessageState.KEPT)
    found = Message.objects.visible_to(request.viewer).filter(state=state)
    page = Paginator(found.select_related("station", "show", "key"), PER_PAGE).get_page(request.GET.get("page"))
    shown = [(one, *one.words) for one in page.object_list]
    if shown:
        audit.note_read(request, "radio.messages_read", shown[0][0].station, detail={"messages": len(shown)})
    context = {
        "page": page,
        "shown": shown,
        "state": state,
        "states": [one for one in SHOWN if produces or one != MessageState.NEW],
        "produces": produces,
    }
    return render(request, "radio/messages/queue.html", context)


@require_safe
def message(request: Request, uid: UUID) -> HttpResponse:
    """One message, read or heard, and what may be done with it."""
    held = _one(request, uid)
    check_read_message(request.viewer, held)
    audit.note_read(request, "radio.message_read", held, project_id=held.station.project_id)
    return render(request, "radio/messages/message.html", _context(request, held))


def _context(request: Request, held: Message, draft_form: DraftForm | None = None) -> dict[str, Any]:
    viewer, (text, name) = request.viewer, held.words
    made = [
        one
        for one in (held.draft, held.lent)
        if one is not None and viewer.may("radio.produce", held.station.project_id)
    ]
    return {
        "message": held,
        "text": text,
        "name": name,
        "is_new": held.state == MessageState.NEW,
        "is_kept": held.state == MessageState.KEPT,
        "may_decide": bool(verdict(check_decide_message, viewer, held)) and held.state != MessageState.GONE,
        "may_answer": bool(verdict(check_answer_message, viewer, held)),
        "may_draft": held.draft is None and bool(verdict(check_make_draft, viewer, held)),
        "may_lend": held.lent is None and bool(verdict(check_lend_message, viewer, held)),
        "draft": held.draft if made else None,
        "lent": held.lent if made else None,
        "draft_form": draft_form or DraftForm(message=held),
    }


@require_safe
def sound(request: Request, uid: UUID) -> HttpResponseBase:
    """A voice message, for the ears of the radio only."""
    held = _one(request, uid)
    check_read_message(request.viewer, held)
    if held.audio is None or held.is_erased:
        raise Http404
    audit.note_read(request, "radio.message_read", held, project_id=held.station.project_id, detail={"voice": True})
    response = StreamingHttpResponse(files.pieces(held.audio), content_type=held.audio.media_type)
    response["Content-Length"] = str(held.audio.size)
    response["Cache-Control"] = "no-store"
    return response


def _decide(check: Callable[..., None], act: Callable[..., None], done: Callable[[], str]) -> Any:
    @require_POST
    def view(request: Request, uid: UUID) -> HttpResponse:
        held = _one(request, uid)
        check(request.viewer, held)
        act(held, by=request.viewer)
        words.success(request, done())
        return redirect("radio:messages")

    return view


keep = _decide(check_decide_message, actions.keep, lambda: _("The hosts find it among the messages kept for them."))
answer = _decide(check_answer_message, actions.answer, lambda: _("Noted: it was answered on air."))
refuse = _decide(check_decide_message, actions.refuse, lambda: _("The message is erased."))


@require_POST
def make_draft(request: Request, uid: UUID) -> HttpResponse:
    """An episode draft of what a listener recorded."""
    held = _one(request, uid)
    check_make_draft(request.viewer, held)
    form = DraftForm(request.POST, message=held)
    if not form.is_valid():
        return render(request, "radio/messages/message.html", _context(request, held, form), status=422)
    draft = listeners.make_draft(held, form.cleaned_data["show"], by=request.viewer)
    words.success(
        request, _("The draft stands: its sound is being prepared. Nobody hears it before a second person approves it.")
    )
    return redirect(draft)


@require_POST
def lend(request: Request, uid: UUID) -> HttpResponse:
    """What a listener wrote waits for a host who reads it."""
    held = _one(request, uid)
    check_lend_message(request.viewer, held)
    lent = listeners.lend(held, by=request.viewer)
    words.success(request, _("These words wait among the lent voices for a host who reads them."))
    return redirect(lent)


def _line(export: chats.Export, said: chats.Said) -> actions.Line:
    return actions.Line(said.sent_at, said.label, said.text, partial(export.sound, said.sound))


def conversation(request: Request) -> HttpResponse:
    """Bring in an exported conversation: first only to look."""
    check_produce_somewhere(request.viewer)
    station = _produced(request)
    form = ConversationForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            export = chats.read(form.cleaned_data["export"].file)
        except chats.NotAChat:
            form.add_error("export", _("This is no exported WhatsApp conversation, or it is damaged or too large."))
        else:
            batch = actions.look(station, [_line(export, said) for said in export.said], by=request.viewer)
            return redirect("radio:looked", batch)
    context = {"form": form, "station": station}
    return render(request, "radio/messages/conversation.html", context, status=422 if form.errors else 200)


def looked(request: Request, batch: UUID) -> HttpResponse:
    """What a conversation holds, without names: what is chosen goes into the queue, the rest is erased."""
    found = Message.objects.visible_to(request.viewer).filter(batch=batch, state=MessageState.LOOKED)
    held = list(found.select_related("station", "key").order_by("sent_at", "pk"))
    if not held:
        raise Http404
    station = held[0].station
    check_queue(request.viewer, station)
    if request.method == "POST":
        if "drop" in request.POST:
            actions.drop_conversation(station, batch, by=request.viewer)
            words.success(request, _("Nothing was kept of this conversation."))
            return redirect("radio:messages")
        chosen = {uid for one in held if (uid := one.uid) and str(uid) in request.POST.getlist("chosen")}
        kept = actions.keep_conversation(station, batch, chosen, by=request.viewer)
        told = ngettext("%(number)s message is in the queue.", "%(number)s messages are in the queue.", kept)
        words.success(request, told % {"number": kept})
        return redirect("radio:messages")
    shown = [(one, *one.words) for one in held]
    audit.note_read(request, "radio.messages_read", station, detail={"messages": len(shown)})
    context = {"shown": shown, "senders": len({name for _one, _text, name in shown}), "station": station}
    return render(request, "radio/messages/looked.html", context)


@require_safe
def claims(request: Request) -> HttpResponse:
    """Groups that say they listened together."""
    check_produce_somewhere(request.viewer)
    found = ClubClaim.objects.visible_to(request.viewer).select_related("station", "key")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "claims": page.object_list, "new": ClaimState.NEW, "accepted": ClaimState.ACCEPTED}
    return render(request, "radio/messages/claims.html", context)


@require_POST
def decide_claim(request: Request, uid: UUID) -> HttpResponse:
    """A producer believes a group, or does not."""
    held = get_object_or_404(ClubClaim.objects.visible_to(request.viewer).select_related("station"), uid=uid)
    claiming.decide(held, accepted="accept" in request.POST, by=request.viewer)
    words.success(request, _("Noted."))
    return redirect("radio:claims")
