"""The network view: who refers to whom, and where referrals end before a closed door."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language_bidi, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core import clock
from terrain.core.http import Request
from terrain.core.policies import Denied, verdict
from terrain.core.ui.wording import figure
from terrain.network import agenda_words, dead_ends, flows, picture
from terrain.network.actions import agendas
from terrain.network.flows import Flow
from terrain.network.forms.governed import ProjectFilter
from terrain.network.policies.governance import check_see, check_steer
from terrain.programmes.models import Organisation, Project

SPANS = {
    3: gettext_lazy("three months"),
    6: gettext_lazy("six months"),
    12: gettext_lazy("a year"),
    36: gettext_lazy("three years"),
}
USUAL = 6


class SpanForm(ProjectFilter):
    """Which project, and how far back. A span begins with a month: sliding it by days would tell one file from another."""

    months = forms.TypedChoiceField(
        label=gettext_lazy("Of the last"), choices=list(SPANS.items()), coerce=int, required=False
    )

    field_order = ("project", "months")

    @property
    def span(self) -> tuple[Any, Any]:
        """First and last day."""
        self.is_valid()
        months = (self.cleaned_data.get("months") if self.is_bound else None) or USUAL
        today = clock.today()
        return clock.months_later(today.replace(day=1), 1 - int(months)), today


@dataclass(frozen=True)
class Line:
    """A flow in words."""

    flow: Flow
    sender: str
    receiver: str
    hours: str
    share: str


def view(request: Request) -> HttpResponse:
    """Who refers to whom, answered in how long, how many were served; below, the closed doors."""
    check_see(request.viewer)
    asked = request.GET if "months" in request.GET or "project" in request.GET else None
    form = SpanForm(asked, viewer=request.viewer, initial={"months": USUAL})
    project, (first, last) = form.chosen, form.span
    found = flows.flows(form.asked, first, last)
    names = _names(found)
    context = {
        "form": form,
        "project": project,
        "first": first,
        "last": last,
        "lines": [_line(one, names) for one in found],
        "picture": _picture(found, names),
        "doors": agenda_words.told_doors(dead_ends.dead_ends(form.asked, first, last), project),
        "fewest": dead_ends.FEWEST,
        "may_steer": project is not None and bool(verdict(check_steer, request.viewer, project)),
    }
    return render(request, "network/governance/flows.html", context)


def _names(found: Sequence[Flow]) -> dict[picture.Node, str]:
    projects = {one.from_project_id for one in found} | {one.to_project_id for one in found if one.to_project_id}
    organisations = {one.to_organisation_id for one in found if one.to_organisation_id}
    told: dict[picture.Node, str] = {}
    for project in Project.objects.filter(pk__in=projects):
        told["project", project.pk] = project.code
        told["to_project", project.pk] = str(project)
    for organisation in Organisation.objects.filter(pk__in=organisations):
        told["to_organisation", organisation.pk] = str(organisation)
    return told


def waited(hours: float | None) -> str:
    """How long an answer took, as one says it; blank when it cannot be told."""
    if hours is None:
        return ""
    if hours < 48:
        whole = max(1, round(hours))
        return ngettext("%(count)s hour", "%(count)s hours", whole) % {"count": figure(whole)}
    days = round(hours / 24)
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": figure(days)}


def _line(flow: Flow, names: dict[picture.Node, str]) -> Line:
    share = "" if flow.served is None else f"{round(100 * flow.served / flow.sent)} %"
    sort, key = flow.receiver
    return Line(
        flow,
        names.get(("project", flow.from_project_id), ""),
        names.get((f"to_{sort}", key), ""),
        waited(flow.median_hours),
        share,
    )


def _picture(found: Sequence[Flow], names: dict[picture.Node, str]) -> picture.Picture | None:
    sums: dict[picture.Node, int] = defaultdict(int)
    medians: dict[picture.Node, list[float | None]] = defaultdict(list)
    for one in found:
        receiver = (f"to_{one.receiver[0]}", one.receiver[1])
        sums["project", one.from_project_id] += one.sent
        sums[receiver] += one.sent
        medians[receiver].append(one.median_hours)
    notes = {node: _("%(count)s sent") % {"count": figure(sums[node])} for node in sums if node[0] == "project"}
    for node, known in medians.items():
        answer = waited(known[0]) if len(known) == 1 else ""
        notes[node] = f"{figure(sums[node])} · {answer}" if answer else figure(sums[node])
    return picture.drawn(found, names, notes, others=_("the others"), rtl=get_language_bidi())


class DoorForm(SpanForm):
    """Which closed door."""

    service_type = forms.CharField(max_length=40)
    place = forms.IntegerField(required=False)
    reason = forms.CharField(max_length=60)


@require_POST
def to_agenda(request: Request) -> HttpResponse:
    """One click: a closed door goes onto the project's next agenda."""
    check_see(request.viewer)
    form = DoorForm(request.POST, viewer=request.viewer)
    projects = Project.objects.holding(request.viewer, "network.view")
    project = get_object_or_404(projects, code=request.POST.get("project", ""))
    if not form.is_valid():
        raise Denied(_("This closed door is not in the list: open the page again."))
    key = (form.cleaned_data["service_type"], form.cleaned_data["place"], form.cleaned_data["reason"])
    item = agendas.put_on_agenda(project, key, *form.span, by=request.viewer)
    told = {"table": item.round_table.title}
    messages.success(request, _("It is on the agenda of “%(table)s”.") % told)
    return redirect(item.round_table)
