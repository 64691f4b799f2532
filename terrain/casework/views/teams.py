"""Teams of a project, and the team that sees a file."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from terrain.casework.actions import teams as actions
from terrain.casework.forms.cases import ChooseTeamForm, NewTeamForm, TeamForm
from terrain.casework.models import Team
from terrain.casework.policies.cases import check_hand_over
from terrain.casework.views.cases import scoped
from terrain.core.http import Request
from terrain.core.policies import require
from terrain.programmes.holding import holding
from terrain.programmes.models import Project


def teams(request: Request) -> HttpResponse:
    """The teams of the projects that the viewer supervises; a new one."""
    require(request.viewer, "case.supervise", reason=_("Only whoever supervises files composes teams."))
    projects = Project.objects.holding(request.viewer, "case.supervise")
    form = NewTeamForm(request.POST or None, projects=projects)
    if request.method == "POST" and form.is_valid():
        made = actions.compose(form.cleaned_data["project"], form.cleaned_data["name"], [], by=request.viewer)
        return redirect("casework:team", made.pk)
    found = Team.objects.filter(project__in=projects, closed_at=None).select_related("project")
    listed = found.prefetch_related("members__user")
    told = [(team, [one.user for one in team.members.all() if one.ended_at is None]) for team in listed]
    status = 422 if form.errors else 200
    return render(request, "casework/teams/teams.html", {"form": form, "teams": told}, status=status)


def team(request: Request, pk: int) -> HttpResponse:
    """Who belongs to a team."""
    projects = Project.objects.holding(request.viewer, "case.supervise")
    held = get_object_or_404(Team.objects.filter(project__in=projects).select_related("project"), pk=pk)
    people = holding("case.view", held.project)
    members = list(held.members.filter(ended_at=None).values_list("user_id", flat=True))
    form = TeamForm(request.POST or None, people=people, initial={"name": held.name, "members": members})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.compose(held.project, said["name"], said["members"], team=held, by=request.viewer)
        messages.success(request, _("Saved."))
        return redirect("casework:teams")
    return render(request, "casework/teams/team.html", {"form": form, "team": held}, status=422 if form.errors else 200)


def choose(request: Request, uid: str) -> HttpResponse:
    """Which team sees a file."""
    case = scoped(request, uid)
    check_hand_over(request.viewer, case)
    form = ChooseTeamForm(request.POST or None, case=case, initial={"team": case.team_id})
    if request.method == "POST" and form.is_valid():
        actions.choose_team(case, form.cleaned_data["team"], by=request.viewer)
        messages.success(request, _("Saved."))
        return redirect(case)
    return render(
        request, "casework/teams/choose.html", {"form": form, "case": case}, status=422 if form.errors else 200
    )
