"""What this pathway adds to a file's page, once."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from terrain.casework.sections import Section, register_section
from terrain.casework.suggesting import register_suggestions
from terrain.casework.tracing import trace
from terrain.core.verbs import register_verbs
from terrain.pathways.protection.judged import judged_section
from terrain.pathways.protection.kind import PROTECTION
from terrain.people.opened.trails import Sort
from terrain.programmes.ways import ProjectWay, register_project_way
from terrain.workshops.offered import recent_sessions

VERBS = {"protection.report_made": _("made a report to the judge")}


def _sessions(project_id: int, on: date) -> list[str]:
    return [words for _code, words in recent_sessions(project_id, on)]


def announce() -> None:
    """Her freedom and her next hearing, before everything else."""
    register_project_way(
        ProjectWay(
            "conditions",
            _("Conditions of judgment"),
            lambda project: reverse("protection:conditions", args=[project.code]),
            "results.view",
            order=60,
            fits=lambda project: project.keeps(PROTECTION.code),
        )
    )
    register_suggestions("workshop_session", _sessions)
    trace("protection.report_made", Sort.TAKEN)
    register_verbs(VERBS)
    register_section(Section("judged", _("Before the judge"), "protection/judged.html", judged_section, 4))
