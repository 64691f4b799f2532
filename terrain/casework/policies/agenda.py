"""Who plans appointments and tasks, and says what became of them."""

from django.utils.translation import gettext_lazy as _

from terrain.casework.enums import AppointmentState
from terrain.casework.models import Appointment, Case, Notice, Task
from terrain.casework.policies.cases import check_view, check_work
from terrain.core.access import Viewer
from terrain.core.policies import Denied, require


def check_plan(viewer: Viewer, case: Case) -> None:
    """Whether the viewer plans something in the file."""
    check_work(viewer, case)


def check_change(viewer: Viewer, appointment: Appointment) -> None:
    """Whether the viewer may move or cancel it, or say whether she came."""
    check_view(viewer, appointment.case)
    require(viewer, appointment.case.pathway.work, appointment.case.project_id)
    if appointment.state != AppointmentState.PLANNED:
        raise Denied(_("What became of this appointment is already said."))


def check_finish(viewer: Viewer, task: Task) -> None:
    """Whether the viewer may say that the task is done."""
    check_work(viewer, task.case)


def check_own(viewer: Viewer, notice: Notice) -> None:
    """A notice is put away by whom it was for."""
    if notice.user_id != viewer.user_id:
        raise Denied(_("This was told to somebody else."))
