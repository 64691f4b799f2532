"""Referring somebody, and following what becomes of it."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from terrain.casework import referring, sharing
from terrain.casework.actions import links
from terrain.casework.actions import referrals as actions
from terrain.casework.codes import spaced
from terrain.casework.forms.referrals import PeriodForm, ReasonForm, ReferForm
from terrain.casework.models import Case, Referral
from terrain.casework.policies import referrals as policies
from terrain.casework.views.cases import scoped
from terrain.core import audit, clock
from terrain.core.http import Request
from terrain.core.policies import Denied, verdict
from terrain.core.squares import picture_of
from terrain.network import finding
from terrain.network.forms.directory import FindServiceForm
from terrain.network.models import Service
from terrain.network.policies.directory import check_keep

PER_PAGE = 50


def never_kept(response: HttpResponse) -> HttpResponse:
    """A page that holds a secret once: no browser keeps it."""
    response["Cache-Control"] = "no-store"
    return response


def _named(request: Request, lines: list[referring.Line]) -> None:
    named = sum(bool(line.name) for line in lines)
    if named:
        audit.note_read(request, "people.names_read", detail={"people": named})


def referrals(request: Request) -> HttpResponse:
    """What the viewer's side sent: what to read first, then what is awaited, overdue first."""
    policies.check_rates(request.viewer)
    page = Paginator(referring.waiting(request.viewer), PER_PAGE).get_page(request.GET.get("page"))
    ended = list(referring.to_read(request.viewer)[:PER_PAGE])
    waiting = referring.sent_lines(list(page.object_list), request.viewer)
    to_read = referring.sent_lines(ended, request.viewer)
    _named(request, [*waiting, *to_read])
    context = {
        "page": page,
        "waiting": waiting,
        "to_read": to_read,
        "tabs": referring.tabs_for(request.viewer, "casework:referrals"),
    }
    return render(request, "casework/referrals/list.html", context)


def rates(request: Request) -> HttpResponse:
    """How often loops close, service by service."""
    policies.check_rates(request.viewer)
    form = PeriodForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    last = asked.get("last") or clock.today()
    first = asked.get("first") or last.replace(month=1, day=1)
    told = referring.rates(request.viewer, first, last)
    form = PeriodForm(initial={"first": first, "last": last})
    context = {
        "form": form,
        "rates": told,
        "whole": referring.together(told),
        "tabs": referring.tabs_for(request.viewer, "casework:referral_rates"),
    }
    return render(request, "casework/referrals/rates.html", context)


def new(request: Request, uid: str) -> HttpResponse:
    """Refer the person of a file: first to which service, then what it may know and what is asked of it."""
    case = scoped(request, uid)
    policies.check_refer(request.viewer, case)
    asked = request.GET.get("service", "")
    if not asked:
        return _choose(request, case)
    seen = Service.objects.visible_to(request.viewer).offered_on(clock.today())
    service = get_object_or_404(seen.exclude(project=case.project).select_related("organisation", "project"), uid=asked)
    form = ReferForm(request.POST or None, case=case, service=service)
    if request.method == "POST" and form.is_valid():
        return redirect(actions.draft(case, form.said, slip=form.cleaned_data["slip"], by=request.viewer))
    return _form(request, case, service, form, None)


def _choose(request: Request, case: Case) -> HttpResponse:
    form = FindServiceForm(request.GET)
    found = finding.chosen(request.viewer, form.asked).exclude(project=case.project)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "case": case,
        "page": page,
        "services": finding.told(list(page.object_list)),
        "filtered": bool(form.asked),
        "may_keep": verdict(check_keep, request.viewer),
    }
    return render(request, "casework/referrals/choose.html", context)


def _form(request: Request, case: Case, service: Service, form: ReferForm, referral: Referral | None) -> HttpResponse:
    context = {
        "form": form,
        "case": case,
        "service": service,
        "referral": referral,
        "nothing": not form.parted.held,
        "ask": referring.asking_url(case, "referral", service.whose, request.get_full_path()),
    }
    return render(request, "casework/referrals/form.html", context, status=422 if form.errors else 200)


def _sent(request: Request, uid: Any) -> Referral:
    return get_object_or_404(Referral.objects.sent_by(request.viewer).listed(), uid=uid)


def edit(request: Request, uid: str) -> HttpResponse:
    """Write a referral anew that is not sent."""
    held = _sent(request, uid)
    policies.check_write(request.viewer, held)
    initial = {
        "urgency": held.urgency,
        "shared": held.shared,
        "words": actions.words_of(held),
        "callback": actions.callback_of(held),
        "version": held.version,
    }
    form = ReferForm(request.POST or None, case=held.case, service=held.service, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(
                actions.rewrite(held, form.said, version=form.cleaned_data["version"] or 0, by=request.viewer)
            )
        except actions.WrittenMeanwhile as written:
            form = _again(form, held, written.referral)
    audit.note_read(request, "casework.referral_read", held.case, {"referral": held.pk}, held.case.project_id)
    return _form(request, held.case, held.service, form, held)


def _again(form: Any, held: Referral, now: Referral) -> ReferForm:
    """What was typed stays; the words that a colleague wrote are said; sending again is a choice."""
    typed = form.data.copy()
    typed["version"] = str(now.version)
    fresh = ReferForm(typed, case=held.case, service=held.service)
    fresh.is_valid()
    theirs = actions.words_of(now) or "—"
    fresh.add_error("words", _("A colleague wrote meanwhile: %(words)s") % {"words": theirs})
    fresh.add_error(None, _("A colleague changed this referral meanwhile. Look at both, then save again."))
    return fresh


def referral(request: Request, uid: str) -> HttpResponse:
    """One referral from the sender's side: before sending, as the service will see it; then all that became of it."""
    held = _sent(request, uid)
    audit.note_read(request, "casework.referral_read", held.case, {"referral": held.pk}, held.case.project_id)
    kept = ReferForm(case=held.case, service=held.service) if held.state == "draft" else None
    payload = actions.payload_of(held)
    context = {
        "referral": held,
        "case": held.case,
        "story": referring.story_of(held),
        "told": sharing.told(payload),
        "seen": sharing.seen(payload),
        "callback": actions.callback_of(held),
        "may": referring.may_follow(request.viewer, held),
        "ask": referring.asking_url(held.case, "referral", held.receiver, request.get_full_path()),
        "slip": uuid4(),
        "lacking": [str(sharing.GROUPS[group]) for group in held.shared if group not in kept.agreed] if kept else [],
        "code": spaced(held.code),
    }
    return render(request, "casework/referrals/referral.html", context)


def _slip(request: Request) -> Any:
    form = ReferForm.base_fields["slip"]
    return form.clean(request.POST.get("slip") or "")


@require_POST
def send(request: Request, uid: str) -> HttpResponse:
    """Send it. A partner's link is shown this once."""
    held = _sent(request, uid)
    mail = request.POST.get("mail") == "on"
    seen = request.POST.get("seen", "")
    try:
        sent, secret = actions.send(held, mail=mail, slip=_slip(request), seen=seen, by=request.viewer)
    except actions.KnownOtherwise:
        messages.warning(request, _("What is known of her changed since you looked. Look again, then send."))
        return redirect(held)
    if not secret:
        messages.success(request, _("Sent. The other project sees it in Terrain."))
        return redirect(sent)
    return _link(request, sent, secret, mail)


def _link(request: Request, sent: Referral, secret: str, mailed: bool) -> HttpResponse:
    address = request.build_absolute_uri(links.path_of(secret))
    context = {
        "referral": sent,
        "case": sent.case,
        "address": address,
        "picture": picture_of(address),
        "mailed": mailed and bool(sent.service.email),
    }
    return never_kept(render(request, "casework/referrals/link.html", context))


@require_POST
def renew(request: Request, uid: str) -> HttpResponse:
    """A new link for the partner; every earlier one dies."""
    held = _sent(request, uid)
    mail = request.POST.get("mail") == "on"
    sent, secret = actions.renew(held, mail=mail, slip=_slip(request), by=request.viewer)
    return _link(request, sent, secret, mail)


@require_POST
def print_slip(request: Request, uid: str) -> HttpResponse:
    """A slip of paper in French or Arabic, with a link of its own as a picture."""
    held = _sent(request, uid)
    language = request.POST.get("language", "fr")
    if language not in {"fr", "ar"}:
        raise Denied(_("Slips are printed in French or Arabic."))
    sent, secret = actions.print_slip(held, by=request.viewer)
    with override(language):
        told = sharing.told(actions.payload_of(sent))
        question = referring.question_of(sent)
        story = {"service": referring.service_words(sent), "urgency": str(referring.lists().urgency(sent.urgency))}
    address = request.build_absolute_uri(links.path_of(secret, language))
    context = {
        "referral": sent,
        "case": sent.case,
        "language": language,
        "direction": "rtl" if language == "ar" else "ltr",
        "told": told,
        "question": question,
        "story": story,
        "callback": actions.callback_of(sent),
        "code": spaced(sent.code),
        "picture": picture_of(address),
    }
    return never_kept(render(request, "casework/referrals/slip.html", context))


def withdraw(request: Request, uid: str) -> HttpResponse:
    """Ask nothing any more, and say why."""
    held = _sent(request, uid)
    policies.check_follow(request.viewer, held, "withdraw")
    form = ReasonForm(request.POST or None, among="withdraw_reasons")
    if request.method == "POST" and form.is_valid():
        actions.withdraw(held, form.cleaned_data["reason"], by=request.viewer)
        messages.success(request, _("Withdrawn. The link opens nothing any more."))
        return redirect(held.case)
    context = {"form": form, "referral": held, "case": held.case}
    return render(request, "casework/referrals/withdraw.html", context, status=422 if form.errors else 200)


@require_POST
def close(request: Request, uid: str) -> HttpResponse:
    """The outcome is read: the loop is closed."""
    held = _sent(request, uid)
    actions.close(held, by=request.viewer)
    messages.success(request, _("The loop is closed."))
    return redirect(held.case)
