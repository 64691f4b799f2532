"""Who opened somebody's file: to look through, and to print for her."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import override

from terrain.core import audit, clock
from terrain.core.http import Request
from terrain.core.policies import Denied, verdict
from terrain.people import directory
from terrain.people.models import Person
from terrain.people.opened import readings
from terrain.people.opened.forms import DaysForm
from terrain.people.opened.policies import check_look, check_print

LANGUAGES = ("fr", "ar", "en", "it")


def _person(request: Request, uid: Any) -> Person:
    seen = Person.objects.visible_to(request.viewer).select_related("key").prefetch_related("meetings")
    return get_object_or_404(seen, uid=uid)


def _name(request: Request, person: Person) -> str:
    return directory.entries([person], request.viewer)[0].name


def opened(request: Request, uid: str) -> HttpResponse:
    """Day by day: who, in which role, opened what sort of thing of hers."""
    person = _person(request, uid)
    check_look(request.viewer, person)
    form = DaysForm(request.GET)
    first, last = form.days
    audit.note_read(request, "people.opened_read", person)
    context = {
        "person": person,
        "name": _name(request, person),
        "form": form,
        "told": readings.told(person, request.viewer, first, last, named=True),
        "first": first,
        "last": last,
    }
    return render(request, "people/opened/opened.html", context, status=422 if form.errors else 200)


def paper(request: Request, uid: str) -> HttpResponse:
    """The sheet for her, in her language; names of staff only when whoever watches over confidentiality asks for them."""
    person = _person(request, uid)
    check_print(request.viewer, person)
    form = DaysForm(request.GET)
    first, last = form.days
    language = request.GET.get("language") or "fr"
    if language not in LANGUAGES:
        raise Denied(_("This sheet is not written in that language."))
    may_name = bool(verdict(check_look, request.viewer, person))
    named = may_name and request.GET.get("names") == "on"
    with override(language):
        told = readings.told(person, request.viewer, first, last, named=named)
    audit.note_read(request, "people.opened_printed", person, detail={"names": named})
    context = {
        "person": person,
        "name": _name(request, person),
        "form": form,
        "told": told,
        "first": first,
        "last": last,
        "today": clock.today(),
        "language": language,
        "direction": "rtl" if language == "ar" else "ltr",
        "languages": [("fr", _("French")), ("ar", _("Arabic")), ("en", _("English")), ("it", _("Italian"))],
        "may_name": may_name,
        "named": named,
        "whole": request.viewer.may_everywhere("protection.watch"),
    }
    return render(request, "people/opened/paper.html", context, status=422 if form.errors else 200)
