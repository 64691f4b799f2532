"""What files count for.

``case_opened``   a file was opened: attributes ``case_kind``, ``entry_reason``
``case_stage``    a file reached a stage that its kind's table counts: ``case_kind``, ``stage``
``case_closed``   a file was closed: ``case_kind``, ``closing_reason``; it goes when the file is reopened
``appointment``   somebody was expected and it is known whether she came: ``case_kind``, ``state``; quantity: minutes when she came
``service``       a service was given: ``case_kind``, ``service``; quantity: its minutes
``legal_clock``   a legal delay was kept or not: ``case_kind``, ``clock``, ``in_time``; quantity: the days it took
``book_entry``    something was written in a book of her file under no confidence: ``case_kind``, ``book``; its kind may count more
``assessment``    she was assessed: ``case_kind``, ``form``; never what she answered

Subject: the person's pseudonym, under which she counts also after she was found to be another one. Day: of the opening, the step, the
closing. Age: completed years on that day. Place: the file's. Two files of one person are two facts and one person.
A file about a group or an enterprise makes the same facts without a subject: it is a file, and never a person.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from terrain.casework import codes_in_words as spoken
from terrain.casework.clocks import Running, clocks_in
from terrain.casework.enums import AppointmentState, Closing, NoteClass
from terrain.casework.kinds import kinds
from terrain.casework.models import Appointment, Assessment, BookEntry, Case, Milestone, ServiceGiven, StageChange
from terrain.facts.registry import FactDraft, FactKind, Source


def sealed_kinds() -> dict[str, frozenset[str]]:
    """Files that are sealed from their first instant: their small cells are not published."""
    return {"case_kind": frozenset(kind.code for kind in kinds() if kind.sealed)}


OPENED = FactKind(
    code="case_opened",
    label=_("file opened"),
    subject="person",
    sealed_values=sealed_kinds,
    attributes={"case_kind": (), "entry_reason": ()},
    noun=ngettext_lazy("%(count)d file opened", "%(count)d files opened", "count"),
    words={
        "case_kind": (_("Kind of file"), spoken.KINDS),
        "entry_reason": (_("Reason for coming"), spoken.ENTRY_REASONS),
    },
)
STAGE = FactKind(
    code="case_stage",
    label=_("stage reached"),
    subject="person",
    sealed_values=sealed_kinds,
    attributes={"case_kind": (), "stage": ()},
    noun=ngettext_lazy("%(count)d stage reached", "%(count)d stages reached", "count"),
    words={"case_kind": (_("Kind of file"), spoken.KINDS), "stage": (_("Stage"), spoken.STAGES)},
)
CLOSED = FactKind(
    code="case_closed",
    label=_("file closed"),
    subject="person",
    sealed_values=sealed_kinds,
    attributes={"case_kind": (), "closing_reason": ()},
    noun=ngettext_lazy("%(count)d file closed", "%(count)d files closed", "count"),
    words={
        "case_kind": (_("Kind of file"), spoken.KINDS),
        "closing_reason": (_("Reason for closing"), spoken.CLOSING_REASONS),
    },
)

APPOINTMENT = FactKind(
    code="appointment",
    label=_("appointment"),
    subject="person",
    sealed_values=sealed_kinds,
    attributes={"case_kind": (), "state": ("kept", "missed")},
    noun=ngettext_lazy("%(count)d appointment", "%(count)d appointments", "count"),
    words={
        "case_kind": (_("Kind of file"), spoken.KINDS),
        "state": (_("What became of it"), dict(AppointmentState.choices)),
    },
)


SERVICE = FactKind(
    code="service",
    label=_("service given"),
    subject="person",
    sealed_values=sealed_kinds,
    attributes={"case_kind": (), "service": ()},
    noun=ngettext_lazy("%(count)d service given", "%(count)d services given", "count"),
    words={"case_kind": (_("Kind of file"), spoken.KINDS), "service": (_("Service"), spoken.SERVICES)},
)
ASSESSED = FactKind(
    code="assessment",
    label=_("assessment"),
    subject="person",
    sealed_values=sealed_kinds,
    attributes={"case_kind": (), "form": ()},
    noun=ngettext_lazy("%(count)d assessment", "%(count)d assessments", "count"),
    words={"case_kind": (_("Kind of file"), spoken.KINDS), "form": (_("Form"), spoken.FORMS)},
)

CLOCK = FactKind(
    code="legal_clock",
    label=_("legal delay"),
    subject="person",
    sealed_values=sealed_kinds,
    attributes={"case_kind": (), "clock": (), "in_time": ("yes", "no")},
    noun=ngettext_lazy("%(count)d legal delay", "%(count)d legal delays", "count"),
    words={
        "case_kind": (_("Kind of file"), spoken.KINDS),
        "clock": (_("Legal delay"), spoken.CLOCKS),
        "in_time": (_("In time"), {"yes": _("yes"), "no": _("no")}),
    },
)

BOOKED = FactKind(
    code="book_entry",
    label=_("entry in a book of a file"),
    subject="person",
    sealed_values=sealed_kinds,
    attributes={"case_kind": (), "book": ()},
    noun=ngettext_lazy("%(count)d entry in a book", "%(count)d entries in a book", "count"),
    words={"case_kind": (_("Kind of file"), spoken.KINDS), "book": (_("Book"), spoken.BOOKS)},
)


def draft(kind: FactKind, case: Case, day: date, **attributes: str) -> FactDraft:
    """A fact of ``kind`` about the file's subject on ``day``; also for what other records of a file count for."""
    person = case.person.stands_as if case.person is not None else None
    return FactDraft(
        kind=kind.code,
        project_id=case.project_id,
        day=day,
        subject=person.subject if person is not None else None,
        place_id=case.place_id,
        sex=person.sex if person is not None else "",
        age=person.age_on(day) if person is not None else None,
        attributes={"case_kind": case.kind, **attributes},
    )


def facts_of_case(case: Case) -> list[FactDraft]:
    """Its opening, and its closing when it is closed."""
    told = [draft(OPENED, case, case.opened_on, entry_reason=case.entry_reason)]
    if case.closing == Closing.CLOSED and case.closed_on is not None:
        told.append(draft(CLOSED, case, case.closed_on, closing_reason=case.closing_reason))
    return told


def facts_of_change(change: StageChange) -> list[FactDraft]:
    """The stage that was reached, where the table says that it counts."""
    kind = change.case.pathway
    if not change.transition or not kind.transition(change.transition).fact:
        return []
    return [draft(STAGE, change.case, change.day, stage=change.target)]


def facts_of_appointment(appointment: Appointment) -> list[FactDraft]:
    """One fact once it is known whether she came."""
    if appointment.state not in {AppointmentState.KEPT, AppointmentState.MISSED}:
        return []
    minutes = appointment.minutes if appointment.state == AppointmentState.KEPT else 0
    day = timezone.localdate(appointment.starts_at)
    return [replace(draft(APPOINTMENT, appointment.case, day, state=appointment.state), quantity=minutes)]


def facts_of_service(service: ServiceGiven) -> list[FactDraft]:
    """One fact for a service that stands; quantity: its minutes."""
    if service.withdrawn_at is not None:
        return []
    told = draft(SERVICE, service.case, service.day, service=service.service)
    return [replace(told, quantity=service.minutes or 0)]


def facts_of_assessment(assessment: Assessment) -> list[FactDraft]:
    """One fact: she was assessed, that day, by that form; nothing of what she answered."""
    return [draft(ASSESSED, assessment.case, assessment.day, form=assessment.form)]


def facts_of_entry(entry: BookEntry) -> list[FactDraft]:
    """One fact for what stands, on its day, and what its kind counts of it; that something lies under a confidence is no fact."""
    case, kind = entry.case, entry.case.pathway
    if entry.withdrawn_at is not None or kind.book(entry.book).note_class != NoteClass.ORDINARY:
        return []
    told = [draft(BOOKED, case, entry.day, book=entry.book)]
    return told + (kind.counts(case, kind.book(entry.book), entry.day, entry.answers()) if kind.counts else [])


def facts_of_milestone(milestone: Milestone) -> list[FactDraft]:
    """The delays that this date ended, each once: whether in time, and after how many days. One that was waited for is no delay."""
    law = milestone.case.pathway.law
    if law is None or milestone.withdrawn_at is not None:
        return []
    told = []
    for one in clocks_in(milestone.case, law):
        if one.clock.waits:
            continue
        if one.stopped == milestone.day and milestone.code in one.clock.stops and _ends(milestone, one):
            kept = draft(
                CLOCK, milestone.case, milestone.day, clock=one.clock.code, in_time="yes" if one.kept else "no"
            )
            told.append(replace(kept, quantity=max((milestone.day - one.began).days, 0)))
    return told


def _ends(milestone: Milestone, running: Running) -> bool:
    """Of several dates of the same day that end a delay, the first in the delay's own list counts, and once."""
    same = [
        one
        for one in milestone.case.milestones.all()
        if one.withdrawn_at is None and one.day == milestone.day and one.code in running.clock.stops
    ]
    return min(same, key=lambda one: (running.clock.stops.index(one.code), one.pk)).pk == milestone.pk


def milestones(pks: Iterable[int] | None) -> Iterable[Any]:
    """Dates with their file, its other dates and person, in two queries."""
    found = (
        Milestone.objects.select_related("case__person__merged_into")
        .prefetch_related("case__milestones")
        .order_by("pk")
    )
    return found if pks is None else found.filter(pk__in=list(pks))


def entries(pks: Iterable[int] | None) -> Iterable[Any]:
    """Entries of books with what they say, their file, its keys and person, in four queries."""
    found = (
        BookEntry.objects.select_related("case__person__merged_into")
        .prefetch_related("versions", "case__keys__key")
        .order_by("pk")
    )
    return found if pks is None else found.filter(pk__in=list(pks))


def services(pks: Iterable[int] | None) -> Iterable[Any]:
    """Services with their file and person, in one query."""
    found = ServiceGiven.objects.select_related("case__person__merged_into").order_by("pk")
    return found if pks is None else found.filter(pk__in=list(pks))


def assessments(pks: Iterable[int] | None) -> Iterable[Any]:
    """Assessments with their file and person, in one query."""
    found = Assessment.objects.select_related("case__person__merged_into").order_by("pk")
    return found if pks is None else found.filter(pk__in=list(pks))


def cases(pks: Iterable[int] | None) -> Iterable[Any]:
    """Files with their person, in one query."""
    found = Case.objects.select_related("person__merged_into").order_by("pk")
    return found if pks is None else found.filter(pk__in=list(pks))


def changes(pks: Iterable[int] | None) -> Iterable[Any]:
    """Steps with their file and person, in one query."""
    found = StageChange.objects.select_related("case__person__merged_into").order_by("pk")
    return found if pks is None else found.filter(pk__in=list(pks))


def appointments(pks: Iterable[int] | None) -> Iterable[Any]:
    """Appointments with their file and person, in one query."""
    found = Appointment.objects.select_related("case__person__merged_into").order_by("pk")
    return found if pks is None else found.filter(pk__in=list(pks))


CASES = Source(model="casework.Case", facts_of=facts_of_case, records=cases)
CHANGES = Source(model="casework.StageChange", facts_of=facts_of_change, records=changes)
APPOINTMENTS = Source(model="casework.Appointment", facts_of=facts_of_appointment, records=appointments)
MILESTONES = Source(model="casework.Milestone", facts_of=facts_of_milestone, records=milestones)
SERVICES = Source(model="casework.ServiceGiven", facts_of=facts_of_service, records=services)
ASSESSMENTS = Source(model="casework.Assessment", facts_of=facts_of_assessment, records=assessments)
ENTRIES = Source(model="casework.BookEntry", facts_of=facts_of_entry, records=entries)
KINDS = (OPENED, STAGE, CLOSED, APPOINTMENT, SERVICE, ASSESSED, CLOCK, BOOKED)
SOURCES = (CASES, CHANGES, APPOINTMENTS, SERVICES, ASSESSMENTS, MILESTONES, ENTRIES)
