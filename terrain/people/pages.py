"""What the pages of this room tell, made ready for the templates."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.policies import verdict
from terrain.people.enums import KeyKind
from terrain.people.identity import Identity
from terrain.people.models import ContradictingKeys, Meeting, Person
from terrain.people.policies import check_identify_in, check_settle
from terrain.programmes.models import Project


@dataclass
class Known:
    """What is known of a person without saying who she is.

    ``projects``: (project, since which day) of the projects that know her, ``codes`` names them; ``waiting``: open contradictions that
    concern her; both as far as the viewer sees them. ``keys``: words of what she is recognised by.
    """

    age: int | None
    projects: list[tuple[Project, date]]
    codes: str
    registered: date
    keys: list[Any] = field(default_factory=list)
    waiting: int = 0


def meetings_of(person: Person, viewer: Viewer) -> list[Meeting]:
    """When which project met her, the first one first: of the projects whose registry the viewer sees. Which others know her would tell
    what she lives through."""
    seen = [meeting for meeting in person.meetings.all() if viewer.may("people.view", meeting.project_id)]
    return sorted(seen, key=lambda meeting: (meeting.since, meeting.pk))


def known_of(person: Person, viewer: Viewer) -> Known:
    """What the person's page says besides her name; two queries."""
    meetings = meetings_of(person, viewer)
    kinds = set(person.identity_keys.values_list("kind", flat=True))
    waiting = ContradictingKeys.objects.visible_to(viewer).open().filter(persons=person).count()
    return Known(
        age=person.age_on(clock.today()),
        projects=[(meeting.project, timezone.localdate(meeting.since)) for meeting in meetings],
        codes=", ".join(meeting.project.code for meeting in meetings),
        registered=timezone.localdate(person.registered_at),
        keys=[kind.label for kind in KeyKind if kind in kinds],
        waiting=waiting,
    )


@dataclass
class Told:
    """A contradiction in the list. ``persons``: (person, whether the viewer may open her page). ``rows``: what was
    written, only when the viewer asked for it and sees names."""

    kept: ContradictingKeys
    persons: list[tuple[Person, bool]]
    may_show: bool
    may_settle: bool
    rows: list[Identity] = field(default_factory=list)


def contradictions_of(kept: Sequence[ContradictingKeys], viewer: Viewer, show: str) -> list[Told]:
    """These contradictions as the viewer may see them; ``show`` is the uid of the one to open."""
    everybody = {person.pk for one in kept for person in one.persons.all()}
    visible = set(Person.objects.visible_to(viewer).filter(pk__in=everybody).values_list("pk", flat=True))
    told = []
    for one in kept:
        may_show = bool(verdict(check_identify_in, viewer, one.project_id))
        told.append(
            Told(
                kept=one,
                persons=[(person, person.pk in visible) for person in one.persons.all()],
                may_show=may_show,
                may_settle=bool(verdict(check_settle, viewer, one)),
                rows=_rows(one) if may_show and show == str(one.uid) else [],
            )
        )
    return told


def _rows(kept: ContradictingKeys) -> list[Identity]:
    return [
        Identity(**row | {"birth": date.fromisoformat(row["birth"]) if row["birth"] else None}) for row in kept.rows()
    ]
