"""What changes of a group: composed, renamed, ended; who joins it and leaves it."""

from datetime import date

from django.utils.translation import gettext as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.people.groups.policies import check_group, check_join, check_leave, check_standing
from terrain.people.models import Group, GroupMember, Person
from terrain.programmes.models import Project


def compose_group(project: Project, name: str, *, by: Viewer) -> Group:
    """A new group, or the one of that name which the project has."""
    check_group(by, project)
    with action("people.group_composed", by=by, project_id=project.pk) as act:
        group, made = Group.objects.get_or_create(project=project, name=" ".join(name.split()))
        act.silent, act.obj = not made, group
    return group


def _held(group: Group) -> Group:
    return Group.objects.select_for_update(of=("self",)).select_related("project").get(pk=group.pk)


def rename_group(group: Group, name: str, *, by: Viewer) -> Group:
    """Call it otherwise. Raises ``Denied`` when the project has another group of that name."""
    with action("people.group_renamed", by=by, obj=group, project_id=group.project_id) as act:
        now = _held(group)
        check_group(by, now.project)
        said = " ".join(name.split())
        if Group.objects.filter(project=now.project, name=said).exclude(pk=now.pk).exists():
            raise Denied(_("This project has a group of that name."))
        act.silent = now.name == said
        now.name = said
        now.save(update_fields=["name"])
    return now


def end_group(group: Group, on: date, *, by: Viewer) -> Group:
    """It is over since ``on``, at the latest today: nobody joins it any more, no file is opened about it."""
    with action("people.group_ended", by=by, obj=group, project_id=group.project_id):
        now = _held(group)
        check_standing(by, now)
        if on > clock.today():
            raise Denied(_("This day is still to come."))
        now.ended_on = on
        now.save(update_fields=["ended_on"])
    return now


def resume_group(group: Group, *, by: Viewer) -> Group:
    """It goes on after all, with those who belonged to it."""
    with action("people.group_resumed", by=by, obj=group, project_id=group.project_id) as act:
        now = _held(group)
        check_group(by, now.project)
        act.silent = now.ended_on is None
        now.ended_on = None
        now.save(update_fields=["ended_on"])
    return now


def join_group(group: Group, person: Person, role: str, *, since: date | None = None, by: Viewer) -> GroupMember:
    """Somebody belongs to the group, from ``since`` (today) on; saying it twice changes nothing."""
    check_join(by, group, person)
    day = since or clock.today()
    if day > clock.today():
        raise Denied(_("This day is still to come."))
    with action("people.group_joined", by=by, obj=person, project_id=group.project_id) as act:
        act.detail = {"group": group.pk}
        _held(group)
        before = GroupMember.objects.filter(group=group, person__in=person.selves, until=None).first()
        if before is not None:
            act.silent = True
            return before
        return GroupMember.objects.create(group=group, person=person, role=role.strip(), since=day)


def leave_group(member: GroupMember, *, by: Viewer) -> None:
    """She does not belong to it any more, from today on."""
    with action("people.group_left", by=by, obj=member.person, project_id=member.group.project_id) as act:
        check_leave(by, member.group, member.person)
        act.silent = not GroupMember.objects.filter(pk=member.pk, until=None).update(until=clock.today())
        act.detail = {"group": member.group_id}
