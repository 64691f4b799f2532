"""What this room shows on a file's page and on a person's."""

from typing import Any

from django.http import HttpRequest

from terrain.casework import agenda
from terrain.casework.kinds import kinds
from terrain.casework.models import Appointment, Case
from terrain.casework.policies.agenda import check_plan
from terrain.core.access import ANONYMOUS, Viewer
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.people.models import Person

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
        "may_open": any(viewer.may(kind.work) for kind in kinds()),
    }
