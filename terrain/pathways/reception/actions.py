"""A visit from the door to the way out, written down at once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from terrain.casework.actions import appointments, cases
from terrain.casework.models import Case
from terrain.core.access import Viewer
from terrain.pathways.reception.kind import RECEPTION
from terrain.people import actions as people
from terrain.people.models import Person
from terrain.programmes.models import Project


@dataclass(frozen=True)
class Visit:
    """Who came, for what, and what next: ``outcome`` is a closing reason, or blank with an appointment at ``starts_at``."""

    project: Project
    person: Person
    reason: str
    words: str = ""
    outcome: str = ""
    starts_at: datetime | None = None
    host: int | None = None
    remind: bool = False


def receive(visit: Visit, *, slip: UUID | None = None, by: Viewer) -> Case:
    """Write the whole visit down in one transaction; the same form sent twice is one visit.

    The project gets to know the person. With an outcome the visit is over; with an appointment it waits for it.
    """
    with transaction.atomic():
        said = cases.Opening(RECEPTION, visit.project, visit.person, entry_reason=visit.reason, situation=visit.words)
        case = cases.open_case(said, slip=slip, by=by)
        if case.stage != RECEPTION.first.code:
            return case
        people.meet([visit.person], visit.project, by_hand=True)
        if visit.starts_at is not None:
            appointments.plan(case, visit.starts_at, minutes=30, host=visit.host, remind=visit.remind, by=by)
            return cases.move(case, RECEPTION.transition("appointment"), version=case.version, by=by)
        step = RECEPTION.transition("orient")
        return cases.move(case, step, closing_reason=visit.outcome, version=case.version, by=by)
