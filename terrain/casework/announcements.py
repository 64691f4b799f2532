"""What this room tells the engines below it, once, when the house is ready."""

from collections.abc import Iterable, Sequence
from functools import partial

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from terrain.casework import care, dates, dead_ends, guarding, tidings, tracing
from terrain.casework.actions import reminders
from terrain.casework.actions.notices import register_notice
from terrain.casework.booked import books_section
from terrain.casework.facts import KINDS, SOURCES
from terrain.casework.models import Case
from terrain.casework.owed import law_section
from terrain.casework.sections import Section, register_section
from terrain.casework.showing import agenda_of, files_of, journeys_of
from terrain.casework.subjects import unknown_files
from terrain.casework.verbs import VERBS
from terrain.core.sweeping import register_sweep
from terrain.core.ui.navigation import Way, register_way
from terrain.core.verbs import register_verbs
from terrain.facts.registry import register_kind, register_source
from terrain.network.dead_ends import register_reader
from terrain.network.flows import register_flows
from terrain.people.duplicates import finding
from terrain.people.duplicates.hooks import register_records
from terrain.people.holders import register_holder
from terrain.people.panels import Panel, register_panel
from terrain.programmes.actions import inspections

NOTICES = {
    "case_given": _("File %(number)s is in your charge now."),
    "closing_asked": _("Somebody asks to close file %(number)s."),
    "closing_agreed": _("File %(number)s is closed."),
    "closing_refused": _("File %(number)s stays open: read why in it."),
    "risk_raised": _("The risk of file %(number)s was raised: it cannot wait."),
    "plan_proposed": _("A plan waits for your approval in file %(number)s."),
    "plan_approved": _("The plan of file %(number)s is approved."),
    "plan_sent_back": _("The plan of file %(number)s comes back to you."),
    "appointment_tomorrow": _("Tomorrow: an appointment in file %(number)s."),
    "appointments_tomorrow": _("Tomorrow you expect several people: look at your calendar."),
    "reminder_held": _("File %(number)s: remind her of her appointment yourself, as she allows."),
}


def held(persons: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Who of ``persons`` has a file, and in which project: pairs (person, project)."""
    return Case.objects.filter(person__in=persons).values_list("person_id", "project_id").distinct()


def _about(model_label: str, persons: Sequence[int]) -> Iterable[int]:
    """Records of one of this room's models that speak of ``persons``."""
    path = "person__in" if model_label == "casework.Case" else "case__person__in"
    found: Iterable[int] = apps.get_model(model_label).objects.filter(**{path: persons}).values_list("pk", flat=True)
    return found


def announce() -> None:
    """Kinds of fact and their sources, and who must not be taken out of the registry."""
    for kind in KINDS:
        register_kind(kind)
    for source in SOURCES:
        register_source(source)
        register_records(source.model, partial(_about, source.model))
    register_holder("casework.Case", held)
    register_way(Way(words=_("Files"), url_name="casework:cases", permission="case.view", order=25, group="people"))
    register_panel(Panel("journeys", _("Journeys"), "casework/people/journeys.html", journeys_of, order=10))
    register_panel(
        Panel("files", _("Files about this group"), "casework/groups/files.html", files_of, order=10, about="group")
    )
    register_section(
        Section("agenda", _("Appointments and things to do"), "casework/agenda/section.html", agenda_of, 10)
    )
    register_section(Section("law", _("Delays and what is owed"), "casework/law/section.html", law_section, 5))
    register_section(Section("books", _("Books"), "casework/books/section.html", books_section, 15))
    for section in care.SECTIONS:
        register_section(section)
    for code, words in NOTICES.items():
        register_notice(code, words)
    register_verbs(VERBS)
    inspections.append(unknown_files)
    register_sweep("reminders", reminders.sweep)
    register_sweep("duplicates", finding.look_daily)
    guarding.announce()
    dates.announce()
    tidings.announce()
    tracing.announce()
    register_reader("referrals", dead_ends.read_dead_ends, dead_ends.reason_words)
    register_flows("referrals", dead_ends.read_flows)
