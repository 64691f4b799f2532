"""The certificates of a cohort: who may be given one and who not yet, printed, withdrawn, taken up again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from terrain.core import audit
from terrain.core.changing import ChangedMeanwhile
from terrain.core.http import Request
from terrain.core.policies import Denied, verdict
from terrain.core.texts import said
from terrain.core.vault import Erased
from terrain.learning import certifying, learners, papers
from terrain.learning.actions import certificates as actions
from terrain.learning.forms.certificates import BadgeForm, NameForm, WithdrawForm
from terrain.learning.models import Certificate
from terrain.learning.policies.proof import (
    check_certify,
    check_printing,
    check_reinstate,
    check_rename,
    check_withdraw,
)
from terrain.learning.views.hers import badge_response, pdf_response
from terrain.learning.views.sittings import note_names, one_cohort, one_enrolment


def of_cohort(request: Request, uid: str) -> HttpResponse:
    """Everybody on the list, with the certificate or why there is none."""
    cohort = one_cohort(request, uid)
    may = bool(verdict(check_certify, request.viewer, cohort))
    enrolments = learners.of_certificates(cohort, request.viewer)
    names = learners.names_of(enrolments, request.viewer)
    note_names(request, cohort)
    ground = certifying.Ground(cohort)
    lines = [_line(one, names[one.pk], ground) for one in enrolments]
    context = {
        "cohort": cohort,
        "lines": lines,
        "ready": sum(line["ready"] for line in lines),
        "issued": sum(line["certificate"] is not None and line["certificate"].holds for line in lines),
        "may": may,
        "course": cohort.course,
    }
    return render(request, "learning/certificates/list.html", context)


def _line(enrolment: Any, name: str, ground: certifying.Ground) -> dict[str, Any]:
    held = getattr(enrolment, "certificate", None)
    reason = "" if held is not None else certifying.why_not(enrolment, ground)
    unmet = certifying.why_not_met(enrolment) if held is not None and held.holds else ""
    return {
        "enrolment": enrolment,
        "name": name,
        "certificate": held,
        "reason": reason,
        "ready": held is None and not reason,
        "unmet": unmet,
        "had": certifying.hours(enrolment.attended_minutes),
    }


@require_POST
def issue_all(request: Request, uid: str) -> HttpResponse:
    """Certify everybody who may be."""
    cohort = one_cohort(request, uid)
    told = actions.issue_all(cohort, by=request.viewer)
    count = len(told.made)
    if count:
        words = ngettext("%(count)d certificate is issued.", "%(count)d certificates are issued.", count)
        messages.success(request, words % {"count": count})
    else:
        messages.warning(request, _("Nobody could be certified: each line says why."))
    return redirect("learning:certificates", cohort.uid)


@require_POST
def issue(request: Request, uid: str, enrolment: str) -> HttpResponse:
    """Certify one person."""
    cohort = one_cohort(request, uid)
    made = actions.issue(one_enrolment(request, cohort, enrolment), by=request.viewer)
    messages.success(request, _("Certificate %(number)s is issued.") % {"number": made.number})
    return redirect("learning:certificates", cohort.uid)


def _one(request: Request, uid: str) -> Certificate:
    found = Certificate.objects.visible_to(request.viewer)
    related = ("enrolment__cohort__course", "enrolment__cohort__project", "enrolment__person__key")
    return get_object_or_404(found.select_related(*related), uid=uid)


def _page(request: Request, held: Certificate, **forms: Any) -> HttpResponse:
    viewer = request.viewer
    renames = bool(verdict(check_rename, viewer, held))
    name = _name(held) if renames else ""
    if renames:
        audit.note_read(request, "learning.certificate_read", held, project_id=held.enrolment.cohort.project_id)
    context = {
        "certificate": held,
        "holder": name,
        "cohort": held.enrolment.cohort,
        "title": said(held.title),
        "had": certifying.hours(held.minutes),
        "due": certifying.hours(held.due_minutes),
        "unmet": certifying.why_not_met(held.enrolment),
        "erased": held.enrolment.person.erased_at is not None,
        "address": papers.check_address(held),
        "may_withdraw": held.holds and bool(verdict(check_withdraw, viewer, held)),
        "reinstating": verdict(check_reinstate, viewer, held),
        "may_print": bool(verdict(check_printing, viewer, held)),
        "may_rename": renames and bool(name),
        "remark": held.remark() if renames and name else "",
        "withdrawing": WithdrawForm(initial={"version": held.version}),
        "naming": NameForm(initial={"name": name, "version": held.version}),
        "badge": BadgeForm(),
    } | forms
    wrong = any(form.errors for form in forms.values())
    return render(request, "learning/certificates/certificate.html", context, status=422 if wrong else 200)


def _name(held: Certificate) -> str:
    try:
        return held.name()
    except Erased:
        return ""


def certificate(request: Request, uid: str) -> HttpResponse:
    """One certificate: what it says, whether it holds, and what may be done with it."""
    return _page(request, _one(request, uid))


@require_POST
def withdraw(request: Request, uid: str) -> HttpResponse:
    """It does not hold any more."""
    held = _one(request, uid)
    check_withdraw(request.viewer, held)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, held, withdrawing=form)
    told = form.cleaned_data
    return _written(
        request,
        held,
        lambda: actions.withdraw(
            held, told["reason"], told["remark"].strip(), version=told["version"] or 0, by=request.viewer
        ),
        _("The certificate is withdrawn: whoever checks it reads that from now on."),
    )


@require_POST
def reinstate(request: Request, uid: str) -> HttpResponse:
    """It holds again."""
    held = _one(request, uid)
    version = request.POST.get("version", "")
    number = int(version) if version.isdecimal() else 0
    done = _("The certificate holds again.")
    return _written(request, held, lambda: actions.reinstate(held, version=number, by=request.viewer), done)


@require_POST
def rename(request: Request, uid: str) -> HttpResponse:
    """Mend how the name is written."""
    held = _one(request, uid)
    check_rename(request.viewer, held)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, held, naming=form)
    told = form.cleaned_data
    return _written(
        request,
        held,
        lambda: actions.rename(held, told["name"].strip(), version=told["version"] or 0, by=request.viewer),
        _("Saved. Print the certificate anew."),
    )


def _written(request: Request, held: Certificate, change: Any, done: str) -> HttpResponse:
    try:
        change()
    except ChangedMeanwhile:
        messages.warning(request, _("A colleague changed this certificate meanwhile. Read it, then decide again."))
    else:
        messages.success(request, done)
    return redirect("learning:certificate", held.uid)


def pdf(request: Request, uid: str) -> HttpResponse:
    """The page to print."""
    held = _one(request, uid)
    check_printing(request.viewer, held)
    audit.note_read(request, "learning.certificate_printed", held, project_id=held.enrolment.cohort.project_id)
    try:
        return pdf_response(held)
    except Erased:
        raise Denied(_("Its holder was erased at her request: nobody knows any more what name stands on it.")) from None


@require_POST
def badge(request: Request, uid: str) -> HttpResponse:
    """The badge, for her."""
    held = _one(request, uid)
    check_printing(request.viewer, held)
    form = BadgeForm(request.POST)
    if not form.is_valid():
        return _page(request, held, badge=form)
    audit.note_read(request, "learning.badge_made", held, project_id=held.enrolment.cohort.project_id)
    return badge_response(held, form)
