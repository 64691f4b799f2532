"""What this room shows on a file's page and on a person's."""

from typing import Any

from django.http import HttpRequest

from terrain.casework import agenda
from terrain.casework.enums import SubjectKind
from terrain.casework.kinds import kinds
from terrain.casework.models import Appointment, Case
from terrain.casework.policies.agenda import check_plan
from terrain.casework.subjects import sees, works
from terrain.core.access import ANONYMOUS, Viewer
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.people.models import Group, Person

FEW = 10


def agenda_of(request: Request, case: Case) -> dict[str, Any]:
    """Appointments not yet concluded or lately held, and what is to do."""
    seen = Appointment.objects.filter(case=case).exclude(state="cancelled").select_related("host", *agenda.WITH_CASE)
    found = list(seen.prefetch_related("case__keys__key").order_by("-starts_at")[:FEW])
    open_tasks = agenda.open_tasks(request.viewer, mine=False).filter(case=case)
    return {
        "expected": agenda.expected(found, request.viewer),
        "tasks": agenda.to_do(list(open_tasks[:FEW]), request.viewer),
        "may_plan": verdict(check_plan, request.viewer, case),
    }


def journeys_of(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """A person's files side by side, as the viewer sees them; ``None`` for whoever sees no files."""
    viewer: Viewer = getattr(request, "viewer", ANONYMOUS)
    if not any(viewer.may(kind.see) for kind in kinds()):
        return None
    found = Case.objects.visible_to(viewer).filter(person__in=person.selves).listed()
    cases = list(found.prefetch_related("changes").order_by("-opened_on", "-pk")[:50])
    return {
        "journeys": [
            {
                "case": case,
                "kind": case.pathway.label,
                "steps": [(change.day, case.pathway.stage(change.target).label) for change in case.changes.all()],
                "stage": case.at.label,
            }
            for case in cases
        ],
        "may_open": bool(works(viewer, SubjectKind.PERSON)),
    }


def files_of(request: HttpRequest, group: Group) -> dict[str, Any] | None:
    """The files about a group that the viewer sees; ``None`` where no kind of file is about groups, or none is hers to see."""
    viewer: Viewer = getattr(request, "viewer", ANONYMOUS)
    if not sees(viewer, SubjectKind.GROUP):
        return None
    found = Case.objects.visible_to(viewer).filter(group=group).select_related("project", "owner")
    return {
        "files": list(found.order_by("-opened_on", "-pk")[:50]),
        "may_open": group.ended_on is None and bool(works(viewer, SubjectKind.GROUP, group.project_id)),
    }
