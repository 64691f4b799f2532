"""The directory of services: who offers what, where, when."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core import clock
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.core.ui.meanwhile import shown_again
from terrain.network import finding
from terrain.network.actions import directory as actions
from terrain.network.forms.directory import FindServiceForm, ServiceForm
from terrain.network.models import Service
from terrain.network.policies.directory import check_consult, check_keep

PER_PAGE = 20


def services(request: Request) -> HttpResponse:
    """Who offers what."""
    check_consult(request.viewer)
    form = FindServiceForm(request.GET)
    page = Paginator(finding.chosen(request.viewer, form.asked), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": _lines(request, list(page.object_list)),
        "filtered": bool(form.asked),
        "reviewing": "review" in form.asked,
        "may_keep": verdict(check_keep, request.viewer),
    }
    return render(request, "network/directory/list.html", context)


def _lines(request: Request, found: list[Service]) -> list[tuple[finding.Told, bool]]:
    """Services in words, each with whether the viewer may change it."""
    return [(told, bool(verdict(check_keep, request.viewer, told.service))) for told in finding.told(found)]


def new(request: Request) -> HttpResponse:
    """Write a service down."""
    check_keep(request.viewer)
    form = ServiceForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        actions.list_service(form.said, slip=form.cleaned_data["slip"], by=request.viewer)
        messages.success(request, _("The service is in the directory."))
        return redirect("network:services")
    context = {"form": form, "told": None, "today": clock.today(), "suggestions": ()}
    return render(request, "network/directory/service.html", context, status=422 if form.errors else 200)


def service(request: Request, uid: str) -> HttpResponse:
    """Say what is true of a service now; when a colleague did meanwhile, the page says so and what was typed stays."""
    held = get_object_or_404(Service.objects.visible_to(request.viewer).select_related(*finding.RELATED), uid=uid)
    check_keep(request.viewer, held)
    form = ServiceForm(request.POST or None, viewer=request.viewer, service=held)
    if request.method == "POST" and form.is_valid():
        try:
            now = actions.change_service(held, form.said, version=form.cleaned_data["version"] or 0, by=request.viewer)
        except actions.ServiceChanged as changed:
            form = _again(request, form, changed.service)
        else:
            messages.success(request, _("Saved."))
            if form.said.public and not now.public:
                messages.warning(request, _("It was a shelter: it is shown to nobody until you tick that again."))
            return redirect("network:services")
    waiting = held.suggestions.waiting()
    context = {"form": form, "told": finding.told([held])[0], "today": clock.today(), "suggestions": waiting}
    return render(request, "network/directory/service.html", context, status=422 if form.errors else 200)


@require_POST
def confirm(request: Request, uid: str) -> HttpResponse:
    """One tap: what the entry says is still true."""
    held = get_object_or_404(Service.objects.visible_to(request.viewer), uid=uid)
    version = request.POST.get("version", "")
    try:
        now = actions.confirm_service(held, version=int(version) if version.isdecimal() else 0, by=request.viewer)
    except actions.ServiceChanged:
        messages.warning(
            request, _("A colleague changed this service meanwhile. Read it, then say whether it is true.")
        )
        return redirect(held)
    messages.success(
        request, _("Thank you. It will be looked at again on %(day)s.") % {"day": date_format(now.review_on)}
    )
    return redirect(f"{reverse('network:services')}?review=on" if "review" in request.POST else "network:services")


def _again(request: Request, form: Any, now: Service) -> ServiceForm:
    """What she changed stays, the rest says what stands there now; what both changed is said, and saving again is a choice."""
    words = _("A colleague changed this service meanwhile. Look at both, then save again.")
    return shown_again(form, lambda sent: ServiceForm(sent, viewer=request.viewer, service=now), words)
