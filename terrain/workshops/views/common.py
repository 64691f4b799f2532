"""What the pages of this room share: the tabs, one project at a time, and two who change one thing."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrain.core.http import Request
from terrain.gatherings import agenda
from terrain.gatherings.of_project import OfProjectForm
from terrain.workshops import centres

PER_PAGE = 30
TABS = (
    ("workshops:home", gettext_lazy("Workshops")),
    ("workshops:kits", gettext_lazy("Kits")),
    ("workshops:sheets", gettext_lazy("Activity sheets")),
    ("workshops:centres", gettext_lazy("Centres")),
)
Fresh = Callable[[Any], Any]
"""From what was typed to the form bound to it."""


def frame(request: Request, here: str) -> tuple[OfProjectForm, dict[str, Any]]:
    """Which project is asked for, and what every list of this room knows."""
    form = OfProjectForm(request.GET, viewer=request.viewer)
    chosen = form.chosen
    context = {
        "filter": form,
        "project": chosen or agenda.only_project(request.viewer),
        "filtered": chosen is not None,
        "tabs": [(words, name, name == here) for name, words in TABS],
        "may_hold": request.viewer.may("gathering.record", chosen.pk if chosen else None),
    }
    return form, context


def again(bind: Fresh, form: Any, now: Any, initial: dict[str, Any]) -> Any:
    """A colleague saved first: what was typed stays, what stands now is told field by field, saving again is a choice."""
    typed, mine = form.data.copy(), form.cleaned_data
    typed["version"] = str(now.version)
    fresh: forms.Form = bind(typed)
    fresh.is_valid()
    for name, value in initial.items():
        if name in fresh.fields and name not in {"version", "slip", "sheets"} and value != mine.get(name):
            fresh.add_error(name, _("Now it says: %(value)s") % {"value": _in_words(fresh.fields[name], value)})
    fresh.add_error(None, _("A colleague changed this meanwhile. Look at both, then save again to keep yours."))
    return fresh


def _in_words(field: Any, value: Any) -> str:
    """A value as the page shows it: a choice by its words, nothing as a dash."""
    chosen = isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField)
    told = dict(field.choices).get(value, value) if chosen else value
    return str(told) if told not in {None, ""} else "—"


def asked(request: Request, template: str, form: Any, **context: Any) -> HttpResponse:
    """A page with a form, 422 when something is wrong with it; centres and towns are proposed while one types."""
    seen = request.viewer.projects("gathering.view")
    told = {"centres": centres.names(None if seen is None else list(seen)), "places": agenda.place_names()}
    return render(request, template, {"form": form, **told, **context}, status=422 if form.errors else 200)
