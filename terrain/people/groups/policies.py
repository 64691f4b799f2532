"""Who composes groups: whoever registers people in the group's project. Who is in one follows the rules for people."""

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import Denied, require
from terrain.people.models import Group, Person
from terrain.people.profiles.policies import check_read
from terrain.programmes.models import Project


def check_browse_groups(viewer: Viewer) -> None:
    """Whether the viewer sees groups of some project."""
    require(viewer, "people.view", reason=_("Your role does not see the registry of people."))


def check_group(viewer: Viewer, project: Project) -> None:
    """Whether the viewer composes groups of this project."""
    require(viewer, "people.edit", project.pk, _("Your role does not compose groups in this project."))


def check_standing(viewer: Viewer, group: Group) -> None:
    """Whether the viewer composes this group, which has not ended."""
    check_group(viewer, group.project)
    if group.ended_on is not None:
        raise Denied(_("This group has ended."))


def check_join(viewer: Viewer, group: Group, person: Person) -> None:
    """Whether the viewer puts somebody into a group."""
    check_standing(viewer, group)
    check_read(viewer, person.stands_as)


def check_leave(viewer: Viewer, group: Group, person: Person) -> None:
    """Whether the viewer says that somebody left a group."""
    check_group(viewer, group.project)
    check_read(viewer, person.stands_as)
