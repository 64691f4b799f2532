from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.policies import Denied, require
from terrain.gatherings.models import Session
from terrain.programmes.models import Project


def check_view(viewer: Viewer, session: Session) -> None:
    """Sessions are for those who hold a role in the session's project."""
    require(viewer, "gathering.view", session.project_id)


def check_open(viewer: Viewer, project: Project) -> None:
    """Whether ``viewer`` holds sessions in ``project``."""
    require(viewer, "gathering.record", project.pk, _("Your role does not hold sessions in this project."))


def check_change(viewer: Viewer, session: Session) -> None:
    """Whether ``viewer`` may change what the session says, cancel it or take it up again."""
    require(viewer, "gathering.record", session.project_id, _("Your role does not hold sessions in this project."))


def check_record(viewer: Viewer, session: Session) -> None:
    """Whether ``viewer`` may say who came."""
    check_change(viewer, session)
    if session.is_cancelled:
        raise Denied(_("This session was cancelled. Take it up again first."))


def check_came(viewer: Viewer, session: Session) -> None:
    """The same; of a day of a training not before it has come, since its minutes count at once."""
    check_record(viewer, session)
    if session.part_of_course and session.day > clock.today():
        raise Denied(_("This day has not come: whoever comes is ticked then."))


def check_register(viewer: Viewer, session: Session) -> None:
    """Whether ``viewer`` may write down a newcomer at this session."""
    check_came(viewer, session)
    require(viewer, "people.edit", session.project_id, _("Your role does not register people in this project."))


def check_delete(viewer: Viewer, session: Session) -> None:
    """Only a session at which nobody was recorded may be deleted."""
    check_change(viewer, session)
    if session.headcount or session.attendances.exists():
        raise Denied(_("People were recorded at this session: cancel it instead, or remove them first."))


def check_identify(viewer: Viewer, session: Session) -> None:
    """Whether ``viewer`` sees the names of those who came."""
    require(viewer, "people.identify", session.project_id, _("Your role does not see names in this project."))


def check_import(viewer: Viewer, project: Project) -> None:
    """Whether ``viewer`` may bring a register into ``project``."""
    require(viewer, "import.run", project.pk, _("Your role does not allow importing into this project."))


def check_undo(viewer: Viewer, project: Project) -> None:
    """Whether ``viewer`` may take an imported register back."""
    require(viewer, "import.undo", project.pk, _("Your role does not allow undoing an import in this project."))
