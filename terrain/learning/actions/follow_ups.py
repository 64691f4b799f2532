"""What became of a training, six weeks and six months later: told on her page, or by telephone."""

from dataclasses import dataclass

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import ChangedMeanwhile
from terrain.learning.models import Enrolment, FollowUp
from terrain.learning.moments import Asking, Outcome, Used
from terrain.learning.policies.proof import HERSELF, check_agree_follow_up, check_follow_up


@dataclass(frozen=True)
class FollowUpSaid:
    """What became of asking; what she tells only when she answered."""

    outcome: str = Outcome.ANSWERED
    used: str = ""
    example: str = ""
    hindrance: str = ""
    evidence: str = ""


def answer_follow_up(enrolment: Enrolment, later: str, said: FollowUpSaid, *, version: int = 0, by: Viewer) -> FollowUp:
    """Write down what became of it. ``version``: 0 for the first time; raises ``ChangedMeanwhile`` when somebody else wrote since. What she
    says herself, once, comes before what was noted of a call."""
    project = enrolment.cohort.project_id
    with action("learning.followed_up", by=by, obj=enrolment, project_id=project, detail={"later": later}) as act:
        Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        check_follow_up(by, enrolment, later)
        held = FollowUp.objects.filter(enrolment=enrolment, later=later).first()
        if held is not None and by == HERSELF and held.outcome == Outcome.ANSWERED:
            act.silent = True
            return held
        if held is not None and by != HERSELF and held.version != version:
            raise ChangedMeanwhile(held)
        held = held or FollowUp(enrolment=enrolment, later=later, version=0)
        answered = said.outcome == Outcome.ANSWERED
        held.outcome = Outcome(said.outcome)
        held.used = Used(said.used).value if answered and said.used else ""
        held.how = Asking.PAGE if by == HERSELF else Asking.PHONE
        held.seal(*((said.example, said.hindrance, said.evidence) if answered else ("", "", "")))
        held.asked_on, held.recorded_by_id = clock.today(), by.user_id
        held.version += 1
        held.save()
        act.detail = {"later": later, "outcome": held.outcome}
    return held


def agree_to_follow_up(enrolment: Enrolment, agrees: bool, *, by: Viewer) -> None:
    """She says whether she may be asked later; she may change her mind."""
    check_agree_follow_up(by, enrolment)
    with action("learning.follow_up_agreed", by=by, obj=enrolment, project_id=enrolment.cohort.project_id) as act:
        held = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        act.silent = held.agreed_follow_up == agrees
        act.detail = {"agrees": agrees}
        held.agreed_follow_up = agrees
        held.save(update_fields=["agreed_follow_up"])
