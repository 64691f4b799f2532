"""Whom files are about: a person, a group or an enterprise, exactly one."""

from collections.abc import Iterable
from dataclasses import dataclass

from terrain.casework.enums import SubjectKind
from terrain.casework.kinds import CaseKind, kinds
from terrain.casework.models import Case
from terrain.core.access import Viewer
from terrain.people import directory
from terrain.people.models import Group, Person
from terrain.programmes.models import Organisation


@dataclass(frozen=True)
class About:
    """Whom a file is to be about; exactly one of the three."""

    person: Person | None = None
    group: Group | None = None
    enterprise: Organisation | None = None

    @property
    def kind(self) -> SubjectKind:
        """Which of the three it is."""
        if self.person is not None:
            return SubjectKind.PERSON
        return SubjectKind.GROUP if self.group is not None else SubjectKind.ENTERPRISE

    @property
    def query(self) -> str:
        """As the address of a new file names it."""
        if self.person is not None:
            return f"person={self.person.uid}"
        if self.group is not None:
            return f"group={self.group.pk}"
        return f"enterprise={self.enterprise.code}" if self.enterprise is not None else ""


def names_of(cases: Iterable[Case], viewer: Viewer) -> dict[int, str]:
    """File → whom it is about (all fetched along); blank for a person whose name the viewer does not see.

    Whoever sees a file sees the name of its group or enterprise. One query for the people.
    """
    found = {case.pk: case for case in cases}
    people = {case.person.pk: case.person for case in found.values() if case.person is not None}
    entries = directory.entries(list(people.values()), viewer) if people else []
    named = {entry.person.pk: entry.name for entry in entries}
    return {
        pk: named[case.person_id] if case.person_id is not None else str(case.group or case.enterprise)
        for pk, case in found.items()
    }


def sees(viewer: Viewer, subject: SubjectKind) -> list[CaseKind]:
    """Kinds of file about such a subject that a role of the viewer opens."""
    return [kind for kind in kinds() if kind.subject == subject and viewer.may(kind.see)]


def works(viewer: Viewer, subject: SubjectKind, project_id: int | None = None) -> list[CaseKind]:
    """Kinds of file about such a subject that the viewer may open anew, in the project or anywhere."""
    return [kind for kind in kinds() if kind.subject == subject and viewer.may(kind.work, project_id)]
