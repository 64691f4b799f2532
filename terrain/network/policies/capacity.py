"""Who sees and who steers the strengthening of organisations."""

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import Denied, require
from terrain.network.enums import RoundState
from terrain.network.models import Assessment, PlanAction


def check_look(viewer: Viewer, project_id: int | None = None) -> None:
    """Whoever follows the network of a project sees the capacities of its organisations."""
    require(viewer, "network.view", project_id, _("Your role does not see the capacities of organisations."))


def check_steer(viewer: Viewer, project_id: int | None = None) -> None:
    """Whoever steers the network of a project assesses and plans."""
    require(viewer, "network.steer", project_id, _("Only whoever steers the network of the project does this."))


def check_write(viewer: Viewer, assessment: Assessment) -> None:
    """A round is written in until it is concluded."""
    check_steer(viewer, assessment.strengthening.project_id)
    if assessment.is_concluded:
        raise Denied(_("This round is concluded. Open it again to correct it."))


def check_reopen(viewer: Viewer, assessment: Assessment) -> None:
    """A concluded round is opened again as long as no later one stands upon it."""
    check_steer(viewer, assessment.strengthening.project_id)
    if not assessment.is_concluded:
        raise Denied(_("This round is open already."))
    if later_of(assessment):
        raise Denied(_("A later round stands upon this one."))


def check_discard(viewer: Viewer, assessment: Assessment) -> None:
    """A round that was begun by mistake goes, as long as it was never concluded."""
    check_write(viewer, assessment)
    if assessment.state != RoundState.DRAFT:
        raise Denied(_("This round was concluded once: it stays."))


def check_plan(viewer: Viewer, assessment: Assessment) -> None:
    """A plan is made from the last round that is concluded."""
    check_steer(viewer, assessment.strengthening.project_id)
    if not assessment.is_concluded:
        raise Denied(_("Conclude the round first: the plan answers to it."))
    later = assessment.strengthening.rounds.filter(number__gt=assessment.number, concluded_on__isnull=False)
    if later.exists():
        raise Denied(_("A later round is concluded: new actions belong to its plan."))


def check_follow(viewer: Viewer, planned: PlanAction) -> None:
    """Whoever steers says what became of an action."""
    check_steer(viewer, planned.assessment.strengthening.project_id)


def later_of(assessment: Assessment) -> bool:
    """Whether a later round was begun."""
    return assessment.strengthening.rounds.filter(number__gt=assessment.number).exists()
