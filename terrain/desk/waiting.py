"""What waits for somebody in the files of the people whom she accompanies: a few lines of each sort, and a page with all of them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrain.casework import agenda, booked, caseload, due, owed
from terrain.casework.accompanied import in_my_hands, to_see_again
from terrain.casework.models import Appointment, Case, Task
from terrain.casework.subjects import names_of
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.desk import network_waiting
from terrain.desk.lines import Block, Line, Sort
from terrain.people import directory
from terrain.people.consents.lists import lists as agreements
from terrain.people.consents.pages import ending
from terrain.people.models import Consent, Paper
from terrain.people.profiles.lists import lists

SHOWN = 3
AT_MOST = 200
SOON = 30
"""Days ahead for papers and consents."""


def blocks(viewer: Viewer) -> list[Block]:
    """What waits for the viewer, late first; a constant number of queries."""
    told = []
    for sort in (one for one in SORTS if one.opens(viewer)):
        found = sort.found(viewer)
        if lines := sort.told(list(found[:SHOWN]), viewer):
            told.append(Block(sort, lines, len(found) if isinstance(found, list) else found.count()))
    return sorted(told, key=lambda block: not block.late)


def sort_of(code: str) -> Sort | None:
    """The sort with this code that has a page of its own."""
    return next((sort for sort in SORTS if sort.code == code and not sort.everything), None)


def _accompanied(viewer: Viewer) -> Q:
    """Records of the people whom the viewer accompanies, under whichever number the registry holds them."""
    mine = in_my_hands(viewer).exclude(person=None).values_list("person_id", "person__merged_into_id")
    known = {pk for pair in mine for pk in pair if pk is not None}
    return Q(person__in=known) | Q(person__merged_into__in=known)


def _case_about(case: Case) -> str:
    return f"{case.pathway.label} · {case.number}"


def _seen(found: Sequence[Any], viewer: Viewer) -> list[Line]:
    return [
        Line(told.case.get_absolute_url(), "", told.name, _case_about(told.case),
             timezone.localdate(case.see_by), late=True)
        for case, told in zip(found, caseload.lines(found, viewer), strict=True)
    ]  # fmt: skip


def _unsaid(viewer: Viewer) -> Any:
    mine = {"host_id": viewer.user_id or 0, "starts_at__lt": clock.now() - timedelta(hours=1)}
    found = Appointment.objects.visible_to(viewer).planned().filter(**mine).order_by("starts_at", "pk")
    return found.select_related("host", *agenda.WITH_CASE).prefetch_related("case__keys__key")


def _unsaid_told(found: Sequence[Appointment], viewer: Viewer) -> list[Line]:
    return [
        Line(one.appointment.get_absolute_url(), "", one.name, _case_about(one.appointment.case),
             timezone.localdate(one.appointment.starts_at), late=True)
        for one in agenda.expected(found, viewer)
    ]  # fmt: skip


def _actions_told(found: Sequence[Any], viewer: Viewer) -> list[Line]:
    return [
        Line(reverse("casework:plan_version", args=[one.case.uid, one.planned.goal.plan.number]), one.words, one.name,
             one.case.number, one.planned.due, one.late)
        for one in due.told(found, viewer)
    ]  # fmt: skip


def _tasks_told(found: Sequence[Task], viewer: Viewer) -> list[Line]:
    return [
        Line(one.task.case.get_absolute_url(), one.words, one.name, one.task.case.number, one.task.due, one.late, one)
        for one in agenda.to_do(found, viewer)
    ]


def _too_long(viewer: Viewer) -> list[Case]:
    today = clock.today()
    own = Case.objects.visible_to(viewer).standing().filter(owner_id=viewer.user_id or 0).listed()
    return [case for case in own.order_by("stage_since", "pk")[:AT_MOST] if case.late_on(today)]


def _too_long_told(found: Sequence[Case], viewer: Viewer) -> list[Line]:
    return [
        Line(one.case.get_absolute_url(), one.stage, one.name, f"{one.kind} · {one.case.number}", one.case.stage_since)
        for one in caseload.lines(found, viewer)
    ]


def _clocks_told(found: Sequence[owed.Late], viewer: Viewer) -> list[Line]:
    names = names_of([one.case for one in found], viewer)
    return [
        Line(one.case.get_absolute_url(), one.running.clock, names[one.case.pk], _case_about(one.case),
             one.running.last_day, one.over)
        for one in found
    ]  # fmt: skip


def _books_told(found: Sequence[booked.Waiting], viewer: Viewer) -> list[Line]:
    names = names_of([one.told.entry.case for one in found], viewer)
    return [
        Line(reverse("casework:book", args=[one.told.entry.case.uid, one.told.book.code]), one.words,
             names[one.told.entry.case_id], _case_about(one.told.entry.case), one.day, one.late)
        for one in found
    ]  # fmt: skip


def _papers(viewer: Viewer) -> Any:
    return Paper.objects.expiring(viewer, SOON).filter(_accompanied(viewer))


def _papers_told(found: Sequence[Paper], viewer: Viewer) -> list[Line]:
    names = _names([one.person for one in found], viewer)
    today = clock.today()
    return [
        Line(one.person.stands_as.get_absolute_url(), lists().words("papers", one.kind), names[one.person_id],
             day=one.ends, late=one.ends is not None and one.ends < today)
        for one in found
    ]  # fmt: skip


def _consents(viewer: Viewer) -> Any:
    return ending(viewer, SOON).filter(_accompanied(viewer))


def _consents_told(found: Sequence[Consent], viewer: Viewer) -> list[Line]:
    names, purposes = _names([one.person for one in found], viewer), agreements()
    return [
        Line(reverse("people:consent", args=[one.uid]), str(purposes.purpose(one.purpose)), names[one.person_id],
             str(one.recipient) if one.recipient is not None else one.words().outsider, one.until)
        for one in found
    ]  # fmt: skip


def _names(people: Sequence[Any], viewer: Viewer) -> dict[int, str]:
    return {entry.person.pk: entry.name for entry in directory.entries(people, viewer)} if people else {}


SORTS = (
    Sort("see-again", _("To see again"), to_see_again, _seen),
    Sort("unsaid", _("Past appointments: did they come?"), _unsaid, _unsaid_told),
    Sort("tasks", _("To do"), lambda viewer: agenda.open_tasks(viewer, mine=True), _tasks_told, "casework:tasks"),
    Sort("actions", _("From the plans"), lambda viewer: due.due_actions(viewer, mine=True), _actions_told),
    Sort("delays", _("Legal delays"), owed.running_out, _clocks_told),
    Sort("books", _("Hearings, visits and reviews"), booked.waiting, _books_told),
    Sort("papers", _("Papers that end soon"), _papers, _papers_told),
    Sort("too-long", _("Files that wait too long"), _too_long, _too_long_told),
    Sort("consents", _("Agreements that end soon"), _consents, _consents_told),
    *network_waiting.SORTS,
)
