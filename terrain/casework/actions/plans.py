"""The plan: a draft is written, proposed, approved by somebody else, carried out; a new version replaces it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from terrain.casework.actions.notices import tell
from terrain.casework.enums import ActionState, PlanState, Whose
from terrain.casework.holding import answering
from terrain.casework.models import Case, Goal, Plan, PlannedAction, key_for_writing, key_of
from terrain.casework.policies.care import check_act, check_decide_plan, check_plan
from terrain.casework.policies.cases import check_work
from terrain.core import clock, slips, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied

OWN = "casework.Plan.sealed_own_words"
GOAL = "casework.Goal.sealed_words"
ACTION = "casework.PlannedAction.sealed_words"


class ActedMeanwhile(Exception):
    """A colleague said something else of this action since the page was opened; ``planned`` says what."""

    def __init__(self, planned: PlannedAction) -> None:
        super().__init__(str(planned.pk))
        self.planned = planned


def _seal(case: Case, words: str, context: str) -> bytes:
    return vault.seal(key_for_writing(case), words.strip().encode(), context)


def words_of(case: Case, sealed: Any, context: str) -> str:
    """Sealed words of a plan; blank for none."""
    return vault.unseal(key_of(case), bytes(sealed), context).decode() if sealed else ""


def begin(case: Case, *, by: Viewer) -> Plan:
    """The draft of the plan: the one that is being written, or a new version that begins with what is in force."""
    check_work(by, case)
    with action("casework.plan_begun", by=by, obj=case, project_id=case.project_id) as act:
        Case.objects.select_for_update().get(pk=case.pk)
        draft = case.plans.filter(state__in=[PlanState.DRAFT, PlanState.PROPOSED]).first()
        if draft is not None:
            act.silent = True
            return draft
        newest = case.plans.order_by("-number").first()
        plan = Plan.objects.create(case=case, number=newest.number + 1 if newest else 1, made_by_id=by.user_id)
        if newest is not None:
            _copy(newest, plan)
        act.detail = {"plan": plan.number}
    return plan


def _copy(former: Plan, plan: Plan) -> None:
    plan.sealed_own_words = former.sealed_own_words
    plan.save(update_fields=["sealed_own_words"])
    for goal in former.goals.prefetch_related("actions"):
        fresh = Goal.objects.create(plan=plan, sealed_words=goal.sealed_words, position=goal.position)
        for one in goal.actions.all():
            PlannedAction.objects.create(
                goal=fresh, sealed_words=one.sealed_words, whose=one.whose, owner_id=one.owner_id, due=one.due,
                state=one.state,
            )  # fmt: skip


def add_goal(plan: Plan, words: str, *, slip: UUID | None = None, by: Viewer) -> Goal:
    """Something to be reached."""
    slip = slips.own(slip, by, plan)
    check_plan(by, plan)
    with action("casework.goal_added", by=by, obj=plan.case, project_id=plan.case.project_id) as act:
        if (before := slips.taken(slip, Goal)) is not None:
            act.silent = True
            return before
        goal = Goal.objects.create(plan=plan, sealed_words=_seal(plan.case, words, GOAL), position=plan.goals.count())
        slips.made(slip, goal)
    return goal


def drop_goal(goal: Goal, *, by: Viewer) -> None:
    """Leave a goal out of the draft."""
    check_plan(by, goal.plan)
    with action("casework.goal_dropped", by=by, obj=goal.plan.case, project_id=goal.plan.case.project_id):
        goal.delete()


def add_action(
    goal: Goal, words: str, *, whose: str, owner: int | None, due: date, slip: UUID | None = None, by: Viewer
) -> PlannedAction:
    """What somebody does for a goal."""
    slip = slips.own(slip, by, goal)
    check_plan(by, goal.plan)
    case = goal.plan.case
    with action("casework.action_planned", by=by, obj=case, project_id=case.project_id) as act:
        if (before := slips.taken(slip, PlannedAction)) is not None:
            act.silent = True
            return before
        made = PlannedAction.objects.create(
            goal=goal,
            sealed_words=_seal(case, words, ACTION),
            whose=whose,
            owner_id=(owner if owner is not None else case.owner_id) if whose == Whose.STAFF else None,
            due=due,
        )
        slips.made(slip, made)
    return made


def propose(plan: Plan, *, own_words: str, agreed: bool, by: Viewer) -> Plan:
    """Hand the draft to whoever supervises, with what the person says of it herself and whether she agrees."""
    with action("casework.plan_proposed", by=by, obj=plan.case, project_id=plan.case.project_id) as act:
        now = Plan.objects.select_for_update(of=("self",)).select_related("case__project").get(pk=plan.pk)
        check_plan(by, now)
        if not PlannedAction.objects.filter(goal__plan=now).exists():
            raise Denied(_("A plan has a goal and an action at least."))
        now.state, now.agreed, now.made_by_id = PlanState.PROPOSED, agreed, by.user_id
        now.sealed_own_words = _seal(now.case, own_words, OWN) if own_words.strip() else b""
        now.save()
        users = [user for user in answering(now.case) if user != by.user_id]
        tell(users, "plan_proposed", case=now.case, url=now.case.get_absolute_url())
        act.detail = {"plan": now.number}
    return now


def approve(plan: Plan, *, by: Viewer) -> Plan:
    """It is in force from now on; the one before is replaced."""
    check_decide_plan(by, plan)
    return _decide(plan, PlanState.IN_FORCE, "casework.plan_approved", "plan_approved", by)


def send_back(plan: Plan, *, by: Viewer) -> Plan:
    """It is a draft again."""
    check_decide_plan(by, plan)
    return _decide(plan, PlanState.DRAFT, "casework.plan_sent_back", "plan_sent_back", by)


def _decide(plan: Plan, state: PlanState, verb: str, notice: str, by: Viewer) -> Plan:
    with action(verb, by=by, obj=plan.case, project_id=plan.case.project_id) as act:
        now = Plan.objects.select_for_update(of=("self",)).select_related("case__project").get(pk=plan.pk)
        check_decide_plan(by, now)
        if state == PlanState.IN_FORCE:
            _carry_over(now)
            now.case.plans.filter(state=PlanState.IN_FORCE).update(state=PlanState.SUPERSEDED)
        now.state, now.decided_at, now.decided_by_id = state, clock.now(), by.user_id
        now.save()
        tell([now.made_by_id], notice, case=now.case, url=now.case.get_absolute_url())
        act.detail = {"plan": now.number}
    return now


def _carry_over(plan: Plan) -> None:
    """What was done while the new version was being written stays done: an action that it copied has the very same seal."""
    former = PlannedAction.objects.filter(goal__plan__case=plan.case, goal__plan__state=PlanState.IN_FORCE)
    said = {bytes(one.sealed_words): one.state for one in former}
    for one in PlannedAction.objects.filter(goal__plan=plan):
        state = said.get(bytes(one.sealed_words), one.state)
        if state != one.state:
            one.state = state
            one.version += 1
            one.save(update_fields=["state", "version", "changed_at"])


def say_progress(planned: PlannedAction, state: ActionState, *, version: int, by: Viewer) -> PlannedAction:
    """How far a planned action is. Raises ``ActedMeanwhile`` when a colleague said otherwise since ``version``."""
    case = planned.goal.plan.case
    with action("casework.action_progressed", by=by, obj=case, project_id=case.project_id) as act:
        held = PlannedAction.objects.select_for_update(of=("self",)).select_related("goal__plan__case__project")
        now = held.get(pk=planned.pk)
        check_act(by, now)
        if now.state == state:
            act.silent = True
            return now
        if now.version != version:
            raise ActedMeanwhile(now)
        now.state = state
        now.version += 1
        now.save()
        act.detail = {"row": now.pk, "state": str(state)}
    return now
