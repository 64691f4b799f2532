"""What stands in the summary of a file besides the file itself: notes of the classes that the viewer reads, services, the plan."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from terrain.casework import booked, care
from terrain.casework.enums import PlanState
from terrain.casework.exporting import day, register_part
from terrain.casework.models import Case
from terrain.core.access import Viewer


def notes(case: Case, viewer: Viewer) -> Iterator[list[str]]:
    """Day, how, by whom, under which confidence, words; struck out ones say so."""
    for told in care.notes_told(care.readable_notes(case, viewer), case, viewer):
        note = told.note
        words = str(_("(struck out)")) if note.struck_at is not None else told.text
        yield [day(note.day), told.contact, told.who, str(note.get_note_class_display()), words]


def services(case: Case, viewer: Viewer) -> Iterator[list[str]]:
    """Day, which, how many minutes, words."""
    for told in care.services_told(case.services.filter(withdrawn_at=None).order_by("day", "pk"), case):
        yield [day(told.service.day), told.label, str(told.service.minutes or ""), told.words]


def goals(case: Case, viewer: Viewer) -> Iterator[list[str]]:
    """The goals of the plan that is in force, and what is done for each."""
    plan = case.plans.filter(state=PlanState.IN_FORCE).order_by("-number").first()
    for told in care.goals_told(plan, case) if plan is not None else []:
        yield [told.words, "", ""]
        for planned, words, _late in told.actions:
            yield [words, day(planned.due), str(planned.get_state_display())]


def announce() -> None:
    """The parts, once."""
    titles = (_("Day"), _("How"), _("By whom"), _("Confidence"), _("Words"))
    register_part("notes", _("Notes"), titles, notes)
    register_part("services", _("Services given"), (_("Day"), _("Service"), _("Minutes"), _("Words")), services)
    register_part("books", _("Books"), booked.TITLES, booked.rows)
    register_part("plan", _("Plan"), (_("Goal"), _("Due"), _("State")), goals)
