"""The lawyers of a file."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.casework.models import Case
from terrain.casework.views.cases import scoped
from terrain.core import audit
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.pathways.legal_aid import policies
from terrain.pathways.legal_aid.actions import mandates as actions
from terrain.pathways.legal_aid.forms import EndForm, GiveForm
from terrain.pathways.legal_aid.models import Mandate
from terrain.pathways.legal_aid.showing import mandates_of, mandates_told


def mandates(request: Request, uid: str) -> HttpResponse:
    """Every lawyer who took the case, and one more to give it to."""
    case = scoped(request, uid)
    may = verdict(policies.check_give, request.viewer, case)
    form = GiveForm(request.POST or None, case=case) if may else None
    if request.method == "POST":
        policies.check_give(request.viewer, case)
    if request.method == "POST" and form is not None and form.is_valid():
        said = form.cleaned_data
        actions.give(
            case, said["lawyer"], said["matter"], day=said["day"], words=said["words"], slip=said["slip"],
            by=request.viewer,
        )  # fmt: skip
        messages.success(request, _("Written down: a lawyer has this case."))
        return redirect("legal_aid:mandates", case.uid)
    audit.note_read(request, "casework.case_read", case, project_id=case.project_id)
    context = {"case": case, "form": form, "mandates": mandates_told(mandates_of(case), case)}
    return render(request, "legal_aid/mandates.html", context, status=422 if form and form.errors else 200)


def _mandate(case: Case, pk: int) -> Mandate:
    held = get_object_or_404(mandates_of(case), pk=pk)
    held.case = case
    return held


def end(request: Request, uid: str, pk: int) -> HttpResponse:
    """Say how it ended. What was sent twice, or after a colleague said it, is for the action to tell apart."""
    case = scoped(request, uid)
    held = _mandate(case, pk)
    if request.method != "POST" or held.is_open:
        policies.check_end(request.viewer, held)
    form = EndForm(request.POST or None, mandate=held)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.end(
                held, said["outcome"], day=said["day"], words=said["words"], version=said["version"], by=request.viewer
            )
        except actions.MandateChangedMeanwhile:
            messages.warning(request, _("A colleague was there first: look at what stands now."))
        else:
            messages.success(request, _("Written down."))
        return redirect("legal_aid:mandates", case.uid)
    audit.note_read(request, "casework.case_read", case, project_id=case.project_id)
    context = {"case": case, "form": form, "told": mandates_told([held], case)[0]}
    return render(request, "legal_aid/end_mandate.html", context, status=422 if form.errors else 200)


@require_POST
def take_back(request: Request, uid: str, pk: int) -> HttpResponse:
    """It was written by mistake."""
    case = scoped(request, uid)
    actions.take_back(_mandate(case, pk), by=request.viewer)
    messages.success(request, _("Taken back: it counts no more."))
    return redirect("legal_aid:mandates", case.uid)
