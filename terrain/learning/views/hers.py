"""What somebody does on her own page, without an account: tests, her opinion, what became of it, her certificate."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from terrain.core.http import Request
from terrain.core.policies import Denied, verdict
from terrain.core.texts import said
from terrain.learning import papers, testing, windows
from terrain.learning.actions import certificates as certificate_actions
from terrain.learning.actions import follow_ups, opinions, sittings
from terrain.learning.forms.certificates import BadgeForm, WishForm
from terrain.learning.forms.proof import FollowUpForm, OpinionForm, TestForm
from terrain.learning.models import Certificate, Enrolment
from terrain.learning.moments import Later, Moment, Outcome
from terrain.learning.policies.proof import (
    HERSELF,
    check_agree_follow_up,
    check_follow_up,
    check_opinion,
    check_take_test,
    check_wish,
)
from terrain.learning.views.open_pages import quiet
from terrain.learning.views.own import hers


@quiet
def test(request: Request, secret: str, moment: str) -> HttpResponse:
    """The questions; once answered, how it went."""
    enrolment = hers(secret)
    if moment not in Moment.values:
        raise Http404
    taken = enrolment.sittings.filter(moment=moment).order_by("-attempt").first()
    may = verdict(check_take_test, HERSELF, enrolment, moment)
    if not may and taken is not None:
        context = {
            "enrolment": enrolment,
            "taken": taken,
            "after": moment == Moment.AFTER,
            "course": enrolment.cohort.course,
        }
        return render(request, "learning/hers/test_taken.html", context)
    check_take_test(HERSELF, enrolment, moment)
    questionnaire = testing.questionnaire_of(enrolment.cohort)
    if questionnaire is None:
        raise Http404
    form = TestForm(request.POST if request.method == "POST" else None, questions=list(questionnaire.questions.all()))
    if request.method == "POST" and form.is_valid():
        sittings.take_test(enrolment, moment, form.chosen, by=HERSELF)
        return redirect("training:test", secret, moment)
    context = {
        "enrolment": enrolment,
        "form": form,
        "moment": Moment(moment),
        "after": moment == Moment.AFTER,
        "closes": windows.last_day_of_answers(enrolment.cohort),
    }
    return render(request, "learning/hers/test.html", context, status=422 if form.errors else 200)


@quiet
def opinion(request: Request, secret: str) -> HttpResponse:
    """Five statements and free words; afterwards only thanks, since nobody knows which opinion was hers."""
    enrolment = hers(secret)
    asked = getattr(enrolment, "asked", None)
    if asked is not None and asked.opinion_on is not None:
        return render(request, "learning/hers/opinion_given.html", {"enrolment": enrolment})
    check_opinion(HERSELF, enrolment)
    form = OpinionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        opinions.give_opinion(enrolment, form.marks, form.cleaned_data["words"].strip(), by=HERSELF)
        return redirect("training:opinion", secret)
    context = {"enrolment": enrolment, "form": form}
    return render(request, "learning/hers/opinion.html", context, status=422 if form.errors else 200)


@quiet
def follow_up(request: Request, secret: str, later: str) -> HttpResponse:
    """Whether she used what she learned, an example, what hindered."""
    enrolment = hers(secret)
    if later not in Later.values:
        raise Http404
    told = enrolment.follow_ups.filter(later=later).first()
    if told is not None and told.outcome == Outcome.ANSWERED:
        return render(request, "learning/hers/followed_up.html", {"enrolment": enrolment})
    check_follow_up(HERSELF, enrolment, later)
    form = FollowUpForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        follow_ups.answer_follow_up(enrolment, later, form.said, by=HERSELF)
        return redirect("training:follow_up", secret, later)
    context = {"enrolment": enrolment, "form": form}
    return render(request, "learning/hers/follow_up.html", context, status=422 if form.errors else 200)


@quiet
def agree(request: Request, secret: str) -> HttpResponse:
    """She says whether she may be asked later."""
    enrolment = hers(secret)
    check_agree_follow_up(HERSELF, enrolment)
    if request.method == "POST":
        follow_ups.agree_to_follow_up(enrolment, request.POST.get("agrees") == "yes", by=HERSELF)
        return redirect(enrolment.get_open_url())
    return render(request, "learning/hers/agree.html", {"enrolment": enrolment})


def _certificate(enrolment: Enrolment) -> Certificate:
    found: Certificate | None = getattr(enrolment, "certificate", None)
    if found is None or not found.holds:
        raise Http404
    return found


@quiet
def certificate(request: Request, secret: str) -> HttpResponse:
    """Her certificate, to print, to show, to take along as a badge; before it is issued, how her name is written."""
    enrolment = hers(secret)
    held = getattr(enrolment, "certificate", None)
    if held is not None:
        return _issued(request, enrolment, held, BadgeForm())
    may = verdict(check_wish, HERSELF, enrolment)
    asked = getattr(enrolment, "asked", None)
    form = WishForm(
        request.POST if request.method == "POST" else None, initial={"name": asked.wish() if asked is not None else ""}
    )
    if request.method == "POST" and form.is_valid():
        certificate_actions.wish_name(enrolment, form.cleaned_data["name"].strip(), by=HERSELF)
        return redirect("training:certificate", secret)
    context = {
        "enrolment": enrolment,
        "form": form,
        "may": bool(may),
        "wished": asked is not None and bool(asked.sealed_wish),
    }
    return render(request, "learning/hers/wish.html", context, status=422 if form.errors else 200)


def _issued(request: Request, enrolment: Enrolment, held: Certificate, form: BadgeForm) -> HttpResponse:
    context = {
        "enrolment": enrolment,
        "certificate": held,
        "title": said(held.title),
        "form": form,
        "address": papers.check_address(held),
    }
    return render(request, "learning/hers/certificate.html", context, status=422 if form.errors else 200)


@quiet
def certificate_pdf(request: Request, secret: str) -> HttpResponse:
    """Her certificate as a page."""
    held = _certificate(hers(secret))
    return pdf_response(held)


@quiet
@require_POST
def badge(request: Request, secret: str) -> HttpResponse:
    """Her certificate as a badge."""
    enrolment = hers(secret)
    held = _certificate(enrolment)
    form = BadgeForm(request.POST)
    if not form.is_valid():
        return _issued(request, enrolment, held, form)
    return badge_response(held, form)


def pdf_response(held: Certificate) -> HttpResponse:
    """The page of a certificate, as a download without a name."""
    response = HttpResponse(papers.page_of(held), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{held.number}.pdf"'
    response["Cache-Control"] = "no-store, private"
    return response


def badge_response(held: Certificate, form: BadgeForm) -> HttpResponse:
    """The badge of a certificate: a compact JWT, as the standard gives it to wallets and backpacks."""
    if not held.holds:
        raise Denied(held.get_reason_display())
    token = papers.badge_of(held, form.cleaned_data["email"], form.cleaned_data["score"])
    response = HttpResponse(token, content_type="application/vc+jwt")
    response["Content-Disposition"] = f'attachment; filename="{held.number}.jwt"'
    response["Cache-Control"] = "no-store, private"
    return response
