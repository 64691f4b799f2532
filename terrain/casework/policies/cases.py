"""Who opens a file, sees it, works in it, moves it, hands it over, closes it."""

from django.utils.translation import gettext_lazy as _

from terrain.casework.enums import Closing, SubjectKind
from terrain.casework.kinds import CaseKind, Transition
from terrain.casework.models import Case
from terrain.casework.policies.emergencies import enters_by_exception
from terrain.core.access import Viewer
from terrain.core.policies import Denied, require
from terrain.people.models import Group, Person
from terrain.people.policies import check_view as check_view_person
from terrain.programmes.models import Organisation, Project


def check_view(viewer: Viewer, case: Case) -> None:
    """A file is for those who need to know of it; see ``CaseQuerySet.visible_to``, which is the rule."""
    if not Case.objects.visible_to(viewer).filter(pk=case.pk).exists():
        raise Denied(_("This file is not yours to see."))


def check_list(viewer: Viewer, kind: CaseKind) -> None:
    """Whether the viewer sees files of this kind at all."""
    require(viewer, kind.see, reason=_("Your role does not see these files."))


def check_open(
    viewer: Viewer,
    project: Project,
    kind: CaseKind,
    person: Person | None = None,
    group: Group | None = None,
    enterprise: Organisation | None = None,
) -> None:
    """Whether the viewer opens files of this kind in ``project``, about exactly one of the three, which the kind is about."""
    require(viewer, kind.work, project.pk, _("Your role does not open these files in this project."))
    if not project.keeps(kind.code):
        raise Denied(_("This project keeps no such files."))
    said = {SubjectKind.PERSON: person, SubjectKind.GROUP: group, SubjectKind.ENTERPRISE: enterprise}
    if [which for which, about in said.items() if about is not None] != [kind.subject]:
        raise Denied(_("This kind of file is not about that."))
    if group is not None:
        _check_group(viewer, project, group)
    if person is not None and not viewer.everything:
        if not Person.objects.visible_to(viewer).filter(pk=person.pk).exists():
            raise Denied(_("No project of yours knows this person."))
        check_view_person(viewer, person)


def _check_group(viewer: Viewer, project: Project, group: Group) -> None:
    """A group's file is of the group's own project, while the group stands."""
    if not viewer.everything and not Group.objects.visible_to(viewer).filter(pk=group.pk).exists():
        raise Denied(_("No project of yours knows this group."))
    if group.project_id != project.pk:
        raise Denied(_("This group belongs to another project."))
    if group.ended_on is not None:
        raise Denied(_("This group has ended."))


def check_work(viewer: Viewer, case: Case) -> None:
    """Whether the viewer writes in the file: it is visible, open, and a role of hers works in this kind of file."""
    check_view(viewer, case)
    require(viewer, case.pathway.work, case.project_id, _("Your role reads this file and does not write in it."))
    if not case.is_open or not Case.objects.standing().filter(pk=case.pk).exists():
        raise Denied(_("This file is closed. Reopen it first."))


def _check_not_by_exception(viewer: Viewer, case: Case) -> None:
    """Exceptional access is for reading and helping within its hours; it gives no say about the file."""
    if enters_by_exception(viewer, case):
        raise Denied(_("You entered by exceptional access: those who answer for this file decide."))


def check_supervise(viewer: Viewer, case: Case) -> None:
    """Whether the viewer supervises the file; of a sealed one, those named decide, as no supervisor may know of it."""
    check_view(viewer, case)
    _check_not_by_exception(viewer, case)
    if case.is_sealed and viewer.may(case.pathway.work, case.project_id):
        return
    require(viewer, "case.supervise", case.project_id, _("Only whoever supervises this project's files does this."))


def check_move(viewer: Viewer, case: Case, transition: Transition) -> None:
    """Whether the file may take this step now."""
    check_work(viewer, case)
    if case.stage not in transition.sources:
        raise Denied(_("The file does not stand at a stage from which this step leads."))
    if case.closing == Closing.ASKED:
        raise Denied(_("Closing was asked for. It waits for whoever supervises."))
    if transition.needs is not None:
        transition.needs(case)


def check_decide_closing(viewer: Viewer, case: Case) -> None:
    """Whether the viewer may agree to the closing, or refuse it: a supervisor who did not ask for it herself."""
    check_supervise(viewer, case)
    if case.closing != Closing.ASKED:
        raise Denied(_("Nobody asks to close this file."))
    if case.closing_asked_by_id == viewer.user_id and not viewer.everything:
        raise Denied(_("You asked for it yourself: somebody else has to agree."))


def check_reopen(viewer: Viewer, case: Case) -> None:
    """Whether the viewer may reopen the closed file."""
    check_view(viewer, case)
    require(viewer, case.pathway.work, case.project_id, _("Your role does not work in this kind of file."))
    if case.is_open:
        raise Denied(_("This file is open."))


def check_give_to(viewer: Viewer, case: Case, user_id: int) -> None:
    """Of a sealed file nobody puts herself in charge: she would see it for good."""
    if case.is_sealed and user_id == viewer.user_id:
        raise Denied(_("Nobody names herself. Ask a colleague who may."))


def check_hand_over(viewer: Viewer, case: Case) -> None:
    """Whether the viewer may put somebody else in charge: whoever is in charge, or supervises."""
    check_view(viewer, case)
    _check_not_by_exception(viewer, case)
    if case.owner_id == viewer.user_id and viewer.may(case.pathway.work, case.project_id):
        return
    require(
        viewer, "case.supervise", case.project_id, _("Only whoever is in charge, or supervises, hands a file over.")
    )
