"""Teams: colleagues who see one another's unsealed files."""

from collections.abc import Iterable

from terrain.accounts.models import User
from terrain.casework.models import Case, Team, TeamMember
from terrain.casework.policies.teams import check_choose, check_compose
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.programmes.models import Project


def compose(project: Project, name: str, members: Iterable[User], *, team: Team | None = None, by: Viewer) -> Team:
    """Make a team, or change its name and who belongs to it; whoever left sees nothing more at once."""
    check_compose(by, project)
    with action("casework.team_composed", by=by, project_id=project.pk) as act:
        held = team or Team(project=project)
        held.name = name.strip()
        held.save()
        wanted = {member.pk for member in members}
        held.members.filter(ended_at=None).exclude(user_id__in=wanted).update(ended_at=clock.now())
        present = set(held.members.filter(ended_at=None).values_list("user_id", flat=True))
        TeamMember.objects.bulk_create([TeamMember(team=held, user_id=user) for user in sorted(wanted - present)])
        act.obj, act.detail = held, {"members": len(wanted)}
    return held


def choose_team(case: Case, team: Team | None, *, by: Viewer) -> None:
    """Let a team see the file, or none."""
    check_choose(by, case, team)
    with action("casework.team_chosen", by=by, obj=case, project_id=case.project_id) as act:
        act.silent = case.team_id == (team.pk if team is not None else None)
        Case.objects.filter(pk=case.pk).update(team=team)
