"""The organisations of the network: each once, with what it is in the projects, what it offers, and what other rooms know of it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from terrain.core import audit
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.core.ui.meanwhile import shown_again
from terrain.network import finding, organisations, professionals
from terrain.network.actions import organisations as actions
from terrain.network.forms.organisations import FindOrganisationForm, OrganisationForm
from terrain.network.models import OrganisationPair, Profile
from terrain.network.organisation_panels import panels_of
from terrain.network.policies.directory import check_consult, check_keep
from terrain.network.policies.organisations import check_answer_organisations, check_describe
from terrain.network.proposals import answers
from terrain.programmes.models import Organisation

PER_PAGE = 50


def list_organisations(request: Request) -> HttpResponse:
    """Who is in the network, each once."""
    check_consult(request.viewer)
    form = FindOrganisationForm(request.GET)
    page = Paginator(organisations.chosen(form.asked), PER_PAGE).get_page(request.GET.get("page"))
    may = verdict(check_describe, request.viewer)
    context = {"form": form, "page": page, "filtered": bool(form.asked), "may_keep": may}
    return render(request, "network/organisations/list.html", context)


def organisation(request: Request, uid: str) -> HttpResponse:
    """One organisation; one that was found to be another one leads to that one."""
    check_consult(request.viewer)
    profile = get_object_or_404(Profile.objects.select_related("organisation", "same_as"), uid=uid)
    if profile.same_as is not None:
        return redirect(profile.same_as)
    return _page(request, profile.organisation, profile)


def named_organisation(request: Request, code: str) -> HttpResponse:
    """One organisation of which nothing is known yet but its name and its roles."""
    check_consult(request.viewer)
    found = get_object_or_404(Organisation.objects.select_related("profile"), code=code)
    profile = getattr(found, "profile", None)
    return redirect(profile) if profile is not None else _page(request, found, None)


def _page(request: Request, found: Organisation, profile: Profile | None) -> HttpResponse:
    viewer = request.viewer
    listed = organisations.everything([found.pk])[0]
    people = professionals.of_organisations(viewer, [one.pk for one in (found, *listed.absorbed)])
    if people:
        audit.note_read(request, "network.professionals_read", profile, detail={"rows": len(people)})
    services = [(told, bool(verdict(check_keep, viewer, told.service))) for told in finding.told(listed.services)]
    absorbed = [one.pk for one in listed.absorbed]
    joined = answers(OrganisationPair).filter(answer="one", standing__in=[found.pk, *absorbed])
    context = {
        "listed": listed,
        "services": services,
        "people": people,
        "joined": joined if absorbed else [],
        "panels": panels_of(profile, viewer) if profile is not None else [],
        "may_keep": verdict(check_describe, viewer),
        "may_answer": verdict(check_answer_organisations, viewer),
    }
    return render(request, "network/organisations/organisation.html", context)


def new_organisation(request: Request) -> HttpResponse:
    """Write an organisation down that no programme file names."""
    check_describe(request.viewer)
    form = OrganisationForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        slip = form.cleaned_data["slip"]
        profile = actions.add_organisation(form.cleaned_data["name"], form.said, slip=slip, by=request.viewer)
        messages.success(request, _("The organisation is in the directory."))
        return redirect(profile)
    context = {"form": form, "organisation": None, "back": ""}
    return render(request, "network/organisations/form.html", context, status=422 if form.errors else 200)


def edit_organisation(request: Request, code: str) -> HttpResponse:
    """Say what an organisation is; when a colleague did meanwhile, the page says so and what was typed stays."""
    found = get_object_or_404(Organisation.objects.select_related("profile__place"), code=code)
    check_describe(request.viewer)
    held = getattr(found, "profile", None)
    form = OrganisationForm(request.POST or None, viewer=request.viewer, profile=held or Profile(organisation=found))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            profile = actions.describe_organisation(found, form.said, version=version, by=request.viewer)
        except actions.ProfileChanged as changed:
            form = _again(request, form, changed.profile)
        else:
            messages.success(request, _("Saved."))
            return redirect(profile)
    context = {"form": form, "organisation": found, "back": organisations.address_of(found, held)}
    return render(request, "network/organisations/form.html", context, status=422 if form.errors else 200)


def _again(request: Request, form: Any, now: Profile) -> OrganisationForm:
    """What she changed stays, the rest says what stands there now; what both changed is said, and saving again is a choice."""
    words = _("A colleague changed this organisation meanwhile. Look at both, then save again.")
    return shown_again(form, lambda sent: OrganisationForm(sent, viewer=request.viewer, profile=now), words)
