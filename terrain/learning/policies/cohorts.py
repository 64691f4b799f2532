"""Who prepares trainings and who sees them; names are for those who may identify people."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import Denied, require, require_everywhere
from terrain.learning.enums import RequestState
from terrain.learning.models import Certificate, Cohort, Course, Enrolment, Meeting, Request
from terrain.programmes.models import Project

_NOT_HERS = _("Your role does not hold trainings in this project.")


def check_browse(viewer: Viewer) -> None:
    """Trainings are for those who see sessions in some project."""
    require(viewer, "gathering.view")


def check_hold_somewhere(viewer: Viewer) -> None:
    """Whether ``viewer`` holds trainings in some project."""
    require(viewer, "gathering.record", reason=_("Your role does not hold trainings."))


def check_hold(viewer: Viewer, project: Project | int) -> None:
    """Whether ``viewer`` holds trainings in ``project``."""
    require(viewer, "gathering.record", project if isinstance(project, int) else project.pk, _NOT_HERS)


def check_course(viewer: Viewer, project: Project | None) -> None:
    """Whether ``viewer`` writes courses of ``project``; those of the whole programme are for a role of the whole programme."""
    if project is None:
        require_everywhere(
            viewer, "gathering.record", _("Courses of the whole programme are written by its own roles.")
        )
    else:
        check_hold(viewer, project)


def check_change_course(viewer: Viewer, course: Course) -> None:
    """Whether ``viewer`` may change a course, or retire it."""
    check_course(viewer, course.project)


def check_cohort(viewer: Viewer, cohort: Cohort) -> None:
    """Whether ``viewer`` may change a cohort, its meetings and its list."""
    check_hold(viewer, cohort.project_id)


def check_running(viewer: Viewer, cohort: Cohort) -> None:
    """The same, of a cohort that takes place, or was held."""
    check_cohort(viewer, cohort)
    if cohort.is_cancelled:
        raise Denied(_("This training was cancelled. Take it up again first."))


def check_list(viewer: Viewer, cohort: Cohort) -> None:
    """The same, of its list, its days and its doors, which nobody changes once it is closed."""
    check_running(viewer, cohort)
    if cohort.is_over:
        raise Denied(_("This training is closed. Take it up again first."))


def check_enrol(viewer: Viewer, cohort: Cohort) -> None:
    """Whether ``viewer`` may put people on the list who are not known yet."""
    check_list(viewer, cohort)
    require(viewer, "people.edit", cohort.project_id, _("Your role does not register people in this project."))


def check_identify(viewer: Viewer, cohort: Cohort) -> None:
    """Whether ``viewer`` sees the names of those who are on the list."""
    require(viewer, "people.identify", cohort.project_id, _("Your role does not see names in this project."))


def check_answer(viewer: Viewer, cohort: Cohort) -> None:
    """Whether ``viewer`` may answer registrations from the link: she reads names, and registers people."""
    check_enrol(viewer, cohort)
    check_identify(viewer, cohort)


def check_own_place(_viewer: Viewer, enrolment: Enrolment) -> None:
    """Whether somebody may still give her place back from her own page, which alone says who she is: she did not come yet."""
    if enrolment.cohort.is_over:
        raise Denied(_("This training is over."))
    if enrolment.last_attended is not None:
        raise Denied(_("You have already come to this training. Tell the trainer if you cannot come again."))


def check_uncertified(_viewer: Viewer, *enrolments: Enrolment) -> None:
    """What a certificate stands on is not taken away under it: the certificate is withdrawn first, with its reason."""
    if Certificate.objects.filter(enrolment__in=enrolments, withdrawn_at=None).exists():
        raise Denied(_("A certificate of this training holds. It is withdrawn first."))


def check_register_oneself(cohort: Cohort) -> None:
    """Whether anybody may register from the link today."""
    if not cohort.takes_registrations:
        raise Denied(_("Registration is closed."))


def check_unanswered(_viewer: Viewer, request: Request) -> None:
    """Whether a registration may still be answered, or taken back by whoever has its address."""
    if request.state != RequestState.WAITING:
        raise Denied(_("This registration was answered already."))


def check_door(viewer: Viewer, meeting: Meeting, enrolment: Enrolment, now: datetime) -> None:
    """Whether somebody may say herself that she is there: of that training, with a place, in these hours."""
    if enrolment.cohort_id != meeting.cohort_id or not enrolment.has_place:
        raise Denied(_("You are not on the list: tell the trainer."))
    if meeting.group_id is not None and enrolment.group_id is not None and meeting.group_id != enrolment.group_id:
        raise Denied(_("Your group meets at another time: tell the trainer."))
    check_hours(viewer, meeting, now)


def check_hours(_viewer: Viewer, meeting: Meeting, now: datetime) -> None:
    """Whether the door of this meeting is open to whoever is on the list."""
    if meeting.session.is_cancelled or meeting.cohort.is_cancelled:
        raise Denied(_("This meeting does not take place."))
    if meeting.cohort.is_over:
        raise Denied(_("This training is over."))
    if not meeting.check_in_opens <= now < meeting.check_in_closes:
        raise Denied(_("The door is not open: it opens an hour before and closes at the end of the day."))


def check_leave(_viewer: Viewer, there: bool) -> None:
    """Leaving is for whoever came in (``there``)."""
    if not there:
        raise Denied(_("You have not come in yet: say first that you are here."))
