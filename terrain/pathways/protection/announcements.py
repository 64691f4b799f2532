"""What this pathway adds to a file's page, once."""

from django.utils.translation import gettext_lazy as _

from terrain.casework.sections import Section, register_section
from terrain.core.verbs import register_verbs
from terrain.pathways.protection.judged import judged_section

VERBS = {"protection.report_made": _("made a report to the judge")}


def announce() -> None:
    """Her freedom and her next hearing, before everything else."""
    register_verbs(VERBS)
    register_section(Section("judged", _("Before the judge"), "protection/judged.html", judged_section, 4))
