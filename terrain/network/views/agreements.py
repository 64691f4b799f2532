"""Agreements with organisations."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core import clock
from terrain.core.changing import ChangedMeanwhile
from terrain.core.http import Request
from terrain.core.policies import Denied, verdict
from terrain.network.actions import agreements as actions
from terrain.network.forms.experiments import AgreementForm
from terrain.network.forms.governed import ProjectFilter, given, tried
from terrain.network.models import Agreement
from terrain.network.policies.governance import check_paper, check_see, check_steer
from terrain.network.views.papers import handed_out
from terrain.network.views.round_tables import late_count, told_of_change, version_in

PER_PAGE = 30


def agreements(request: Request) -> HttpResponse:
    """Those to renew, then all."""
    check_see(request.viewer)
    form = ProjectFilter(request.GET or None, viewer=request.viewer)
    found = Agreement.objects.visible_to(request.viewer).standing().filter(project__in=form.asked)
    found = found.select_related("organisation", "project")
    context = {
        "form": form,
        "to_renew": found.to_renew(clock.today())[:PER_PAGE],
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "late": late_count(request),
        "may_steer": request.viewer.may("network.steer"),
    }
    return render(request, "network/governance/agreements.html", context)


def scoped(request: Request, uid: Any) -> Agreement:
    """The agreement when the viewer may see it, else 404."""
    found = Agreement.objects.visible_to(request.viewer)
    return get_object_or_404(found.select_related("organisation", "project", "file", "renews"), uid=uid)


def new(request: Request) -> HttpResponse:
    """Write down one that was signed; ``?renews=`` prepares the one that follows another."""
    check_steer(request.viewer)
    renewed = _renewed(request)
    initial = (
        {"project": renewed.project.code, "organisation": renewed.organisation.code, "about": renewed.about}
        if renewed is not None
        else {}
    )
    form = AgreementForm(request.POST or None, request.FILES or None, viewer=request.viewer, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = tried(
            form,
            lambda: actions.sign(
                said["project"], said["organisation"], form.said, newcomer=said["newcomer"], given=given(said["file"]),
                renews=renewed, slip=said["slip"], by=request.viewer,
            ),
        )  # fmt: skip
        if made is not None:
            messages.success(request, _("The agreement is written down."))
            return redirect(made)
    page = {"form": form, "agreement": None, "renewed": renewed}
    return render(request, "network/governance/agreement_form.html", page, status=422 if form.errors else 200)


def _renewed(request: Request) -> Agreement | None:
    asked = request.GET.get("renews", "")
    return scoped(request, asked) if len(asked) == 36 else None


def agreement(request: Request, uid: str) -> HttpResponse:
    """One agreement."""
    held = scoped(request, uid)
    context = {
        "agreement": held,
        "followers": held.renewed_by.standing(),
        "experiments": held.experiments.all(),
        "may_open": bool(verdict(check_paper, request.viewer, held.project_id)),
        "may_steer": bool(verdict(check_steer, request.viewer, held.project_id)) and held.struck_at is None,
    }
    return render(request, "network/governance/agreement.html", context)


def edit(request: Request, uid: str) -> HttpResponse:
    """Correct it, or add its paper."""
    held = scoped(request, uid)
    check_steer(request.viewer, held.project_id)
    form = AgreementForm(request.POST or None, request.FILES or None, viewer=request.viewer, agreement=held)
    if request.method == "POST" and form.is_valid():
        paper = given(form.cleaned_data["file"])
        made = tried(
            form,
            lambda: actions.change_agreement(held, form.said, given=paper, version=form.seen, by=request.viewer),
        )
        if made is not None:
            messages.success(request, _("Saved."))
            return redirect(made)
    page = {"form": form, "agreement": held, "renewed": None}
    return render(request, "network/governance/agreement_form.html", page, status=422 if form.errors else 200)


@require_POST
def strike(request: Request, uid: str) -> HttpResponse:
    """It was written by mistake."""
    held = scoped(request, uid)
    check_steer(request.viewer, held.project_id)
    try:
        actions.strike_agreement(held, version=version_in(request), by=request.viewer)
    except (ChangedMeanwhile, Denied):
        told_of_change(request)
        return redirect(held)
    messages.success(request, _("It counts for nothing any more."))
    return redirect("network:agreements")


def paper(request: Request, uid: str) -> StreamingHttpResponse:
    """The agreement itself."""
    held = scoped(request, uid)
    return handed_out(request, held, held.file, held.project_id)
