"""The professionals of the network: a magistrate, a nurse, a journalist, each with the contact of her office."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core import audit, clock
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.core.ui.meanwhile import shown_again
from terrain.network import professionals
from terrain.network.actions import professionals as actions
from terrain.network.forms.professionals import FindProfessionalForm, ProfessionalForm
from terrain.network.models import Professional
from terrain.network.policies.directory import check_consult
from terrain.network.policies.professionals import check_keep_contact, check_take_out
from terrain.programmes.models import Organisation

PER_PAGE = 50


def list_professionals(request: Request) -> HttpResponse:
    """Whom to call, where; the opening of the list is remembered, not what was looked for."""
    check_consult(request.viewer)
    form = FindProfessionalForm(request.GET)
    page = Paginator(professionals.chosen(request.viewer, form.asked), PER_PAGE).get_page(request.GET.get("page"))
    found = professionals.shown(page.object_list)
    if found:
        audit.note_read(request, "network.professionals_read", detail={"rows": len(found), "page": page.number})
    context = {
        "form": form,
        "page": page,
        "found": [(one, bool(verdict(check_keep_contact, request.viewer, one.professional))) for one in found],
        "filtered": bool(form.asked),
        "reviewing": "review" in form.asked,
        "may_keep": verdict(check_keep_contact, request.viewer),
    }
    return render(request, "network/professionals/list.html", context)


def new_professional(request: Request) -> HttpResponse:
    """Write a professional down."""
    check_keep_contact(request.viewer)
    begun = Organisation.objects.filter(code=request.GET.get("organisation", "")).first()
    initial = {"organisation": begun.code} if begun is not None else {}
    form = ProfessionalForm(request.POST or None, viewer=request.viewer, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.list_professional(form.said, slip=form.cleaned_data["slip"], by=request.viewer)
        messages.success(request, _("She is in the directory."))
        return redirect("network:professionals")
    context = {"form": form, "shown": None, "today": clock.today()}
    return render(request, "network/professionals/form.html", context, status=422 if form.errors else 200)


def _held(request: Request, uid: str) -> Professional:
    """The entry that is asked for, else 404."""
    seen = Professional.objects.visible_to(request.viewer).select_related(*professionals.RELATED)
    return get_object_or_404(seen, uid=uid)


def professional(request: Request, uid: str) -> HttpResponse:
    """Say what is true of her now; when a colleague did meanwhile, the page says so and what was typed stays."""
    held = _held(request, uid)
    check_keep_contact(request.viewer, held)
    audit.note_read(request, "network.professional_read", held)
    form = ProfessionalForm(request.POST or None, viewer=request.viewer, professional=held)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.change_professional(held, form.said, version=version, by=request.viewer)
        except actions.ProfessionalChanged as changed:
            form = _again(request, form, changed.professional)
        else:
            messages.success(request, _("Saved."))
            return redirect("network:professionals")
    context = {"form": form, "shown": professionals.shown([held])[0], "today": clock.today()}
    return render(request, "network/professionals/form.html", context, status=422 if form.errors else 200)


@require_POST
def confirm_professional(request: Request, uid: str) -> HttpResponse:
    """One tap: what the entry says is still true."""
    held = _held(request, uid)
    version = request.POST.get("version", "")
    try:
        now = actions.confirm_professional(held, version=int(version) if version.isdecimal() else 0, by=request.viewer)
    except actions.ProfessionalChanged:
        messages.warning(request, _("A colleague changed this entry meanwhile. Read it, then say whether it is true."))
        return redirect(held)
    messages.success(
        request, _("Thank you. It will be looked at again on %(day)s.") % {"day": date_format(now.review_on)}
    )
    address = reverse("network:professionals")
    return redirect(f"{address}?review=on" if "review" in request.POST else address)


def take_out(request: Request, uid: str) -> HttpResponse:
    """She asked to be taken out: asked once more, then done at once."""
    held = _held(request, uid)
    check_take_out(request.viewer, held)
    if request.method == "POST":
        actions.take_out(held, by=request.viewer)
        messages.success(request, _("She is out of the directory. Nobody reads her name here any more."))
        return redirect("network:professionals")
    audit.note_read(request, "network.professional_read", held)
    return render(request, "network/professionals/take_out.html", {"shown": professionals.shown([held])[0]})


def _again(request: Request, form: Any, now: Professional) -> ProfessionalForm:
    """What she changed stays, the rest says what stands there now; what both changed is said, and saving again is a choice."""
    words = _("A colleague changed this entry meanwhile. Look at both, then save again.")
    return shown_again(form, lambda sent: ProfessionalForm(sent, viewer=request.viewer, professional=now), words)
