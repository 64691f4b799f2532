"""Who composes teams and lets them see a file."""

from django.utils.translation import gettext_lazy as _

from terrain.casework.models import Case, Team
from terrain.casework.policies.cases import check_hand_over
from terrain.core.access import Viewer
from terrain.core.policies import Denied, require
from terrain.programmes.models import Project


def check_compose(viewer: Viewer, project: Project) -> None:
    """Teams are composed by whoever supervises the project's files."""
    require(viewer, "case.supervise", project.pk, _("Only whoever supervises this project's files composes teams."))


def check_choose(viewer: Viewer, case: Case, team: Team | None) -> None:
    """Whoever is in charge, or supervises, chooses the team: one of the same project, and none for a sealed file."""
    check_hand_over(viewer, case)
    if team is not None and (team.project_id != case.project_id or team.closed_at is not None):
        raise Denied(_("This team belongs to another project."))
    if team is not None and case.is_sealed:
        raise Denied(_("A sealed file is for those named on it, not for a team."))
