"""Asking, reading, withdrawing, and what was already sent."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override

from terrain.core import audit, clock, files
from terrain.core.http import Request
from terrain.core.policies import Denied, verdict
from terrain.people import directory
from terrain.people.consents import actions, pages
from terrain.people.consents.closed import seen_by
from terrain.people.consents.forms import ALLOWED, ConsentForm
from terrain.people.consents.lists import lists
from terrain.people.consents.policies import check_see, check_withdraw
from terrain.people.models import Person
from terrain.people.models.consents import Consent, Disclosure
from terrain.people.naming import check_civil_name


def _person(request: Request, uid: Any) -> Person:
    seen = Person.objects.visible_to(request.viewer).select_related("key").prefetch_related("meetings")
    person = get_object_or_404(seen, uid=uid)
    check_see(request.viewer, person)
    return person


def ask(request: Request, uid: str) -> HttpResponse:
    """Ask somebody: the text in her language, what she says yes to, who signs."""
    person = _person(request, uid)
    if not request.viewer.may("people.edit"):
        raise Denied(_("Your role does not record consents."))
    text = lists().newest_text
    initial = {name: request.GET.get(name, "") for name in ("purpose", "organisation", "to_project")}
    form = ConsentForm(
        request.POST or None, request.FILES or None, viewer=request.viewer, person=person, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.record(person, said["project"], form.agreement, slip=said["slip"], by=request.viewer)
        messages.success(request, _("Her agreement is written down."))
        back = request.POST.get("back", "")
        inside = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
        return redirect(back if inside else person.get_absolute_url())
    context = {
        "form": form,
        "person": person,
        "name": directory.entries([person], request.viewer)[0].name,
        "texts": [(code, text.text[code]) for code in ("fr", "ar")],
        "others": [(code, words) for code, words in text.text.items() if code not in {"fr", "ar"}],
        "version": text.version,
        "back": request.POST.get("back") or request.GET.get("back", ""),
    }
    audit.note_read(request, "people.identity_read", person)
    return render(request, "people/consents/ask.html", context, status=422 if form.errors else 200)


def _consent(request: Request, uid: Any) -> Consent:
    held = Consent.objects.select_related(
        "person__key", "person__merged_into__key", "to_organisation", "to_project", "file", "recorded_by", "project"
    )
    seen = Person.objects.visible_to(request.viewer).values("pk")
    consent = get_object_or_404(
        seen_by(held, request.viewer).filter(Q(person__in=seen) | Q(person__merged_into__in=seen)), uid=uid
    )
    check_see(request.viewer, consent.person)
    return consent


def consent(request: Request, uid: str) -> HttpResponse:
    """One consent: what it says, what was sent under it, and the way to withdraw it."""
    held = _consent(request, uid)
    audit.note_read(request, "people.consent_read", held.person, project_id=held.project_id)
    under = Disclosure.objects.filter(consents=held).select_related("to_organisation", "to_project")
    context = {
        "told": pages.told([held], request.viewer, clock.today())[0],
        "words": held.words(),
        "sent": pages.sent(under),
        "may_withdraw": verdict(check_withdraw, request.viewer, held),
    }
    return render(request, "people/consents/consent.html", context)


def proof(request: Request, uid: str) -> StreamingHttpResponse:
    """The paper that was signed, never kept by a browser."""
    held = _consent(request, uid)
    if held.file is None:
        raise Http404
    check_civil_name(request.viewer, held.person)
    audit.note_read(request, "people.consent_read", held.person, {"proof": True}, held.project_id)
    inside = held.file.media_type in ALLOWED.values()
    response = StreamingHttpResponse(
        files.pieces(held.file), content_type=held.file.media_type if inside else "application/octet-stream"
    )
    response["Content-Disposition"] = content_disposition_header(not inside, files.name_of(held.file)) or "attachment"
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def withdraw(request: Request, uid: str) -> HttpResponse:
    """She changes her mind: what was already sent to whom is shown first, and stays to be printed."""
    held = _consent(request, uid)
    check_withdraw(request.viewer, held)
    if request.method == "POST":
        actions.withdraw(held, by=request.viewer)
        messages.success(request, _("Withdrawn. Nothing more is sent under it."))
        return redirect("people:consent", held.uid)
    under = Disclosure.objects.filter(consents=held).select_related("to_organisation", "to_project")
    context = {"told": pages.told([held], request.viewer, clock.today())[0], "sent": pages.sent(under)}
    return render(request, "people/consents/withdraw.html", context)


def letters(request: Request, uid: str) -> HttpResponse:
    """Letters that ask each recipient to erase what was sent, to be printed."""
    held = _consent(request, uid)
    if held.withdrawn_at is None:
        raise Denied(_("This consent was not withdrawn."))
    check_civil_name(request.viewer, held.person)
    language = "ar" if request.GET.get("language") == "ar" else "fr"
    audit.note_read(request, "people.letters_printed", held.person, project_id=held.project_id)
    under = Disclosure.objects.filter(consents=held).select_related("to_organisation", "to_project")
    with override(language):
        sent = pages.sent(under)
    context = {
        "consent": held,
        "name": held.person.stands_as.sealed().full_name,
        "sent": sent,
        "today": clock.today(),
        "language": language,
        "direction": "rtl" if language == "ar" else "ltr",
    }
    return render(request, "people/consents/letters.html", context)


def form_on_paper(request: Request, uid: str) -> HttpResponse:
    """The form to be signed on paper."""
    person = _person(request, uid)
    audit.note_read(request, "people.consent_form_printed", person)
    text = lists().newest_text
    context = {
        "person": person,
        "texts": [(code, text.text[code]) for code in ("fr", "ar")],
        "version": text.version,
        "groups": lists().groups,
        "purposes": lists().purposes,
    }
    return render(request, "people/consents/paper.html", context)
