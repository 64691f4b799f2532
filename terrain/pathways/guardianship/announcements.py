"""What this pathway adds to a file's page, once."""

from django.utils.translation import gettext_lazy as _

from terrain.casework.sections import Section, register_section
from terrain.pathways.guardianship.whereabouts import whereabouts_section


def announce() -> None:
    """Where the child lives and who answers for the child, before everything else."""
    register_section(
        Section("whereabouts", _("Where the child stands"), "guardianship/whereabouts.html", whereabouts_section, 4)
    )
