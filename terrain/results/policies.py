from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import Denied, require
from terrain.programmes.models import Project, Target
from terrain.results.models import DeclaredValue
from terrain.results.rules import rule_of


def check_view(viewer: Viewer, project: Project) -> None:
    """Figures are for those who hold a role in the project."""
    require(viewer, "results.view", project.pk, _("Your role does not see the figures of this project."))


def check_small_cells(viewer: Viewer, project: Project) -> None:
    """Whether the viewer sees small cells; all others see them hidden."""
    reason = _("Small figures are hidden, so that nobody can be recognised.")
    require(viewer, "results.drill", project.pk, reason)


def check_take(viewer: Viewer, project: Project) -> None:
    """Whether the viewer takes out a breakdown from which nothing is hidden; the others print theirs as they see it."""
    require(viewer, "results.drill", project.pk, _("Your role does not take unhidden figures out."))


def check_drill(viewer: Viewer, project: Project) -> None:
    """Whether the viewer opens the list of people behind a figure: it names them."""
    require(viewer, "results.drill", project.pk, _("Your role does not open the list behind a figure."))
    require(viewer, "people.identify", project.pk, _("Your role does not see names in this project."))


def check_declare(viewer: Viewer, target: Target) -> None:
    """A figure is declared where no record can answer, or beside a floor, by whoever answers for figures."""
    require(viewer, "results.declare", target.project_id, _("Your role does not declare figures in this project."))
    rule = rule_of(target)
    if rule is not None and not rule.is_floor:
        raise Denied(_("The records answer this target: nothing is declared beside them."))


def check_withdraw(viewer: Viewer, declared: DeclaredValue) -> None:
    """A declaration is taken back once, with a reason; it stays in the history."""
    project = declared.target.project_id
    require(viewer, "results.declare", project, _("Your role does not declare figures in this project."))
    if declared.is_withdrawn:
        raise Denied(_("This figure was already taken back."))


def check_evidence(viewer: Viewer, declared: DeclaredValue) -> None:
    """A proof may name people: it is for those who answer for figures."""
    reason = _("Your role does not open the proofs of figures.")
    require(viewer, "results.declare", declared.target.project_id, reason)


def check_snapshot(viewer: Viewer, project: Project) -> None:
    """Whoever answers for figures keeps what was reported."""
    require(viewer, "results.declare", project.pk, _("Your role does not keep reports of this project."))
