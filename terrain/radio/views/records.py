"""What the station's pages share: the station one sees, its tabs, forms that answer, and two who change one thing."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.core.ui.wording import listed
from terrain.radio.models import Show, Station
from terrain.radio.policies.stations import check_station

TABS = (
    ("radio:station", gettext_lazy("The radio")),
    ("radio:shows", gettext_lazy("Shows")),
    ("radio:grid", gettext_lazy("Weekly grid")),
    ("radio:plays", gettext_lazy("What plays at…")),
    ("radio:fallback", gettext_lazy("When nothing is planned")),
    ("radio:jingles", gettext_lazy("Jingles")),
)
Fresh = Callable[[Any], Any]
"""From what was typed to the form bound to it."""
UNTOLD = frozenset({"version", "slip", "as_it_is"})


def one_station(request: Request, slug: str) -> Station:
    """The station at this address, when the viewer makes radio there."""
    found = Station.objects.visible_to(request.viewer).select_related("project")
    station: Station = get_object_or_404(found, slug=slug)
    return station


def one_show(request: Request, uid: str) -> Show:
    """The show with this number, when the viewer makes radio there."""
    found = Show.objects.visible_to(request.viewer).select_related("station__project")
    show: Show = get_object_or_404(found, uid=uid)
    return show


def framed(request: Request, station: Station, here: str, **context: Any) -> dict[str, Any]:
    """What every page of a station knows: its tabs, and whether the viewer answers for it."""
    tabs = [(words, name, name == here) for name, words in TABS]
    may = bool(verdict(check_station, request.viewer, station))
    return {"station": station, "tabs": tabs, "may_produce": may, **context}


def asked(request: Request, template: str, form: Any, **context: Any) -> HttpResponse:
    """A page with a form, 422 when something is wrong with it."""
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


def again(bind: Fresh, form: Any, now: Any, initial: dict[str, Any]) -> Any:
    """A colleague saved first: what was typed stays, what stands now is told field by field, saving again is a choice."""
    typed, mine = form.data.copy(), form.cleaned_data
    typed["version"] = str(now.version)
    fresh: forms.Form = bind(typed)
    fresh.is_valid()
    for name, value in initial.items():
        if name in fresh.fields and name not in UNTOLD and not _same(value, mine.get(name)):
            fresh.add_error(name, _("Now it says: %(value)s") % {"value": _in_words(fresh.fields[name], value)})
    fresh.add_error(None, _("A colleague changed this meanwhile. Look at both, then save again to keep yours."))
    return fresh


def _same(stands: Any, typed: Any) -> bool:
    """Whether a value as the record has it is what was typed: a record by its key, several in any order."""
    if hasattr(typed, "values_list"):
        return set(stands) == set(typed.values_list("pk", flat=True))
    return stands in {typed, getattr(typed, "uid", typed)} or (not stands and not typed)


def _in_words(field: Any, value: Any) -> str:
    """A value as the page shows it: records and choices by their words, nothing as a dash."""
    offered: Any = getattr(field, "queryset", None)
    if isinstance(field, forms.ModelMultipleChoiceField):
        return listed(str(one) for one in offered.filter(pk__in=value)) or "—"
    if isinstance(field, forms.ModelChoiceField):
        return str(offered.filter(**{field.to_field_name or "pk": value}).first() or "—")
    choices: Any = getattr(field, "choices", ())
    told = dict(choices).get(value, value)
    return str(told) if told not in {None, ""} else "—"
