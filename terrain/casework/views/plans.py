"""The plan of a file."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.casework import care
from terrain.casework.actions import plans as actions
from terrain.casework.enums import ActionState, PlanState
from terrain.casework.forms.care import ActionForm, GoalForm, ProposalForm
from terrain.casework.models import Case, Goal, Plan, PlannedAction
from terrain.casework.policies.care import check_decide_plan, check_plan
from terrain.casework.policies.cases import check_work
from terrain.casework.views.cases import scoped
from terrain.core import audit
from terrain.core.http import Request
from terrain.core.policies import Denied, verdict


def _plan(case: Case, number: int) -> Plan:
    held = get_object_or_404(case.plans, number=number)
    held.case = case
    return held


@require_POST
def begin(request: Request, uid: str) -> HttpResponse:
    """A draft, new or going on."""
    case = scoped(request, uid)
    plan = actions.begin(case, by=request.viewer)
    return redirect("casework:plan_version", case.uid, plan.number)


def plan(request: Request, uid: str, number: int) -> HttpResponse:
    """A version of the plan: a draft is written here, others are read and printed."""
    case = scoped(request, uid)
    held = _plan(case, number)
    return _page(request, held, ProposalForm())


def _page(request: Request, held: Plan, proposal: ProposalForm) -> HttpResponse:
    case = held.case
    goals = care.goals_told(held, case)
    goal_form = GoalForm(request.POST if request.POST.get("what") == "goal" else None, prefix="goal")
    given = request.POST if request.POST.get("what") == "action" else None
    action_form = ActionForm(given, case=case, goals=goals, prefix="action")
    if request.method == "POST":
        check_plan(request.viewer, held)
        if _wrote(request, held, goal_form, action_form):
            return redirect("casework:plan_version", case.uid, held.number)
    audit.note_read(request, "casework.plan_read", case, project_id=case.project_id)
    context = {
        "case": case,
        "plan": held,
        "goals": goals,
        "own_words": actions.words_of(case, held.sealed_own_words, actions.OWN),
        "may_plan": verdict(check_plan, request.viewer, held),
        "may_decide": verdict(check_decide_plan, request.viewer, held),
        "may_work": verdict(check_work, request.viewer, case),
        "goal_form": goal_form,
        "action_form": action_form,
        "proposal": proposal,
        "versions": case.plans.all(),
    }
    wrong = goal_form.errors or action_form.errors or proposal.errors
    return render(request, "casework/plans/plan.html", context, status=422 if wrong else 200)


def _wrote(request: Request, plan: Plan, goal_form: GoalForm, action_form: ActionForm) -> bool:
    if goal_form.is_bound and goal_form.is_valid():
        actions.add_goal(plan, goal_form.cleaned_data["words"], slip=goal_form.cleaned_data["slip"], by=request.viewer)
        return True
    if action_form.is_bound and action_form.is_valid():
        said = action_form.cleaned_data
        goal = get_object_or_404(Goal.objects.select_related("plan__case__project"), pk=said["goal"], plan=plan)
        actions.add_action(
            goal, said["words"], whose=said["whose"], owner=said["owner"].pk if said["owner"] else None, due=said["due"],
            slip=said["slip"], by=request.viewer,
        )  # fmt: skip
        return True
    return False


@require_POST
def drop_goal(request: Request, uid: str, pk: int) -> HttpResponse:
    """Leave a goal out of the draft."""
    case = scoped(request, uid)
    goal = get_object_or_404(Goal.objects.select_related("plan__case__project"), pk=pk, plan__case=case)
    number = goal.plan.number
    actions.drop_goal(goal, by=request.viewer)
    return redirect("casework:plan_version", case.uid, number)


@require_POST
def propose(request: Request, uid: str, number: int) -> HttpResponse:
    """Hand the draft to whoever supervises."""
    case = scoped(request, uid)
    held = _plan(case, number)
    form = ProposalForm(request.POST)
    if not PlannedAction.objects.filter(goal__plan=held).exists():
        messages.error(request, _("A plan has a goal and an action at least."))
        return redirect("casework:plan_version", case.uid, number)
    if not form.is_valid():
        return _page(request, held, form)
    actions.propose(
        held, own_words=form.cleaned_data["own_words"], agreed=form.cleaned_data["agreed"], by=request.viewer
    )
    messages.success(request, _("Whoever supervises was asked."))
    return redirect(case)


@require_POST
def decide(request: Request, uid: str, number: int) -> HttpResponse:
    """A supervisor approves, or sends it back."""
    case = scoped(request, uid)
    held = _plan(case, number)
    answer = request.POST.get("answer", "")
    if answer not in {"approve", "send_back"}:
        raise Denied(_("Say yes or no."))
    (actions.approve if answer == "approve" else actions.send_back)(held, by=request.viewer)
    messages.success(request, _("The plan is in force.") if answer == "approve" else _("The plan is a draft again."))
    return redirect(case)


@require_POST
def progress(request: Request, uid: str, pk: int) -> HttpResponse:
    """How far a planned action is."""
    case = scoped(request, uid)
    found = PlannedAction.objects.select_related("goal__plan__case__project")
    planned = get_object_or_404(found, pk=pk, goal__plan__case=case, goal__plan__state=PlanState.IN_FORCE)
    state, version = request.POST.get("state", ""), request.POST.get("version", "")
    if state not in ActionState or not version.isdigit():
        raise Denied(_("Say how far it is."))
    try:
        actions.say_progress(planned, ActionState(state), version=int(version), by=request.viewer)
    except actions.ActedMeanwhile as meanwhile:
        words = _("A colleague said meanwhile: %(state)s. Say it again if you still mean it.")
        messages.warning(request, words % {"state": meanwhile.planned.get_state_display()})
    else:
        messages.success(request, _("Saved."))
    return redirect("casework:plan_version", case.uid, planned.goal.plan.number)
