"""A point of an agenda: the closed door it speaks of, what was decided, who undertook what."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core import clock
from terrain.core.changing import ChangedMeanwhile
from terrain.core.http import Request
from terrain.core.policies import Denied, verdict
from terrain.network import agenda_words
from terrain.network.actions import agendas as actions
from terrain.network.forms.governed import tried
from terrain.network.forms.round_tables import DecisionForm, UndertakingForm
from terrain.network.models import AgendaItem, Decision, Outcome
from terrain.network.moves import TableState
from terrain.network.policies.governance import check_steer
from terrain.network.views.round_tables import told_of_change, version_in


def scoped(request: Request, uid: Any) -> AgendaItem:
    """The point when the viewer may see its round table, else 404."""
    found = AgendaItem.objects.visible_to(request.viewer).select_related("round_table__project", "place")
    return get_object_or_404(
        found.prefetch_related("decisions__commitments__owner", "decisions__commitments__owner_project"), uid=uid
    )


def item(request: Request, uid: str) -> HttpResponse:
    """One point, and what became of it."""
    return _page(request, scoped(request, uid), DecisionForm())


def _page(request: Request, held: AgendaItem, form: DecisionForm) -> HttpResponse:
    table = held.round_table
    may = bool(verdict(check_steer, request.viewer, table.project_id)) and table.state != TableState.CANCELLED
    state, tone = agenda_words.STATES[agenda_words.state_of(held)]
    context = {
        "item": held,
        "table": table,
        "title": agenda_words.title_of(held),
        "state": state,
        "tone": tone,
        "closing": agenda_words.closing_of(held),
        "decisions": held.decisions.all(),
        "experiments": held.experiments.all(),
        "form": form,
        "today": clock.today(),
        "may_decide": may and held.outcome != Outcome.POSTPONED and table.day <= clock.today(),
        "may_put_off": may and not held.outcome,
        "may_steer": may,
    }
    return render(request, "network/governance/item.html", context, status=422 if form.errors else 200)


@require_POST
def decide(request: Request, uid: str) -> HttpResponse:
    """Write down what was decided and, at once, who undertakes what."""
    held = scoped(request, uid)
    check_steer(request.viewer, held.round_table.project_id)
    form = DecisionForm(request.POST)
    if form.is_valid():
        text, slip = form.cleaned_data["text"], form.cleaned_data["slip"]
        made = tried(form, lambda: actions.decide(held, text, form.undertaking, slip=slip, by=request.viewer))
        if made is not None:
            messages.success(request, _("The decision is written down."))
            return redirect(held)
    return _page(request, held, form)


def undertake(request: Request, pk: int) -> HttpResponse:
    """Another commitment out of a decision."""
    found = Decision.objects.filter(item__in=AgendaItem.objects.visible_to(request.viewer).values("pk"))
    decision = get_object_or_404(found.select_related("item__round_table", "item__place"), pk=pk)
    check_steer(request.viewer, decision.item.round_table.project_id)
    form = UndertakingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said, slip = form.undertaking, form.cleaned_data["slip"]
        made = tried(form, lambda: actions.undertake(decision, said, slip=slip, by=request.viewer)) if said else None
        if made is not None:
            return redirect(decision.item)
    page = {"form": form, "decision": decision, "title": agenda_words.title_of(decision.item)}
    return render(request, "network/governance/undertake.html", page, status=422 if form.errors else 200)


@require_POST
def put_off(request: Request, uid: str) -> HttpResponse:
    """To the next round table."""
    held = scoped(request, uid)
    check_steer(request.viewer, held.round_table.project_id)
    try:
        moved = actions.postpone(held, version=version_in(request), by=request.viewer)
    except (ChangedMeanwhile, Denied):
        told_of_change(request)
        return redirect(held)
    messages.success(request, _("It is on the agenda of “%(table)s”.") % {"table": moved.round_table.title})
    return redirect(held.round_table)


@require_POST
def leave(request: Request, uid: str) -> HttpResponse:
    """Spoken of, nothing decided."""
    held = scoped(request, uid)
    check_steer(request.viewer, held.round_table.project_id)
    try:
        actions.leave(held, version=version_in(request), by=request.viewer)
    except (ChangedMeanwhile, Denied):
        told_of_change(request)
    return redirect(held.round_table)


@require_POST
def earlier(request: Request, uid: str) -> HttpResponse:
    """One place up."""
    held = scoped(request, uid)
    check_steer(request.viewer, held.round_table.project_id)
    actions.raise_item(held, by=request.viewer)
    return redirect(f"{held.round_table.get_absolute_url()}#agenda")
