"""The plan of a round: what is to be done, by whom, until when, and what became of it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from terrain.core import clock, slips
from terrain.core.access import Viewer
from terrain.core.actions import Act, action
from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.network.actions.capacity import Proof, replaced
from terrain.network.enums import ActionState
from terrain.network.models import Assessment, PlanAction
from terrain.network.policies.capacity import check_follow, check_plan


class ActionChanged(Exception):
    """A colleague changed the action since the page was opened; ``planned`` says what stands now."""

    def __init__(self, planned: PlanAction) -> None:
        super().__init__(str(planned.uid))
        self.planned = planned


@dataclass(frozen=True)
class Planned:
    """What is to be done: about which item or domain, what, who sees to it, until when."""

    about: str
    what: str
    answers: str
    due: date


def plan_action(assessment: Assessment, said: Planned, *, slip: UUID | None = None, by: Viewer) -> PlanAction:
    """Add an action to the plan of the last concluded round."""
    slip = slips.own(slip, by, assessment)
    check_plan(by, assessment)
    with action("network.action_planned", by=by, project_id=assessment.strengthening.project_id) as act:
        if (before := slips.taken(slip, PlanAction)) is not None:
            act.silent = True
            return before
        held = Assessment.objects.select_for_update(of=("self",)).select_related("strengthening").get(pk=assessment.pk)
        check_plan(by, held)
        if held.grid.domain_of(said.about) is None:
            raise Denied(f"{said.about!r} is not of the grid")
        act.obj = made = PlanAction.objects.create(assessment=held, **said.__dict__)
        slips.made(slip, made)
        facts.sync(held.strengthening)
    return made


def change_action(planned: PlanAction, said: Planned, *, version: int, by: Viewer) -> PlanAction:
    """Say otherwise what is to be done. Raises ``ActionChanged`` when a colleague changed it since ``version``."""
    with action("network.action_changed", by=by, obj=planned) as act:
        now = _locked(planned, act)
        check_follow(by, now)
        if Planned(now.about, now.what, now.answers, now.due) == said:
            act.silent = True
            return now
        _check_version(now, version)
        if now.assessment.grid.domain_of(said.about) is None:
            raise Denied(f"{said.about!r} is not of the grid")
        for name, value in said.__dict__.items():
            setattr(now, name, value)
        return _saved(now)


def finish_action(
    planned: PlanAction, day: date, words: str, *, proof: Proof | None = None, version: int, by: Viewer
) -> PlanAction:
    """It is done since ``day``; ``words`` or ``proof`` show it. Raises ``ActionChanged``, ``files.TooLarge``."""
    with action("network.action_done", by=by, obj=planned) as act:
        now = _locked(planned, act)
        check_follow(by, now)
        if now.state == ActionState.DONE and (now.done_on, now.proof) == (day, words) and proof is None:
            act.silent = True
            return now
        _check_version(now, version)
        if now.state == ActionState.DROPPED:
            raise Denied(_("This action was dropped. Take it up again first."))
        if not now.assessment.day <= day <= clock.today():
            raise Denied(_("Done on a day between the assessment and today."))
        if not words.strip() and proof is None and now.evidence is None:
            raise Denied(_("Say what shows that it is done, or add a file."))
        now.state, now.done_on, now.proof = ActionState.DONE, day, words.strip()
        now.evidence = replaced(now.evidence, proof, by)
        return _saved(now)


def take_up_action(planned: PlanAction, *, version: int, by: Viewer) -> PlanAction:
    """It is to be done after all: it was not done, or not to be dropped. What was said of it goes, a file stays."""
    with action("network.action_taken_up", by=by, obj=planned) as act:
        now = _locked(planned, act)
        check_follow(by, now)
        if now.is_open:
            act.silent = True
            return now
        _check_version(now, version)
        now.state, now.done_on, now.proof = ActionState.OPEN, None, ""
        now.why, now.replaced_by = "", None
        return _saved(now)


def drop_action(
    planned: PlanAction, why: str, *, replaced_by: PlanAction | None = None, version: int, by: Viewer
) -> PlanAction:
    """It will not be done, and ``why``. It still counts as not done, unless ``replaced_by`` another of the same plan."""
    with action("network.action_dropped", by=by, obj=planned) as act:
        now = _locked(planned, act)
        check_follow(by, now)
        if now.state == ActionState.DROPPED and (now.why, now.replaced_by) == (why, replaced_by):
            act.silent = True
            return now
        _check_version(now, version)
        if not now.is_open:
            raise Denied(_("Only an action that is still to be done is dropped."))
        if not why.strip():
            raise Denied(_("Say why it is dropped."))
        if replaced_by is not None and not able_to_replace(now).filter(pk=replaced_by.pk).exists():
            raise Denied(_("That action does not replace this one."))
        now.state, now.why, now.replaced_by = ActionState.DROPPED, why.strip(), replaced_by
        return _saved(now)


def able_to_replace(planned: PlanAction) -> QuerySet[PlanAction]:
    """What may stand for ``planned``: others of the same plan that are not dropped and stand for no other."""
    others = PlanAction.objects.filter(assessment=planned.assessment_id, replaces=None).exclude(pk=planned.pk)
    return others.exclude(state=ActionState.DROPPED)


def _locked(planned: PlanAction, act: Act) -> PlanAction:
    """The action as it stands."""
    found = PlanAction.objects.select_for_update(of=("self",)).select_related("assessment__strengthening")
    now = found.get(pk=planned.pk)
    act.project_id = now.assessment.strengthening.project_id
    return now


def _check_version(now: PlanAction, version: int) -> None:
    if now.version != version:
        raise ActionChanged(now)


def _saved(now: PlanAction) -> PlanAction:
    now.version += 1
    now.save()
    facts.sync(now.assessment.strengthening)
    return now
