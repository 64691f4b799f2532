"""What became of a training six weeks and six months later: whom to ask, what they said, at what rate."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terrain.core import audit
from terrain.core.changing import ChangedMeanwhile
from terrain.core.http import Request
from terrain.core.policies import require, verdict
from terrain.learning import following, learners, windows
from terrain.learning.actions import follow_ups as actions
from terrain.learning.forms.proof import StaffFollowUpForm
from terrain.learning.models import FollowUp
from terrain.learning.moments import Later
from terrain.learning.policies.cohorts import check_hold_somewhere
from terrain.learning.policies.proof import check_follow_up, check_hear
from terrain.learning.views.sittings import note_names, one_cohort, one_enrolment

AT_MOST = 100


def due(request: Request) -> HttpResponse:
    """Whom to ask now, over all trainings of the viewer's projects."""
    check_hold_somewhere(request.viewer)
    require(request.viewer, "people.identify", reason=_("Your role does not see names."))
    waiting = following.due(request.viewer)
    shown = waiting[:AT_MOST]
    names = learners.names_of([one.enrolment for one in shown], request.viewer)
    for cohort in {one.enrolment.cohort_id: one.enrolment.cohort for one in shown}.values():
        note_names(request, cohort)
    context = {"lines": [(one, names[one.enrolment.pk]) for one in shown], "more": len(waiting) - len(shown)}
    return render(request, "learning/proof/due.html", context)


def of_cohort(request: Request, uid: str) -> HttpResponse:
    """The rates of a cohort, and, for those who hold it, who is to be asked."""
    cohort = one_cohort(request, uid)
    enrolments = learners.of_cohort(cohort, request.viewer)
    sees = bool(verdict(check_hear, request.viewer, cohort))
    answers = list(FollowUp.objects.filter(enrolment__in=enrolments))
    context = {
        "cohort": cohort,
        "rates": [(one, windows.window_of(cohort, one.later)) for one in following.rates(enrolments, answers)],
        "sees": sees,
        "lines": _lines(request, cohort, enrolments, answers) if sees else [],
        "without": sum(1 for one in enrolments if one.last_attended is not None and not one.agreed_follow_up),
    }
    return render(request, "learning/proof/follow_ups.html", context)


def _lines(request: Request, cohort: Any, enrolments: Any, answers: list[FollowUp]) -> list[dict[str, Any]]:
    names = learners.names_of(enrolments, request.viewer)
    note_names(request, cohort)
    told = {(one.enrolment_id, one.later): one for one in answers}
    return [
        {
            "enrolment": one,
            "name": names[one.pk],
            "asked": [
                (
                    later,
                    told.get((one.pk, later.value)),
                    bool(verdict(check_follow_up, request.viewer, one, later.value)),
                )
                for later in Later
            ],
        }
        for one in enrolments
        if one.last_attended is not None and one.agreed_follow_up
    ]


def follow_up(request: Request, uid: str, enrolment: str, later: str) -> HttpResponse:
    """What somebody told by telephone, or that she could not be reached; what she wrote herself can be read here."""
    cohort = one_cohort(request, uid)
    check_hear(request.viewer, cohort)
    if later not in Later.values:
        raise Http404
    one = one_enrolment(request, cohort, enrolment)
    held = FollowUp.objects.filter(enrolment=one, later=later).select_related("enrolment__person__key").first()
    may = verdict(check_follow_up, request.viewer, one, later)
    if not may and held is None:
        check_follow_up(request.viewer, one, later)
    if held is not None:
        audit.note_read(request, "learning.follow_up_read", held, project_id=cohort.project_id, detail={"later": later})
    form = StaffFollowUpForm(request.POST or None, held=held)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_follow_up(
                one, later, form.said, version=form.cleaned_data["version"] or 0, by=request.viewer
            )
        except ChangedMeanwhile as changed:
            typed = request.POST.copy()
            typed["version"] = str(changed.record.version)
            form = StaffFollowUpForm(typed, held=changed.record)
            form.add_error(None, _("Somebody wrote this meanwhile. Look at it, then save again to keep yours."))
        else:
            messages.success(request, _("Written down."))
            return redirect("learning:follow_ups", cohort.uid)
    context = {
        "cohort": cohort,
        "form": form,
        "held": held,
        "later": Later(later),
        "may": bool(may),
        "name": learners.names_of([one], request.viewer)[one.pk],
    }
    return render(request, "learning/proof/follow_up.html", context, status=422 if form.errors else 200)
