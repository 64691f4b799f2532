"""What the pages of a file tell, made ready for the templates."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from terrain.casework.actions.cases import situation_of, step_words_of
from terrain.casework.enums import Closing
from terrain.casework.kinds import Transition
from terrain.casework.models import Case, StageChange
from terrain.casework.policies import cases as policies
from terrain.casework.sections import sections
from terrain.casework.subjects import names_of
from terrain.core import clock
from terrain.core.http import Request
from terrain.core.policies import Verdict, verdict
from terrain.people.models import Group, Person


@dataclass(frozen=True)
class Step:
    """A step that may be taken now, or why not."""

    transition: Transition
    may: Verdict


@dataclass(frozen=True)
class Change:
    """A step that was taken, in words."""

    change: StageChange
    stage: Any
    words: str
    who: str


def changes_of(case: Case) -> list[Change]:
    """The steps that the file took, newest first."""
    kind = case.pathway
    found = case.changes.select_related("by").order_by("-pk")
    told = []
    for change in found:
        change.case = case
        who = change.by.full_name if change.by is not None else ""
        told.append(Change(change, kind.stage(change.target).label, step_words_of(change), who))
    return told


def steps_of(request: Request, case: Case) -> list[Step]:
    """The steps that leave the stage where the file stands."""
    if not case.is_open:
        return []
    return [
        Step(step, verdict(policies.check_move, request.viewer, case, step))
        for step in case.pathway.steps_from(case.stage)
    ]


def held_up(steps: list[Step]) -> list[str]:
    """What is missing for the ordinary next step, or to close, in the words of the rule; each once."""
    found = [
        step.may.reason
        for step in steps
        if step.transition.needs is not None
        and not step.may
        and (step.transition.forward or step.transition.asks == "closing_reason")
    ]
    return list(dict.fromkeys(found))


def page_of(request: Request, case: Case) -> dict[str, Any]:
    """Everything that the file's page shows."""
    viewer, waits = request.viewer, case.closing == Closing.ASKED
    steps, may_work = steps_of(request, case), verdict(policies.check_work, request.viewer, case)
    wanted = [section for section in sections() if section.code not in case.pathway.without]
    shown = [(section, contents) for section in wanted if (contents := section.contents(request, case)) is not None]
    return {
        "case": case,
        "kind": case.pathway,
        "stage": case.at,
        "stages": [(stage, stage.code == case.stage) for stage in case.pathway.stages],
        "may_read_kind": verdict(policies.check_list, viewer, case.pathway),
        "name": names_of([case], viewer)[case.pk],
        "sees_person": case.person is not None
        and Person.objects.visible_to(viewer).filter(pk=case.person.stands_as.pk).exists(),
        "sees_group": case.group_id is not None and Group.objects.visible_to(viewer).filter(pk=case.group_id).exists(),
        "late": case.late_on(clock.today()),
        "entry_reason": case.pathway.lists.words("entry_reasons", case.entry_reason) if case.entry_reason else "",
        "situation": situation_of(case),
        "closing_reason": case.pathway.lists.words("closing_reasons", case.closing_reason)
        if case.closing_reason
        else "",
        "waits": waits,
        "next": next((step for step in steps if step.transition.forward and step.may), None),
        "others": [step for step in steps if not step.transition.forward and step.may],
        "held_up": held_up(steps) if may_work and not waits else [],
        "may_work": may_work,
        "may_decide": verdict(policies.check_decide_closing, viewer, case),
        "may_reopen": verdict(policies.check_reopen, viewer, case),
        "may_hand_over": verdict(policies.check_hand_over, viewer, case),
        "changes": changes_of(case),
        "sections": shown,
    }


def two_versions(case: Case) -> dict[str, str]:
    """What the file's situation says now, and who wrote last."""
    return {"words": situation_of(case), "label": _("What a colleague wrote")}
