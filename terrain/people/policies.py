from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import Denied, require
from terrain.people.models import ContradictingKeys, Meeting, Person
from terrain.programmes.models import Project


def _projects_of(person: Person) -> list[int]:
    return [meeting.project_id for meeting in person.meetings.all()]


def _require_among(viewer: Viewer, permissions: Iterable[str], projects: Iterable[int], reason: object) -> None:
    """Raise ``Denied`` unless the viewer holds all ``permissions`` in one of ``projects``."""
    wanted = list(permissions)
    if all(viewer.may_everywhere(permission) for permission in wanted):
        return
    if not any(all(viewer.may(permission, project) for permission in wanted) for project in projects):
        raise Denied(reason)


def check_seal(viewer: Viewer, person: Person) -> None:
    """Whoever is sealed is there for those named only; the words say nothing of a seal."""
    if person.is_sealed and Person.objects.sealed_to(viewer).filter(pk=person.pk).exists():
        raise Denied(_("No project of yours knows this person."))


def check_view(viewer: Viewer, person: Person) -> None:
    """The registry is for those who hold a role in a project that knows the person, and are named if she is sealed."""
    check_seal(viewer, person)
    _require_among(viewer, ["people.view"], _projects_of(person), _("No project of yours knows this person."))


def check_browse(viewer: Viewer) -> None:
    """Whether the viewer may see the registry of some project, names hidden or not."""
    require(viewer, "people.view", reason=_("Your role does not see the registry of people."))


def check_identify(viewer: Viewer, person: Person) -> None:
    """Whether the viewer may see who the person is."""
    check_seal(viewer, person)
    reason = _("Your role does not see names.")
    _require_among(viewer, ["people.view", "people.identify"], _projects_of(person), reason)


def check_identify_in(viewer: Viewer, project_id: int) -> None:
    """Whether the viewer may see who the people of a project are."""
    require(viewer, "people.identify", project_id, _("Your role does not see names in this project."))


def check_register(viewer: Viewer, project: Project) -> None:
    """Whether the viewer registers newcomers in ``project``; seeing the registry is not needed for that."""
    require(viewer, "people.edit", project.pk, _("Your role does not register people in this project."))


def check_register_many(viewer: Viewer, project: Project) -> None:
    """Whoever registers people, or brings tables in, may register the people of a table."""
    if not viewer.may("import.run", project.pk):
        check_register(viewer, project)


def check_correct(viewer: Viewer, person: Person) -> None:
    """Only whoever sees who the person is, and registers people, corrects what is known of her."""
    check_seal(viewer, person)
    reason = _("Your role does not correct what is known of people.")
    _require_among(viewer, ["people.view", "people.identify", "people.edit"], _projects_of(person), reason)


def check_remove(viewer: Viewer) -> None:
    """Whether the viewer may take back people who came by mistake, in some project."""
    if not viewer.may("import.undo"):
        require(viewer, "people.edit", reason=_("Your role does not take people out of the registry."))


def may_take_back(viewer: Viewer, project_id: int) -> bool:
    """Whether the viewer may take back people, and contradictions, that came into a project."""
    return viewer.may("import.undo", project_id) or viewer.may("people.edit", project_id)


def removable_in(viewer: Viewer, meetings: Iterable[Meeting]) -> list[Meeting]:
    """Those of ``meetings`` in whose project the viewer may take people back."""
    return [meeting for meeting in meetings if may_take_back(viewer, meeting.project_id)]


def check_settle(viewer: Viewer, contradiction: ContradictingKeys) -> None:
    """Whoever sees names and registers people in the project says what becomes of contradicting keys."""
    for permission in ("people.view", "people.identify", "people.edit"):
        require(viewer, permission, contradiction.project_id, _("Your role does not decide about this."))
