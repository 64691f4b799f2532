"""What others ask of the viewer's project, and the answers of partners that come back on paper."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.casework import referring
from terrain.casework.actions import answers
from terrain.casework.actions import referrals as actions
from terrain.casework.codes import read_code, spaced
from terrain.casework.forms.referrals import AcceptForm, AnswerForm, CodeForm, blank_answer
from terrain.casework.kinds import kind_of
from terrain.casework.models import Case, Referral
from terrain.casework.policies import referrals as policies
from terrain.core import audit
from terrain.core.http import Request
from terrain.core.policies import Denied

PER_PAGE = 50


def _require_receiving(request: Request) -> None:
    if not (request.viewer.may("case.view") or request.viewer.may("reception.work")):
        raise Denied(_("Your role receives no referrals."))


def received(request: Request) -> HttpResponse:
    """The inbox of the viewer's projects: referrals and transfers to answer, overdue first."""
    _require_receiving(request)
    page = Paginator(referring.referrals_to_answer(request.viewer), PER_PAGE).get_page(request.GET.get("page"))
    lines = referring.received_lines(list(page.object_list))
    named = sum(bool(line.name) for line in lines)
    if named:
        audit.note_read(request, "people.names_read", detail={"people": named})
    transfers = list(referring.transfers_to_answer(request.viewer)[:PER_PAGE])
    context = {
        "page": page,
        "lines": lines,
        "transfers": transfers,
        "tabs": referring.tabs_for(request.viewer, "casework:inbox"),
    }
    return render(request, "casework/referrals/received.html", context)


def _received(request: Request, uid: Any) -> Referral:
    return get_object_or_404(Referral.objects.received_by(request.viewer).listed(), uid=uid)


def referral(request: Request, uid: str) -> HttpResponse:
    """A referral that reached the viewer's project: closed until it is opened, then what was shared, nothing more."""
    held = _received(request, uid)
    return _page(request, held, answers_form=blank_answer(held))


def _page(
    request: Request, held: Referral, *, answers_form: AnswerForm, accept_form: AcceptForm | None = None
) -> HttpResponse:
    unopened = held.state == "sent"
    if not unopened:
        audit.note_read(request, "casework.referral_read", held.case, {"referral": held.pk}, held.to_project_id)
    assert held.to_project is not None
    mine = held.received_case
    context = {
        "referral": held,
        "unopened": unopened,
        "service": referring.service_words(held),
        "urgency": str(referring.lists().urgency(held.urgency)),
        "question": None if unopened else referring.question_of(held),
        "callback": "" if unopened else actions.callback_of(held),
        "outcome": "" if unopened else actions.outcome_words_of(held),
        "form": answers_form,
        "accept": accept_form or AcceptForm(viewer=request.viewer, project=held.to_project),
        "mine": mine
        if mine is not None and Case.objects.visible_to(request.viewer).filter(pk=mine.pk).exists()
        else None,
    }
    wrong = answers_form.errors or (accept_form is not None and accept_form.errors)
    return render(request, "casework/referrals/answer.html", context, status=422 if wrong else 200)


@require_POST
def open_referral(request: Request, uid: str) -> HttpResponse:
    """Open it: the sender knows that it was seen."""
    held = _received(request, uid)
    answers.note_seen(held, by=request.viewer)
    return redirect("casework:received", held.uid)


@require_POST
def accept(request: Request, uid: str) -> HttpResponse:
    """Take her: the project knows her from now on, and a file opens."""
    held = _received(request, uid)
    assert held.to_project is not None
    form = AcceptForm(request.POST, viewer=request.viewer, project=held.to_project)
    if not form.is_valid():
        return _page(request, held, answers_form=blank_answer(held), accept_form=form)
    kind = kind_of(form.cleaned_data["kind"])
    opened = answers.accept_inside(held, kind, slip=form.cleaned_data["slip"], by=request.viewer)
    messages.success(request, _("Accepted. Her file is open in your project."))
    seen = Case.objects.visible_to(request.viewer).filter(pk=opened.pk).exists()
    return redirect(opened) if seen else redirect("casework:received", held.uid)


@require_POST
def answer(request: Request, uid: str) -> HttpResponse:
    """Decline, give an appointment, say how it ended."""
    held = _received(request, uid)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, held, answers_form=form)
    answers.answer(held, form.said, slip=form.mark, by=request.viewer)
    messages.success(request, _("Noted. The colleague who asked sees it."))
    return redirect("casework:received", held.uid)


def slip(request: Request) -> HttpResponse:
    """The code of a slip of paper leads to the place where the partner's answer is written down."""
    policies.check_read_slip(request.viewer)
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        code = read_code(form.cleaned_data["code"])
        if not code:
            form.add_error("code", _("This is not a code of ours. Read it again: there is no O, I, L, 0 or 1 in it."))
        else:
            found = _by_code(request, code)
            if found is not None:
                return redirect("casework:paper_answer", found.code)
            form.add_error("code", _("No slip of your projects has this code."))
    context = {"form": form, "tabs": referring.tabs_for(request.viewer, "casework:slip")}
    return render(request, "casework/referrals/code.html", context, status=422 if form.errors else 200)


def _by_code(request: Request, code: str) -> Referral | None:
    """A referral to a partner, of a project at whose desk, or in whose files, the viewer works."""
    referral = Referral.objects.exclude(sent_at=None).exclude(to_organisation=None).listed().filter(code=code).first()
    if referral is None:
        return None
    try:
        policies.check_record_answer(request.viewer, referral)
    except Denied:
        return None
    return referral


def paper_answer(request: Request, code: str) -> HttpResponse:
    """What the partner ticked or said: written down for it, without a name on the screen."""
    policies.check_read_slip(request.viewer)
    held = _by_code(request, read_code(code))
    if held is None:
        raise Http404
    form = AnswerForm(request.POST) if request.method == "POST" else blank_answer(held)
    if request.method == "POST" and form.is_valid():
        answers.answer(held, form.said, on_paper=True, slip=form.mark, by=request.viewer)
        messages.success(request, _("Noted. The colleague who asked sees it."))
        return redirect("casework:slip")
    question = referring.question_of(held)
    context = {
        "referral": held,
        "form": form,
        "question": question,
        "service": referring.service_words(held),
        "state": held.at,
        "code": spaced(held.code),
    }
    return render(request, "casework/referrals/paper.html", context, status=422 if form.errors else 200)
