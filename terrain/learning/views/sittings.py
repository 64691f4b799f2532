"""The tests of a cohort: the group before and after, who took them, scores from paper."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from terrain.core import audit
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.learning import learners, score_pictures, testing, windows
from terrain.learning.actions import sittings as actions
from terrain.learning.forms.proof import ScoresForm
from terrain.learning.models import Cohort, Enrolment, QuestionTally, Sitting
from terrain.learning.policies.proof import check_see_scores, check_tests


def one_cohort(request: Request, uid: str) -> Cohort:
    """The cohort, as far as the viewer sees it; else 404."""
    found = Cohort.objects.visible_to(request.viewer)
    return get_object_or_404(found.select_related("course", "project", "place", "proof__questionnaire"), uid=uid)


def one_enrolment(request: Request, cohort: Cohort, uid: str) -> Enrolment:
    """Somebody on its list; else 404."""
    found = cohort.enrolments.visible_to(request.viewer).select_related(
        "cohort__course", "cohort__project", "person__key"
    )
    return get_object_or_404(found, uid=uid)


def note_names(request: Request, cohort: Cohort) -> None:
    """Remember that names were read, when they were."""
    if learners.named(cohort, request.viewer):
        audit.note_read(request, "learning.names_read", cohort, project_id=cohort.project_id)


def tests(request: Request, uid: str) -> HttpResponse:
    """How the group did; for those who hold the training, each of it."""
    cohort = one_cohort(request, uid)
    questionnaire = testing.questionnaire_of(cohort)
    sees = bool(verdict(check_see_scores, request.viewer, cohort))
    proof = windows.proof_of(cohort)
    drawn = testing.picture(cohort, request.viewer)
    context = {
        "cohort": cohort,
        "questionnaire": questionnaire,
        "picture": drawn,
        "drawing": score_pictures.bands(drawn) if drawn.shown else None,
        "lines": _lines(request, cohort) if sees else [],
        "sees": sees,
        "may": bool(verdict(check_tests, request.viewer, cohort)),
        "closed": proof is not None and proof.tests_closed_at is not None,
        "opened": proof is not None and proof.after_opened_at is not None,
        "closes": windows.last_day_of_answers(cohort),
        "tallies": _tallies(cohort),
    }
    return render(request, "learning/proof/tests.html", context)


def _lines(request: Request, cohort: Cohort) -> list[dict[str, Any]]:
    enrolments = learners.of_cohort(cohort, request.viewer)
    names = learners.names_of(enrolments, request.viewer)
    note_names(request, cohort)
    lines = []
    for told in testing.told(enrolments):
        asked = getattr(told.enrolment, "asked", None)
        lines.append(
            {
                "enrolment": told.enrolment,
                "name": names[told.enrolment.pk],
                "told": told,
                "passed": told.enrolment.test_passed,
                "may_again": told.after is not None and not told.second and (asked is None or not asked.second_try),
            }
        )
    return lines


def _tallies(cohort: Cohort) -> list[tuple[Any, dict[str, QuestionTally | None]]]:
    """Question by question, once the tests are closed."""
    found: dict[int, tuple[Any, dict[str, QuestionTally]]] = {}
    for tally in QuestionTally.objects.filter(proof__cohort=cohort).select_related("question"):
        found.setdefault(tally.question_id, (tally.question, {}))[1][tally.moment] = tally
    return [(question, {"before": by.get("before"), "after": by.get("after")}) for question, by in found.values()]


def paper(request: Request, uid: str) -> HttpResponse:
    """Write down scores of tests that were taken on paper."""
    cohort = one_cohort(request, uid)
    check_tests(request.viewer, cohort)
    enrolments = learners.of_cohort(cohort, request.viewer)
    names = learners.names_of(enrolments, request.viewer)
    note_names(request, cohort)
    questionnaire = testing.questionnaire_of(cohort)
    total = sum(one.points for one in questionnaire.questions.all()) if questionnaire is not None else None
    written = list(Sitting.objects.filter(enrolment__in=enrolments))
    rows = [(one, names[one.pk]) for one in enrolments]
    form = ScoresForm(request.POST or None, rows=rows, written=written, initial={"out_of": total})
    if request.method == "POST" and form.is_valid() and _wrote(request, cohort, form):
        return redirect("learning:tests", cohort.uid)
    return render(
        request, "learning/proof/paper.html", {"cohort": cohort, "form": form}, status=422 if form.errors else 200
    )


def _wrote(request: Request, cohort: Cohort, form: ScoresForm) -> bool:
    """Write what was typed; when somebody answered on her own page meanwhile, nothing is written and the form says so."""
    try:
        actions.write_scores(cohort, form.scores, by=request.viewer)
    except actions.AlreadyTaken as taken:
        form.add_error(None, str(taken.reason))
        return False
    count = len(form.scores)
    words = ngettext("%(count)d score is written.", "%(count)d scores are written.", count)
    messages.success(request, words % {"count": count})
    return True


def _change(change: Callable[..., None], done: Callable[[], str]) -> Any:
    @require_POST
    def view(request: Request, uid: str) -> HttpResponse:
        cohort = one_cohort(request, uid)
        change(cohort, by=request.viewer)
        messages.success(request, done())
        return redirect("learning:tests", cohort.uid)

    return view


open_after = _change(actions.open_after, lambda: _("The test after the training is open."))
close = _change(actions.close_tests, lambda: _("The tests are closed. Only counts remain of single answers."))


@require_POST
def again(request: Request, uid: str, enrolment: str) -> HttpResponse:
    """Let somebody take the test after the training once more."""
    cohort = one_cohort(request, uid)
    actions.allow_second_try(one_enrolment(request, cohort, enrolment), by=request.viewer)
    messages.success(request, _("She may take the test once more, from her own page."))
    return redirect("learning:tests", cohort.uid)
