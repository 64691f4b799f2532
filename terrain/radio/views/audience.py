"""Who listened, as far as it can be known: three lines that are never added up, and curves."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core import audit, files
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.radio.actions import audience as actions
from terrain.radio.audience import audiences
from terrain.radio.audience.columns import drawn
from terrain.radio.forms.audience import ClubForm, SurveyForm
from terrain.radio.models import Club, Episode, ListenerSurvey, Show, Station
from terrain.radio.policies.listening import (
    check_audience,
    check_club,
    check_heard_by,
    check_small,
    check_survey,
)
from terrain.radio.slots import begins

SOME = 20


def _station(request: Request, code: str) -> Station:
    """The station of a project whose figures the reader may see, else 404."""
    projects = request.viewer.projects("results.view")
    found = Station.objects.select_related("project").filter(project__code=code)
    station = get_object_or_404(found if projects is None else found.filter(project_id__in=projects))
    check_audience(request.viewer, station)
    return station


def audience(request: Request, code: str) -> HttpResponse:
    """A station's audience: listeners, downloads, clubs; by hour and by show."""
    station = _station(request, code)
    every = audiences.lines_of(station)
    known = [year for year, _count in every.years]
    asked = request.GET.get("year", "")
    year = next((one for one in known if str(one) == asked), None)
    whole = bool(verdict(check_small, request.viewer, station))
    hours = audiences.by_hour(station, whole=whole)
    context = {
        "station": station,
        "years": known,
        "year": year,
        "lines": audiences.lines_of(station, year) if year is not None else every,
        "hours": hours,
        "chart": drawn(hours),
        "shows": audiences.by_show(station, whole=whole),
        "may_survey": bool(verdict(check_survey, request.viewer, station)),
        "may_club": bool(verdict(check_club, request.viewer, station)),
        "clubs": Club.objects.standing().filter(station=station).select_related("show")[:SOME],
        "whole": whole,
    }
    return render(request, "radio/audience/audience.html", context)


def show(request: Request, uid: str) -> HttpResponse:
    """A show's audience, day by day."""
    projects = request.viewer.projects("results.view")
    found = Show.objects.select_related("station__project")
    one = get_object_or_404(found if projects is None else found.filter(station__project_id__in=projects), uid=uid)
    check_audience(request.viewer, one.station)
    points = audiences.of_show(one, whole=bool(verdict(check_small, request.viewer, one.station)))
    episodes = Episode.objects.filter(show=one, state="published").order_by("-published_at")[:SOME]
    context = {"show": one, "station": one.station, "points": points, "chart": drawn(points), "episodes": episodes}
    return render(request, "radio/audience/show.html", context)


def heard(request: Request, uid: str) -> HttpResponse:
    """By how many an episode was heard: for whoever made it, and for those who read figures."""
    viewer = request.viewer
    readable, hosted = viewer.projects("results.view"), viewer.projects("radio.host")
    found = Episode.objects.filter(state="published").select_related("show__station__project")
    if readable is not None and hosted is not None:
        found = found.filter(show__station__project_id__in=readable | hosted)
    episode = get_object_or_404(found, uid=uid)
    check_heard_by(viewer, episode)
    reads = bool(verdict(check_audience, viewer, episode.show.station))
    whole = bool(verdict(check_small, viewer, episode.show.station))
    told = audiences.of_episode(episode, whole=whole)
    context = {
        "episode": episode,
        "reads": reads,
        "told": told,
        "chart": drawn(told.curve),
        "times": [begins(slot) for slot in told.times],
    }
    return render(request, "radio/audience/heard.html", context)


def _asked(request: Request, template: str, form: Any, station: Station, **context: Any) -> HttpResponse:
    page = {"form": form, "station": station, **context}
    return render(request, template, page, status=422 if form.errors else 200)


def survey(request: Request, code: str) -> HttpResponse:
    """Say what a survey of listeners found; those before stay below."""
    station = _station(request, code)
    check_survey(request.viewer, station)
    form = SurveyForm(request.POST or None, station=station)
    if request.method == "POST" and form.is_valid():
        actions.declare_survey(station, form.found, slip=form.cleaned_data["slip"], by=request.viewer)
        messages.success(request, _("The survey is kept. The best estimate is shown with it."))
        return redirect("radio:audience", code)
    before = ListenerSurvey.objects.filter(station=station).select_related("declared_by")[:SOME]
    return _asked(request, "radio/audience/survey.html", form, station, before=before)


def new_club(request: Request, code: str) -> HttpResponse:
    """Write down that a club listened."""
    station = _station(request, code)
    check_club(request.viewer, station)
    form = ClubForm(request.POST or None, request.FILES or None, station=station)
    if request.method == "POST" and form.is_valid():
        slip = form.cleaned_data["slip"]
        actions.add_club(station, form.gathered, sheet=form.kept, slip=slip, by=request.viewer)
        messages.success(request, _("The listening club is written down, on its own line."))
        return redirect("radio:audience", code)
    return _asked(request, "radio/audience/club.html", form, station)


def _club(request: Request, uid: str) -> Club:
    found = Club.objects.visible_to(request.viewer).select_related("station__project", "proof__key")
    club = get_object_or_404(found, uid=uid)
    check_club(request.viewer, club.station)
    return club


@require_POST
def strike_club(request: Request, uid: str) -> HttpResponse:
    """Take a club back."""
    club = _club(request, uid)
    actions.strike_club(club, by=request.viewer)
    messages.success(request, _("The listening club is taken back."))
    return redirect("radio:audience", club.station.project.code)


def sheet(request: Request, uid: str) -> StreamingHttpResponse:
    """The attendance sheet of a club, as it came; every opening is remembered."""
    club = _club(request, uid)
    if club.proof is None:
        raise Http404
    audit.note_read(request, "radio.sheet_read", club, project_id=club.station.project_id)
    return StreamingHttpResponse(
        files.pieces(club.proof),
        content_type="application/octet-stream",
        headers={"Content-Disposition": content_disposition_header(True, files.name_of(club.proof))},
    )
