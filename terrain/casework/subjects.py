"""Whom files are about: a person, a group or an enterprise, exactly one."""

from collections.abc import Iterable
from dataclasses import dataclass

from terrain.casework.enums import SubjectKind
from terrain.casework.kinds import CaseKind, kinds
from terrain.casework.models import Case
from terrain.core.access import Viewer
from terrain.people import directory
from terrain.people.models import Group, Person
from terrain.programmes.models import Organisation, Programme, Project


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
    """Kinds of file about such a subject that the viewer may open anew, in the project or in any that keeps the kind."""
    found = [kind for kind in kinds() if kind.subject == subject and viewer.may(kind.work, project_id)]
    if not found:
        return []
    projects = list(Project.objects.filter(pk=project_id) if project_id is not None else Project.objects.all())
    return [kind for kind in found if any(one.keeps(kind.code) for one in projects if viewer.may(kind.work, one.pk))]


def kept(viewer: Viewer) -> list[CaseKind]:
    """Kinds of file that a project keeps in which a role of the viewer opens them; for filters."""
    projects = list(Project.objects.all())
    return [kind for kind in kinds() if any(one.keeps(kind.code) and viewer.may(kind.see, one.pk) for one in projects)]


def unknown_files(programme: Programme) -> list[str]:
    """What a programme file says of files that no pathway of the house knows; empty when all is well."""
    known = {kind.code for kind in kinds()}
    return [
        f"{project.code}: no kind of file is called {code!r} (known: {', '.join(sorted(known))})"
        for project in programme.projects.all()
        for code in project.files
        if code not in known
    ]
