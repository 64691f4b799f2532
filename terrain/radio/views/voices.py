"""Hosts and guests as whoever answers for the radio sees them: who they are on air, what they agreed to, until when."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.accounts import pairing
from terrain.accounts.pairing_views import show_code
from terrain.core import audit, clock, files
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.core.squares import as_qr
from terrain.people import directory
from terrain.people.models import Person
from terrain.radio.actions import consents as agreeing
from terrain.radio.actions import voices as actions
from terrain.radio.consent import consents
from terrain.radio.consent.agreements import agreements
from terrain.radio.enums import EpisodeState, VoiceKind
from terrain.radio.forms.voices import LANGUAGES, NEW, AgreementForm, TakeBackForm, VoiceForm
from terrain.radio.models import Episode, Voice, VoiceConsent
from terrain.radio.policies.voices import (
    check_agree,
    check_change,
    check_code,
    check_know,
    check_proof,
    check_voices_somewhere,
)

PER_PAGE = 40


def _one(request: Request, uid: str) -> Voice:
    """The voice, when the viewer answers for its radio; for everybody else it is not there."""
    seen = Voice.objects.cared_for_by(request.viewer).select_related("project", "user", "key")
    return get_object_or_404(seen, uid=uid)


def voices(request: Request) -> HttpResponse:
    """Everybody who is heard in the viewer's radios, and until when she agreed."""
    check_voices_somewhere(request.viewer)
    gone = request.GET.get("left") == "1"
    found = Voice.objects.cared_for_by(request.viewer).filter(left_at__isnull=not gone).select_related("project")
    page = Paginator(found.order_by("kind", "air_name", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    told = consents.told(shown, clock.today())
    phones = pairing.paired_users([voice.user_id for voice in shown if voice.user_id is not None])
    rows = [(voice, told[voice.pk], voice.user_id in phones) for voice in shown]
    return render(request, "radio/voices/list.html", {"page": page, "rows": rows, "gone": gone})


def new(request: Request) -> HttpResponse:
    """Add a host or a guest; of a new host the code is shown at once."""
    check_voices_somewhere(request.viewer)
    form = VoiceForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        opens = told["account"] == NEW and told["kind"] == VoiceKind.HOST
        made = actions.add_voice(
            told["project"],
            form.said,
            user=form.her_account,
            language=told["language"] or "ar",
            opens=opens,
            slip=told["slip"],
            by=request.viewer,
        )
        if opens:
            return show_code(request, actions.make_code(made, by=request.viewer), made.get_absolute_url())
        messages.success(request, _("Saved. Now write down what she agrees to."))
        return redirect(made)
    return _asked(request, "radio/voices/form.html", form, voice=None)


def _asked(request: Request, template: str, form: Any, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


def edit(request: Request, uid: str) -> HttpResponse:
    """Change what is to be known of a voice."""
    held = _one(request, uid)
    check_change(request.viewer, held)
    form = VoiceForm(request.POST or None, viewer=request.viewer, voice=held, initial=VoiceForm.initial_of(held))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_voice(held, form.said, version=form.cleaned_data["version"] or 0, by=request.viewer)
        except actions.Meanwhile:
            form.add_error(None, _("A colleague changed this meanwhile. Open the page anew and look at it first."))
        else:
            messages.success(request, _("Saved."))
            return redirect(held)
    audit.note_read(request, "radio.voice_read", held, project_id=held.project_id)
    return _asked(request, "radio/voices/form.html", form, voice=held)


def _rows_of(held: Voice) -> list[VoiceConsent]:
    return list(held.consents.select_related("proof", "voice__key").order_by("scope", "-given_on", "-pk"))


def voice(request: Request, uid: str) -> HttpResponse:
    """One voice: what she agreed to, names that must not be said, her telephone, her link."""
    held = _one(request, uid)
    viewer = request.viewer
    known = bool(verdict(check_know, viewer, held))
    context = {
        "voice": held,
        "told": consents.told([held], clock.today())[held.pk],
        "rows": _rows_of(held),
        "phone": pairing.of_user(held.user) if held.user is not None else None,
        "code": verdict(check_code, viewer, held),
        "agree": verdict(check_agree, viewer, held),
        "knows": known,
        "person": _person(request, held) if known else None,
        "linked": held.links.filter(ended_at=None).exists(),
    }
    audit.note_read(request, "radio.voice_read", held, project_id=held.project_id)
    return render(request, "radio/voices/voice.html", context)


def _person(request: Request, held: Voice) -> Person | None:
    seen = Person.objects.visible_to(request.viewer) & Person.objects.identified_by(request.viewer)
    return seen.filter(pk=held.person_id).first() if held.person_id is not None else None


def agree(request: Request, uid: str) -> HttpResponse:
    """Read the text to her, and write down what she agrees to."""
    held = _one(request, uid)
    check_agree(request.viewer, held)
    language = request.GET.get("read", "ar")
    language = language if language in dict(LANGUAGES) else "ar"
    form = AgreementForm(request.POST or None, request.FILES or None, voice=held, initial={"language": language})
    if request.method == "POST" and form.is_valid():
        agreeing.agree(held, form.said, slip=form.cleaned_data["slip"], by=request.viewer)
        messages.success(request, _("Written down."))
        return redirect(held)
    context = {
        "voice": held,
        "reading": agreements().aloud(language, minor=held.is_minor),
        "language": language,
        "direction": "rtl" if language == "ar" else "ltr",
        "languages": LANGUAGES,
        "law": agreements().law,
    }
    return _asked(request, "radio/voices/agree.html", form, **context)


def heard_in(held: Voice) -> list[Episode]:
    """The broadcasts in which a voice is heard or of which the words are hers, that were not taken away; the newest first."""
    found = Episode.objects.filter(parts__voice=held).exclude(state=EpisodeState.WITHDRAWN)
    return list(found.distinct().select_related("show").order_by("-made_at", "-pk"))


def take_back(request: Request, uid: str) -> HttpResponse:
    """On her word: everything, one scope, or one broadcast goes."""
    held = _one(request, uid)
    check_change(request.viewer, held)
    form = TakeBackForm(request.POST or None, episodes=heard_in(held))
    if request.method == "POST" and form.is_valid():
        taken(held, form, request)
        messages.success(request, _("Done. It is heard no more."))
        return redirect(held)
    return _asked(request, "radio/voices/take_back.html", form, voice=held)


def taken(held: Voice, form: TakeBackForm, request: Request) -> None:
    """Take back what the form says."""
    if form.episode is not None:
        agreeing.take_away(held, form.episode, by=request.viewer)
    else:
        agreeing.take_back(held, form.scopes, by=request.viewer)


@require_POST
def code(request: Request, uid: str) -> HttpResponse:
    """A code for her telephone, shown once."""
    held = _one(request, uid)
    return show_code(request, actions.make_code(held, by=request.viewer), held.get_absolute_url())


@require_POST
def phone_lost(request: Request, uid: str) -> HttpResponse:
    """Her telephone is lost: it opens nothing any more."""
    held = _one(request, uid)
    actions.lost(held, by=request.viewer)
    messages.success(request, _("Her telephone opens nothing any more."))
    return redirect(held)


@require_POST
def link(request: Request, uid: str) -> HttpResponse:
    """The link with which she takes everything back, shown once: to print, to scan, to send."""
    held = _one(request, uid)
    secret = agreeing.make_link(held, by=request.viewer)
    address = request.build_absolute_uri(reverse("listen:mine", args=[secret]))
    drawn = mark_safe(as_qr(address))  # noqa: S308 (drawn here from our own address)
    response = render(request, "radio/voices/link.html", {"voice": held, "address": address, "qr": drawn})
    response["Cache-Control"] = "no-store, private"
    return response


def person(request: Request, uid: str) -> HttpResponse:
    """Say who she is in the registry; for whoever sees names."""
    held = _one(request, uid)
    check_know(request.viewer, held)
    if request.method == "POST":
        chosen = None
        if request.POST.get("person"):
            seen = Person.objects.visible_to(request.viewer) & Person.objects.identified_by(request.viewer)
            chosen = get_object_or_404(seen, uid=request.POST["person"])
        actions.link_person(held, chosen, by=request.viewer)
        return redirect(held)
    typed = request.GET.get("q", "").strip()[:100]
    entries = _answers(request, typed, held) if typed else []
    context = {"voice": held, "typed": typed, "entries": entries, "person": _person(request, held)}
    return render(request, "radio/voices/person.html", context)


def _answers(request: Request, typed: str, held: Voice) -> list[Any]:
    pks = directory.search(request.viewer, typed, held.project_id).pks[:10]
    found = Person.objects.select_related("key").in_bulk(pks)
    entries = directory.entries([found[pk] for pk in pks if pk in found], request.viewer)
    audit.note_read(request, "people.names_read", detail={"people": len(entries)})
    return entries


@require_POST
def left(request: Request, uid: str) -> HttpResponse:
    """She makes no more radio."""
    held = _one(request, uid)
    actions.let_go(held, by=request.viewer)
    messages.success(request, _("Saved. What was heard stays, until she takes it back."))
    return redirect(held)


def proof(request: Request, uid: str) -> HttpResponse | StreamingHttpResponse:
    """The paper or the recording that shows that she agreed."""
    seen = VoiceConsent.objects.filter(voice__in=Voice.objects.cared_for_by(request.viewer))
    row = get_object_or_404(seen.select_related("voice", "proof__key"), uid=uid)
    check_proof(request.viewer, row)
    if row.proof is None:
        raise Http404
    audit.note_read(request, "radio.proof_read", row, project_id=row.voice.project_id)
    response = StreamingHttpResponse(files.pieces(row.proof), content_type=row.proof.media_type)
    response["Content-Disposition"] = content_disposition_header(True, files.name_of(row.proof)) or "attachment"
    response["Cache-Control"] = "no-store, private"
    return response
