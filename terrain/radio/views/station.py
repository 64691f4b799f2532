"""A station and its shows."""

from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core import clock
from terrain.core.changing import ChangedMeanwhile
from terrain.core.http import Request
from terrain.core.policies import Denied, verdict
from terrain.radio.actions import stations as actions
from terrain.radio.forms.station import EndShowForm, ShowForm, StationForm
from terrain.radio.grid import answering, timetable
from terrain.radio.grid.week import DAY
from terrain.radio.models import Episode, GridPlace, Show
from terrain.radio.policies.stations import check_open_somewhere, check_show, check_station
from terrain.radio.slots import slot_at
from terrain.radio.views.records import again, asked, framed, one_show, one_station

NEXT_SHOWN = 6
EPISODES_SHOWN = 30


def open_station(request: Request) -> HttpResponse:
    """A radio for a project that has none."""
    check_open_somewhere(request.viewer)
    form = StationForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            station = actions.open_station(said["project"], form.said, slip=said["slip"], by=request.viewer)
        except Denied as denied:
            form.add_error(None, str(denied.reason))
        else:
            messages.success(request, _("The radio is open. Its music plays already; now give it shows."))
            return redirect(station)
    field: Any = form.fields["project"]
    return asked(request, "radio/station_form.html", form, station=None, may_open=field.queryset.exists())


def station(request: Request, slug: str) -> HttpResponse:
    """What plays now and next, and what there is to do."""
    held = one_station(request, slug)
    now = slot_at(clock.now())
    coming = timetable.outlooks(held, now, now + DAY)
    context = {
        "now": answering.plays(held, clock.now()),
        "coming": [one for one in coming if one.occasion.slot > now][:NEXT_SHOWN],
        "count": held.shows.filter(ended_on__isnull=True).count(),
        "placed": GridPlace.objects.filter(station=held).exists(),
    }
    return render(request, "radio/station.html", framed(request, held, "radio:station", **context))


def edit_station(request: Request, slug: str) -> HttpResponse:
    """Change what a station says of itself."""
    held = one_station(request, slug)
    check_station(request.viewer, held)
    known: dict[str, Any] = {"viewer": request.viewer, "station": held}
    form = StationForm(request.POST or None, **known, initial=StationForm.initial_of(held))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_station(held, form.said, version=form.cleaned_data["version"] or 0, by=request.viewer)
        except ChangedMeanwhile as changed:
            now = changed.record
            form = again(lambda typed: StationForm(typed, **known), form, now, StationForm.initial_of(now))
        else:
            messages.success(request, _("Saved."))
            return redirect(held)
    return asked(request, "radio/station_form.html", form, station=held, may_open=True)


def shows(request: Request, slug: str) -> HttpResponse:
    """Every show of a station, those that go on first."""
    held = one_station(request, slug)
    found = Show.objects.filter(station=held).annotate(last=Max("episodes__published_at")).prefetch_related("hosts")
    ordered = sorted(found, key=lambda one: (one.ended_on is not None, str(one).casefold()))
    return render(request, "radio/shows.html", framed(request, held, "radio:shows", shows=ordered))


def new_show(request: Request, slug: str) -> HttpResponse:
    """A new show."""
    held = one_station(request, slug)
    check_station(request.viewer, held)
    form = ShowForm(request.POST or None, station=held)
    if request.method == "POST" and form.is_valid():
        slip = form.cleaned_data["slip"]
        made = actions.open_show(held, form.said, form.host_keys, slip=slip, by=request.viewer)
        messages.success(request, _("The show is there. Give it a place in the grid."))
        return redirect(made)
    return asked(request, "radio/show_form.html", form, station=held, show=None)


def show(request: Request, uid: str) -> HttpResponse:
    """A show: its hosts, its places in the grid, its episodes."""
    held = one_show(request, uid)
    episodes = Episode.objects.visible_to(request.viewer).filter(show=held).select_related("sound")
    context = {
        "show": held,
        "hosts": held.hosts.all(),
        "places": held.grid.exclude(valid_to__lt=clock.today()),
        "episodes": episodes.defer("transcript", "chapters")[:EPISODES_SHOWN],
        "may_change": bool(verdict(check_show, request.viewer, held)),
        "ending": EndShowForm(initial={"day": clock.today()}),
    }
    return render(request, "radio/show.html", framed(request, held.station, "radio:shows", **context))


def edit_show(request: Request, uid: str) -> HttpResponse:
    """Change what a show says of itself, and who hosts it."""
    held = one_show(request, uid)
    check_show(request.viewer, held)
    known: dict[str, Any] = {"station": held.station, "show": held}
    form = ShowForm(request.POST or None, **known, initial=ShowForm.initial_of(held))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.change_show(held, form.said, form.host_keys, version=version, by=request.viewer)
        except ChangedMeanwhile as changed:
            now = changed.record
            form = again(lambda typed: ShowForm(typed, **known), form, now, ShowForm.initial_of(now))
        else:
            messages.success(request, _("Saved."))
            return redirect(held)
    return asked(request, "radio/show_form.html", form, station=held.station, show=held)


@require_POST
def end_show(request: Request, uid: str) -> HttpResponse:
    """A show ends, or goes on after all."""
    held = one_show(request, uid)
    check_show(request.viewer, held)
    form = EndShowForm(request.POST)
    if held.ended_on is not None:
        actions.end_show(held, None, by=request.viewer)
        messages.success(request, _("The show goes on. Give it its place in the grid again."))
    elif form.is_valid():
        actions.end_show(held, form.cleaned_data["day"], by=request.viewer)
        messages.success(
            request, _("The show ends, and its places in the grid with it. Its page and its archive stay.")
        )
    else:
        messages.error(request, _("Choose the last day."))
    return redirect(held)
