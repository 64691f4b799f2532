"""The weekly grid, one day of it, and what plays at an instant."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core import clock
from terrain.core.changing import ChangedMeanwhile
from terrain.core.http import Request
from terrain.core.policies import Denied
from terrain.radio.actions import grid as actions
from terrain.radio.enums import ChangeKind
from terrain.radio.forms.grid import FARTHEST, EndPlaceForm, ExtraForm, MomentForm, PlaceForm
from terrain.radio.grid import answering, board, meetings, timetable
from terrain.radio.grid.week import ONE_DAY, clashes, local, midnight
from terrain.radio.models import GridChange, GridPlace, Station
from terrain.radio.policies.stations import check_station
from terrain.radio.slots import AHEAD
from terrain.radio.views.records import again, asked, framed, one_station

WEEK = timedelta(days=7)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Http404 from None


def _looked(station: Station, first: date, last: date) -> list[timetable.Outlook]:
    """What is known of what the days will play: nothing of the past, nor of what is too far away."""
    start, end = max(midnight(first), timetable.settled()), midnight(last + ONE_DAY)
    return timetable.outlooks(station, start, end) if start < end and last <= clock.today() + FARTHEST + WEEK else []


def _one_place(request: Request, uid: str) -> GridPlace:
    projects = request.viewer.projects("radio.host")
    found = GridPlace.objects.select_related("station__project", "show")
    if projects is not None:
        found = found.filter(station__project_id__in=projects)
    return get_object_or_404(found, uid=uid)


def grid(request: Request, slug: str) -> HttpResponse:
    """A week: hours down, days across; on a telephone a list by day."""
    held = one_station(request, slug)
    today = clock.today()
    asked_for = request.GET.get("week", "")
    day = _day(asked_for) if asked_for else today
    monday = day - timedelta(day.weekday())
    occasions = timetable.occasions(held, monday - ONE_DAY, monday + WEEK - ONE_DAY)
    context = {
        "board": board.drawn(occasions, monday, _looked(held, monday, monday + WEEK - ONE_DAY)),
        "monday": monday,
        "sunday": monday + WEEK - ONE_DAY,
        "before": monday - WEEK,
        "after": monday + WEEK,
        "today": today,
        "has_shows": held.shows.filter(ended_on__isnull=True).exists(),
    }
    return render(request, "radio/grid.html", framed(request, held, "radio:grid", **context))


def _place_page(request: Request, form: PlaceForm, station: Station, place: GridPlace | None) -> HttpResponse:
    ending = EndPlaceForm(initial={"last": clock.today(), "version": place.version}) if place else None
    told = {"station": station, "place": place, "ending": ending, "told": None}
    return asked(request, "radio/place_form.html", form, **told)


def _warned(form: Any, station: Station, own: GridPlace | None) -> bool:
    """Whether what was typed meets other places and was not yet said to be right as it is."""
    form.warnings = meetings.of_place(station, form.said, own)
    if form.warnings and not form.cleaned_data["as_it_is"]:
        form.add_error(None, _("This meets something else in the grid. Look, then tick that you saw it."))
        return True
    return False


def new_place(request: Request, slug: str) -> HttpResponse:
    """A show gets a place in the grid."""
    held = one_station(request, slug)
    check_station(request.viewer, held)
    initial = {name: request.GET[name] for name in ("show", "weekday", "starts") if name in request.GET}
    form = PlaceForm(request.POST or None, station=held, initial=initial)
    if request.method == "POST" and form.is_valid() and not _warned(form, held, None):
        try:
            actions.add_place(held, form.said, slip=form.cleaned_data["slip"], by=request.viewer)
        except Denied as denied:
            form.add_error(None, str(denied.reason))
        else:
            messages.success(request, _("It has its place in the grid."))
            return redirect("radio:grid", held.slug)
    return _place_page(request, form, held, None)


def edit_place(request: Request, uid: str) -> HttpResponse:
    """Change a place of the grid."""
    place = _one_place(request, uid)
    held = place.station
    check_station(request.viewer, held)
    form = PlaceForm(request.POST or None, station=held, initial=PlaceForm.initial_of(place))
    if request.method == "POST" and form.is_valid() and not _warned(form, held, place):
        try:
            actions.change_place(place, form.said, version=form.cleaned_data["version"] or 0, by=request.viewer)
        except ChangedMeanwhile as changed:
            now = changed.record
            form = again(lambda typed: PlaceForm(typed, station=held), form, now, PlaceForm.initial_of(now))
        except Denied as denied:
            form.add_error(None, str(denied.reason))
        else:
            messages.success(request, _("Saved."))
            return redirect("radio:grid", held.slug)
    return _place_page(request, form, held, place)


def check_place(request: Request, slug: str) -> HttpResponse:
    """While one types: what this place would meet, and what it would leave open."""
    held = one_station(request, slug)
    check_station(request.viewer, held)
    form = PlaceForm(request.GET, station=held)
    own = GridPlace.objects.filter(station=held, uid=request.GET["place"]).first() if _is_uid(request) else None
    told = meetings.told(held, form.said, own) if form.is_valid() else None
    return render(request, "radio/place_told.html", {"told": told})


def _is_uid(request: Request) -> bool:
    written = request.GET.get("place", "")
    return len(written) == 36 and written.replace("-", "").isalnum() and written.count("-") == 4


@require_POST
def end_place(request: Request, uid: str) -> HttpResponse:
    """Until when a place stands in the grid."""
    place = _one_place(request, uid)
    check_station(request.viewer, place.station)
    form = EndPlaceForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose the last day."))
        return redirect("radio:edit_place", place.uid)
    said = form.cleaned_data
    try:
        actions.end_place(place, said["last"], version=said["version"] or 0, by=request.viewer)
    except ChangedMeanwhile:
        messages.error(request, _("A colleague changed this meanwhile. Look at it again."))
        return redirect("radio:edit_place", place.uid)
    messages.success(request, _("It leaves the grid after that day."))
    return redirect("radio:grid", place.station.slug)


def day(request: Request, slug: str, written: str) -> HttpResponse:
    """One day: what takes place, what does not, what takes place besides."""
    held = one_station(request, slug)
    which = _day(written)
    occasions = timetable.occasions(held, which - ONE_DAY, which)
    looked = {one.occasion.slot: one for one in _looked(held, which, which)}
    cut = {first.slot for first, _second in clashes(occasions)}
    off = GridChange.objects.filter(station=held, day=which, kind=ChangeKind.CANCELLED).select_related("place__show")
    context = {
        "day": which,
        "is_over": which < clock.today(),
        "items": [(one, looked.get(one.slot), one.slot in cut) for one in occasions if one.day == which],
        "off": off,
        "met": [pair for pair in clashes(occasions) if pair[1].day == which],
        "before": which - ONE_DAY,
        "after": which + ONE_DAY,
    }
    return render(request, "radio/day.html", framed(request, held, "radio:grid", **context))


@require_POST
def cancel_day(request: Request, uid: str, written: str) -> HttpResponse:
    """A place does not take place on one day."""
    place, which = _one_place(request, uid), _day(written)
    check_station(request.viewer, place.station)
    try:
        actions.cancel_day(place, which, by=request.viewer)
    except Denied as denied:
        messages.error(request, str(denied.reason))
    else:
        messages.success(request, _("It does not take place on that day."))
    return redirect("radio:day", place.station.slug, which.isoformat())


def add_extra(request: Request, slug: str, written: str) -> HttpResponse:
    """Something takes place on one day besides the grid."""
    held = one_station(request, slug)
    check_station(request.viewer, held)
    which = _day(written)
    form = ExtraForm(request.POST or None, station=held, day=which)
    if request.method == "POST" and form.is_valid() and not _warned_day(form, held):
        try:
            actions.add_extra(held, form.said, slip=form.cleaned_data["slip"], by=request.viewer)
        except Denied as denied:
            form.add_error(None, str(denied.reason))
        else:
            messages.success(request, _("It takes place on that day."))
            return redirect("radio:day", held.slug, which.isoformat())
    return asked(request, "radio/extra_form.html", form, station=held, day=which)


def _warned_day(form: ExtraForm, station: Station) -> bool:
    form.warnings = meetings.of_extra(station, form.said)
    if form.warnings and not form.cleaned_data["as_it_is"]:
        form.add_error(None, _("This meets something else on that day. Look, then tick that you saw it."))
        return True
    return False


@require_POST
def undo_change(request: Request, uid: str) -> HttpResponse:
    """The day is as the grid says."""
    projects = request.viewer.projects("radio.host")
    found = GridChange.objects.select_related("station")
    if projects is not None:
        found = found.filter(station__project_id__in=projects)
    change = get_object_or_404(found, uid=uid)
    actions.undo_change(change, by=request.viewer)
    messages.success(request, _("In this the day is as the grid says."))
    return redirect("radio:day", change.station.slug, change.day.isoformat())


def plays(request: Request, slug: str) -> HttpResponse:
    """What plays at an instant, and why."""
    held = one_station(request, slug)
    here = local(timetable.settled() - AHEAD)
    form = MomentForm(request.GET or None, initial={"day": here.date(), "at": here.time().replace(second=0)})
    instant: datetime = form.instant if form.is_bound and form.is_valid() else clock.now()
    wrong = form.is_bound and not form.is_valid()
    answer = None if wrong else answering.plays(held, instant)
    context = {"form": form, "answer": answer, "is_now": not form.is_bound}
    return render(request, "radio/plays.html", framed(request, held, "radio:plays", **context))
