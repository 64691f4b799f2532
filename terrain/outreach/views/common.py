"""What the pages of this room share: the tabs, one project at a time, and two who change one thing."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrain.core import audit, files
from terrain.core.http import Request
from terrain.core.models import SealedFile
from terrain.gatherings import agenda
from terrain.gatherings.of_project import OfProjectForm

PER_PAGE = 30
TABS = (
    ("outreach:home", gettext_lazy("Campaigns")),
    ("outreach:press", gettext_lazy("Press")),
    ("outreach:journalists", gettext_lazy("Journalists")),
)
KEPT_AS_TYPED = {"version", "slip", "evidence", "numbers"}
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
        "may_run": request.viewer.may("gathering.record", chosen.pk if chosen else None),
    }
    return form, context


def again(bind: Fresh, form: Any, now: Any, initial: dict[str, Any]) -> Any:
    """A colleague saved first: what was typed stays, what stands now is told field by field, saving again is a choice."""
    typed, mine = form.data.copy(), form.cleaned_data
    typed["version"] = str(now.version)
    fresh: forms.Form = bind(typed)
    fresh.is_valid()
    for name, value in initial.items():
        if name in fresh.fields and name not in KEPT_AS_TYPED and _differs(value, mine.get(name)):
            fresh.add_error(name, _("Now it says: %(value)s") % {"value": _in_words(fresh.fields[name], value)})
    fresh.add_error(None, _("A colleague changed this meanwhile. Look at both, then save again to keep yours."))
    return fresh


def _differs(stands: Any, typed: Any) -> bool:
    """Whether what stands is another thing than what was typed; a chosen record is known by its code, uid or number."""
    if hasattr(typed, "pk"):
        return stands not in {getattr(typed, "code", None), getattr(typed, "uid", None), typed.pk}
    if hasattr(typed, "values_list"):
        return set(stands) != set(typed.values_list("pk", flat=True))
    return (stands or "") != (typed or "")


def _in_words(field: Any, value: Any) -> str:
    """A value as the page shows it: a choice by its words, nothing as a dash."""
    if isinstance(value, list):
        return ", ".join(_in_words(field, one) for one in value) or "—"
    chosen = isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField)
    told = dict(field.choices).get(value, value) if chosen else value
    return str(told) if told not in {None, ""} else "—"


def asked(request: Request, template: str, form: Any, **context: Any) -> HttpResponse:
    """A page with a form, 422 when something is wrong with it."""
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


def opened(request: Request, evidence: SealedFile, record: Any, project_id: int) -> StreamingHttpResponse:
    """A proof as it came; every opening is remembered."""
    audit.note_read(request, "outreach.proof_read", record, project_id=project_id)
    disposition = content_disposition_header(True, files.name_of(evidence))
    return StreamingHttpResponse(
        files.pieces(evidence), content_type="application/octet-stream", headers={"Content-Disposition": disposition}
    )
