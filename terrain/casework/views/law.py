"""The dates of a file, and the law that stands beside its kind."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.casework.actions import law as actions
from terrain.casework.forms.days import born_of
from terrain.casework.forms.law import ConfirmForm, DateForm
from terrain.casework.kinds import CaseKind, kind_of
from terrain.casework.law import Law
from terrain.casework.models import Milestone
from terrain.casework.owed import clocks_told, dates_told, said_of
from terrain.casework.policies.cases import check_work
from terrain.casework.policies.law import check_confirm, check_read_law
from terrain.casework.views.cases import scoped
from terrain.core import audit, clock
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.core.ui.wording import dated


def _law(kind: CaseKind) -> Law:
    if kind.law is None:
        raise Http404
    return kind.law


def dates(request: Request, uid: str) -> HttpResponse:
    """The dates that matter in a file, what they set going, and one more to write down."""
    case = scoped(request, uid)
    law, may_write = _law(case.pathway), verdict(check_work, request.viewer, case)
    told = dates_told(case, law)
    seen = ",".join(f"{one.code}:{one.pk}" for _words, one in told if not one.book)
    form = (
        DateForm(request.POST or None, law=law, born=born_of(case), initial={"seen": seen})
        if may_write or request.POST
        else None
    )
    if request.method == "POST" and form is not None and form.is_valid():
        said = form.cleaned_data
        try:
            actions.write_date(
                case, said["code"], said["day"], seen=form.seen_of(said["code"]), slip=said["slip"], by=request.viewer
            )
        except actions.DateSetMeanwhile as meanwhile:
            form = _again(request, meanwhile.milestone, seen)
        else:
            messages.success(request, _("The date is written down."))
            return redirect("casework:dates", case.uid)
    audit.note_read(request, "casework.case_read", case, project_id=case.project_id)
    context = {"case": case, "form": form, "dates": told, "clocks": clocks_told(case, law, clock.today())}
    return render(request, "casework/law/dates.html", context, status=422 if form and form.errors else 200)


def _again(request: Request, standing: Milestone, seen: str) -> DateForm:
    """The form once more, with what a colleague wrote meanwhile in view: sending it again replaces hers knowingly."""
    data = request.POST.copy()
    data["seen"] = seen
    again = DateForm(data, law=_law(standing.case.pathway), born=born_of(standing.case))
    again.is_valid()
    who = standing.by.full_name if standing.by is not None else ""
    words = _("%(who)s wrote another day meanwhile: %(day)s. Send again to replace it.")
    again.add_error("day", words % {"who": who, "day": dated(standing.day)})
    return again


@require_POST
def take_back_date(request: Request, uid: str, pk: int) -> HttpResponse:
    """A date written by mistake."""
    case = scoped(request, uid)
    actions.take_back_date(get_object_or_404(case.milestones.standing(), pk=pk), by=request.viewer)
    messages.success(request, _("Taken back."))
    return redirect("casework:dates", case.uid)


def law(request: Request, kind: str) -> HttpResponse:
    """By which texts files of a kind go, and what a lawyer said of each rule."""
    try:
        told = kind_of(kind)
    except LookupError as error:
        raise Http404 from error
    beside = _law(told)
    check_read_law(request.viewer, told)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        rules = {(rule.code, rule.fingerprint): rule for rule in beside.rules()}
        if (rule := rules.get((said["rule"], said["fingerprint"]))) is None:
            raise Http404
        actions.confirm_rule(told, rule, said["words"], by=request.viewer)
        messages.success(request, _("Confirmed."))
        return redirect("casework:law", kind)
    context = {
        "kind": told, "law": beside, "form": form, "rules": said_of(told, beside, beside.rules()),
        "may_confirm": verdict(check_confirm, request.viewer, told),
    }  # fmt: skip
    return render(request, "casework/law/law.html", context, status=422 if form.errors else 200)
