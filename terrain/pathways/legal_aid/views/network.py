"""The lawyers' network of the viewer's projects."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from terrain.core import clock
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.pathways.legal_aid import counting, policies
from terrain.pathways.legal_aid.actions import network as actions
from terrain.pathways.legal_aid.dated import network as network_lists
from terrain.pathways.legal_aid.forms import LawyerForm
from terrain.pathways.legal_aid.models import Lawyer
from terrain.people.profiles.lists import lists
from terrain.programmes.models import Project

SHOWN = 200


def _line(lawyer: Lawyer, counted: counting.Counted) -> dict[str, Any]:
    today = clock.today()
    return {
        "lawyer": lawyer,
        "matters": [network_lists().words("matters", code) for code in lawyer.matters],
        "languages": [lists().words("languages", code) for code in lawyer.languages],
        "payment": network_lists().words("payments", lawyer.payment),
        "over": lawyer.until is not None and lawyer.until < today,
        "numbers": counted,
    }


def lawyers(request: Request) -> HttpResponse:
    """Who is in the network, for what, and how many cases each took, as far as the viewer may be told."""
    policies.check_network(request.viewer)
    found = list(Lawyer.objects.visible_to(request.viewer).select_related("project")[:SHOWN])
    counted = counting.of_network(found, request.viewer)
    today = clock.today()
    lines = sorted((_line(one, counted[one.pk]) for one in found), key=lambda line: line["over"])
    context = {"lines": lines, "today": today, "may_keep": verdict(policies.check_keep, request.viewer)}
    return render(request, "legal_aid/lawyers.html", context)


def _scoped(request: Request, uid: str) -> Lawyer:
    return get_object_or_404(Lawyer.objects.visible_to(request.viewer).select_related("project"), uid=uid)


def lawyer(request: Request, uid: str) -> HttpResponse:
    """One lawyer: how to reach the chamber, what was agreed, the numbers."""
    held = _scoped(request, uid)
    line = _line(held, counting.of_network([held], request.viewer)[held.pk])
    context = {"line": line, "lawyer": held, "may_change": verdict(policies.check_change, request.viewer, held)}
    return render(request, "legal_aid/lawyer.html", context)


def new(request: Request) -> HttpResponse:
    """Put a lawyer into the network."""
    policies.check_keep(request.viewer)
    kept = [one for one in Project.objects.all() if verdict(policies.check_keep, request.viewer, one.pk)]
    projects = Project.objects.filter(pk__in=[one.pk for one in kept])
    form = LawyerForm(request.POST or None, projects=projects)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = actions.add_lawyer(said["project"], form.about, slip=said["slip"], by=request.viewer)
        messages.success(request, _("Written down."))
        return redirect(made)
    context = {"form": form, "lawyer": None, "project_field": form["project"]}
    return render(request, "legal_aid/lawyer_form.html", context, status=422 if form.errors else 200)


def change(request: Request, uid: str) -> HttpResponse:
    """Say anew what is known of a lawyer."""
    held = _scoped(request, uid)
    policies.check_change(request.viewer, held)
    initial = actions.about(held).__dict__ | {"version": held.version}
    form = LawyerForm(request.POST or None, projects=[], lawyer=held, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_lawyer(held, form.about, version=form.cleaned_data["version"] or 0, by=request.viewer)
        except actions.LawyerChangedMeanwhile as meanwhile:
            form = _again(request, meanwhile.lawyer)
        else:
            messages.success(request, _("Written down."))
            return redirect(held)
    context = {"form": form, "lawyer": held, "project_field": None}
    return render(request, "legal_aid/lawyer_form.html", context, status=422 if form.errors else 200)


def _again(request: Request, now: Lawyer) -> LawyerForm:
    typed = request.POST.copy()
    typed["version"] = str(now.version)
    fresh = LawyerForm(typed, projects=[], lawyer=now)
    fresh.is_valid()
    fresh.add_error(
        None, _("A colleague changed this meanwhile. Look at it on the network's page; send again if yours holds.")
    )
    return fresh
