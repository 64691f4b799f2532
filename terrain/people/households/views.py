"""Saying who lives with somebody."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from terrain.core.http import Request
from terrain.core.policies import Denied
from terrain.people import directory, others
from terrain.people.households import actions
from terrain.people.households.forms import HousemateForm, StayForm
from terrain.people.households.pages import homes_of
from terrain.people.models import Person
from terrain.people.profiles.policies import check_read, check_write_profile


def _person(request: Request, uid: Any) -> Person:
    seen = Person.objects.visible_to(request.viewer).select_related("key").prefetch_related("meetings")
    person = get_object_or_404(seen, uid=uid)
    check_read(request.viewer, person)
    check_write_profile(request.viewer, person)
    return person


def house(request: Request, uid: str) -> HttpResponse:
    """Somebody lives with her: of the registry, or named."""
    person = _person(request, uid)
    form = HousemateForm(request.POST or None)
    found: list[directory.Entry] = []
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        other = others.chosen(request.viewer, said["other"])
        if other is None and request.POST.get("outside") != "1":
            found = others.meant(request, said["name"], besides=person)
        if (other is not None or not found) and _housed(request, person, other, form):
            messages.success(request, _("Saved."))
            return redirect(person)
    context = {
        "form": form, "person": person, "found": found, "title": _("Somebody who lives with her"), "keep": "house",
    }  # fmt: skip
    return render(request, "people/tie.html", context, status=422 if form.errors else 200)


def _housed(request: Request, person: Person, other: Person | None, form: HousemateForm) -> bool:
    said = form.cleaned_data
    try:
        actions.house(
            person, other=other, name=said["name"], head=said["head"], since=said["since"], slip=said["slip"],
            by=request.viewer,
        )  # fmt: skip
    except Denied as denied:
        form.add_error(None, str(denied.reason))
        return False
    return True


def housemate(request: Request, uid: str, pk: int) -> HttpResponse:
    """From when to when somebody lives with her; or that it was written by mistake."""
    person = _person(request, uid)
    mates = [mate for home in homes_of(request.viewer, person) for mate in home.mates]
    mate = next((mate for mate in mates if mate.row.pk == pk), None)
    if mate is None:
        raise Http404
    row = mate.row
    form = StayForm(request.POST or None, initial={"since": row.since, "until": row.until, "head": row.head})
    if request.method == "POST" and request.POST.get("what") == "mistake":
        actions.unhouse(person, row, by=request.viewer)
        return redirect(person)
    if request.method == "POST" and form.is_valid():
        actions.correct_housemate(person, row, **form.cleaned_data, by=request.viewer)
        messages.success(request, _("Saved."))
        return redirect(person)
    context = {"form": form, "person": person, "name": mate.name}
    return render(request, "people/households/housemate.html", context, status=422 if form.errors else 200)
