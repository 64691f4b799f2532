"""Assessments and risk of a file."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terrain.casework import care
from terrain.casework.actions import care as actions
from terrain.casework.charts import steps_chart
from terrain.casework.enums import Risk
from terrain.casework.forms.care import AssessmentForm, RiskForm
from terrain.casework.lists import Form
from terrain.casework.models import Case, RiskChange
from terrain.casework.policies.cases import check_work
from terrain.casework.views.cases import scoped
from terrain.core import audit, clock
from terrain.core.http import Request
from terrain.core.policies import verdict


def _form(case: Case, code: str) -> Form:
    try:
        return case.pathway.lists.form(code, clock.today())
    except LookupError as error:
        raise Http404 from error


def assess(request: Request, uid: str, form: str) -> HttpResponse:
    """Answer a form."""
    case = scoped(request, uid)
    check_work(request.viewer, case)
    asked = _form(case, form)
    fields = AssessmentForm(request.POST or None, form=asked)
    if request.method == "POST" and fields.is_valid():
        said = fields.cleaned_data
        made = actions.assess(case, asked, fields.answers, day=said["day"], slip=said["slip"], by=request.viewer)
        if made.risk and made.risk != case.risk:
            level = Risk(made.risk).label
            messages.info(request, _("This assessment proposes another level of risk: %(level)s.") % {"level": level})
        else:
            messages.success(request, _("The assessment is kept."))
        return redirect("casework:assessments", case.uid, form)
    context = {"case": case, "asked": asked, "form": fields}
    return render(request, "casework/assessments/assess.html", context, status=422 if fields.errors else 200)


def assessments(request: Request, uid: str, form: str) -> HttpResponse:
    """Every time a form was answered, beside one another, and how the total moved."""
    case = scoped(request, uid)
    told = care.assessed(case, form)
    if not told and form not in {one.code for one in case.pathway.lists.forms}:
        raise Http404
    audit.note_read(request, "casework.assessments_read", case, project_id=case.project_id)
    label = next(str(one) for one in case.pathway.lists.forms if one.code == form)
    context = {
        "case": case,
        "label": label,
        "code": form,
        "told": told,
        "rows": care.compared(told),
        "chart": steps_chart([(one.assessment.day, one.result.total) for one in told]),
        "may_write": verdict(check_work, request.viewer, case),
    }
    return render(request, "casework/assessments/assessments.html", context)


def risk(request: Request, uid: str) -> HttpResponse:
    """Set the level of risk, and see how it moved."""
    case = scoped(request, uid)
    check_work(request.viewer, case)
    newest = case.risks.first()
    form = RiskForm(request.POST or None, initial={"level": case.risk, "seen": newest.pk if newest else 0})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.set_risk(
                case, Risk(said["level"]), said["words"], seen=said["seen"], slip=said["slip"], by=request.viewer
            )
        except actions.RiskSetMeanwhile as meanwhile:
            form = _again(form, meanwhile.change)
        else:
            messages.success(request, _("Saved."))
            return redirect(case)
    audit.note_read(request, "casework.case_read", case, project_id=case.project_id)
    history = [(one, actions.opened(case, one.sealed_words, actions.RISK)) for one in case.risks.select_related("by")]
    context = {"case": case, "form": form, "history": history, "rules": case.pathway.lists.risks}
    return render(request, "casework/assessments/risk.html", context, status=422 if form.errors else 200)


def _again(form: RiskForm, change: RiskChange) -> RiskForm:
    """The same words, on top of what the colleague set: sent once more, they are meant."""
    typed = {name: form.data.get(name) for name in form.fields} | {"seen": str(change.pk)}
    fresh = RiskForm(typed)
    fresh.is_valid()
    words = _("%(who)s set it meanwhile to “%(level)s”. Look at why, below, then say again what it should be.")
    who = change.by.full_name if change.by is not None else _("A colleague")
    fresh.add_error(None, words % {"who": who, "level": Risk(change.level).label})
    return fresh
