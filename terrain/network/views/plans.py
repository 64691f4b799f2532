"""The plan that a round leads to: what is to be done, done, dropped, taken up again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.core.ui.meanwhile import shown_again
from terrain.network import growth
from terrain.network.actions import plans as actions
from terrain.network.forms.capacity import DoneForm, DropForm, PlannedForm
from terrain.network.models import PlanAction
from terrain.network.policies.capacity import check_follow, check_plan
from terrain.network.views.rounds import handed_over, held_round


def held_action(request: Request, uid: str) -> PlanAction:
    """The action as the viewer may see it, else 404."""
    known = PlanAction.objects.visible_to(request.viewer).with_names().select_related("evidence__key", "replaced_by")
    return get_object_or_404(known, uid=uid)


def new(request: Request, uid: str) -> HttpResponse:
    """Add an action to the plan of a round."""
    held = held_round(request, uid)
    check_plan(request.viewer, held)
    form = PlannedForm(request.POST or None, grid=held.grid)
    if request.method == "POST" and form.is_valid():
        actions.plan_action(held, form.planned, slip=form.cleaned_data["slip"], by=request.viewer)
        messages.success(request, _("The action is in the plan."))
        return redirect(f"{held.strengthening.get_absolute_url()}#plan")
    context = {"form": form, "held": held, "organisation": growth.called(held.strengthening)}
    return render(request, "network/capacity/new_action.html", context, status=422 if form.errors else 200)


def action(request: Request, uid: str) -> HttpResponse:
    """An action: what becomes of it, and, for whoever steers, what it says."""
    held = held_action(request, uid)
    may = verdict(check_follow, request.viewer, held)
    form = PlannedForm(request.POST or None, grid=held.assessment.grid, planned=held) if may else None
    if request.method == "POST":
        check_follow(request.viewer, held)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            actions.change_action(held, form.planned, version=form.cleaned_data["version"] or 0, by=request.viewer)
        except actions.ActionChanged as changed:
            held = changed.planned
            form = _again(form, held, grid=held.assessment.grid)
        else:
            messages.success(request, _("Saved."))
            return redirect(held)
    context = _context(held) | {"form": form, "may_follow": may}
    status = 422 if form is not None and form.errors else 200
    return render(request, "network/capacity/action.html", context, status=status)


def _context(held: PlanAction) -> dict[str, object]:
    strengthening = held.assessment.strengthening
    about = held.assessment.grid.words(held.about)
    return {"planned": held, "about": about, "held": held.assessment, "organisation": growth.called(strengthening)}


def _again(form: Any, now: PlanAction, **known: Any) -> Any:
    """What she changed stays, the rest says what stands there now; what both changed is said, and saving again is a choice."""
    words = _("A colleague changed this action meanwhile (now: %(state)s). Look at both, then save again.")
    told = words % {"state": now.get_state_display()}
    return shown_again(form, lambda sent: type(form)(sent, planned=now, **known), told)


def done(request: Request, uid: str) -> HttpResponse:
    """It is done, and this shows it."""
    held = held_action(request, uid)
    check_follow(request.viewer, held)
    form = DoneForm(request.POST or None, request.FILES or None, planned=held)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.finish_action(
                held, said["done_on"], said["proof"], proof=form.sent, version=said["version"], by=request.viewer
            )
        except actions.ActionChanged as changed:
            form = _again(form, changed.planned)
        else:
            messages.success(request, _("Well done. The plan has moved on."))
            return redirect(f"{held.assessment.strengthening.get_absolute_url()}#plan")
    context = _context(held) | {"form": form}
    return render(request, "network/capacity/done.html", context, status=422 if form.errors else 200)


def drop(request: Request, uid: str) -> HttpResponse:
    """It will not be done, and why; another action may stand for it."""
    held = held_action(request, uid)
    check_follow(request.viewer, held)
    form = DropForm(request.POST or None, planned=held)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.drop_action(
                held, said["why"], replaced_by=said["replaced_by"], version=said["version"], by=request.viewer
            )
        except actions.ActionChanged as changed:
            form = _again(form, changed.planned)
        else:
            messages.success(request, _("The action is dropped."))
            return redirect(f"{held.assessment.strengthening.get_absolute_url()}#plan")
    context = _context(held) | {"form": form}
    return render(request, "network/capacity/drop.html", context, status=422 if form.errors else 200)


@require_POST
def take_up(request: Request, uid: str) -> HttpResponse:
    """It is to be done after all."""
    held = held_action(request, uid)
    version = request.POST.get("version", "")
    try:
        actions.take_up_action(held, version=int(version) if version.isdecimal() else 0, by=request.viewer)
    except actions.ActionChanged as changed:
        held = changed.planned
        messages.warning(request, _("A colleague changed this action meanwhile. Read it, then say again what is true."))
    else:
        messages.success(request, _("The action is to be done again."))
    return redirect(held)


def proof(request: Request, uid: str) -> StreamingHttpResponse:
    """The paper that shows it, as it came; every opening is remembered."""
    held = held_action(request, uid)
    return handed_over(request, held.assessment, held.evidence)
