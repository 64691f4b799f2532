"""What is told and done in a file: who writes it, who reads each class of it."""

from django.utils.translation import gettext_lazy as _

from terrain.casework.enums import NoteClass, PlanState
from terrain.casework.models import Case, CaseDocument, Note, Plan, PlannedAction, ServiceGiven
from terrain.casework.policies.cases import check_supervise, check_view, check_work
from terrain.casework.policies.emergencies import check_confidence
from terrain.core.access import Viewer
from terrain.core.policies import Denied, require, verdict


def classes_of(viewer: Viewer, case: Case) -> list[NoteClass]:
    """The classes of confidence that the viewer reads in this file; what she does not read is as if it were not there."""
    return [one for one in NoteClass if verdict(check_confidence, viewer, case, one)]


def check_class(viewer: Viewer, case: Case, note_class: str) -> None:
    """Whether the viewer reads and writes this class here."""
    check_view(viewer, case)
    if note_class not in classes_of(viewer, case):
        raise Denied(_("Your role does not read what was told under this confidence."))


def check_write(viewer: Viewer, case: Case, note_class: str) -> None:
    """Whether the viewer writes in this class."""
    check_work(viewer, case)
    check_class(viewer, case, note_class)


def check_correct(viewer: Viewer, note: Note) -> None:
    """A note is corrected, or struck out, by whoever wrote it."""
    check_write(viewer, note.case, note.note_class)
    check_own(viewer, note)


def check_own(viewer: Viewer, note: Note) -> None:
    """What correcting asks of the note itself, once the viewer writes in its class."""
    if note.by_id != viewer.user_id and not viewer.everything:
        raise Denied(_("Only whoever wrote this note corrects it. Write another one."))
    if note.struck_at is not None:
        raise Denied(_("This note was struck out."))


def check_take_back(viewer: Viewer, service: ServiceGiven) -> None:
    """A service written by mistake is taken back by whoever works in the file."""
    check_work(viewer, service.case)
    if service.withdrawn_at is not None:
        raise Denied(_("This was taken back already."))


def check_remove(viewer: Viewer, document: CaseDocument) -> None:
    """A paper is taken out by whoever put it in, or by whoever supervises."""
    check_write(viewer, document.case, document.note_class)
    check_put_in(viewer, document)


def check_put_in(viewer: Viewer, document: CaseDocument) -> None:
    """What taking out asks of the paper itself, once the viewer writes in its class."""
    if document.removed_at is not None:
        raise Denied(_("This paper was taken out already."))
    if document.by_id != viewer.user_id:
        require(viewer, "case.supervise", document.case.project_id, _("Only whoever put it in takes it out."))


def check_plan(viewer: Viewer, plan: Plan) -> None:
    """Whether the viewer writes in this version of the plan: a draft."""
    check_work(viewer, plan.case)
    if plan.state != PlanState.DRAFT:
        raise Denied(_("This version of the plan is not a draft any more. Make a new one."))


def check_decide_plan(viewer: Viewer, plan: Plan) -> None:
    """Whether the viewer approves it: a supervisor who did not make it."""
    check_supervise(viewer, plan.case)
    if plan.state != PlanState.PROPOSED:
        raise Denied(_("This version of the plan does not wait for approval."))
    if plan.made_by_id == viewer.user_id and not viewer.everything:
        raise Denied(_("You made it yourself: somebody else has to agree."))


def check_act(viewer: Viewer, planned: PlannedAction) -> None:
    """Whether the viewer says how far a planned action is: of the plan in force."""
    check_work(viewer, planned.goal.plan.case)
    if planned.goal.plan.state != PlanState.IN_FORCE:
        raise Denied(_("This version of the plan is not in force."))
