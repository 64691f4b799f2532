"""Entries that may have been written twice: two beside each other, one question."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core.http import Request
from terrain.network import proposals
from terrain.network.actions import pairs as actions
from terrain.network.models import OrganisationPair, Service, ServicePair
from terrain.network.policies.organisations import check_answer_organisations
from terrain.programmes.models import Organisation

REMEMBERED = 30
"""Answers on the page, the newest first."""
SORTS: dict[str, tuple[Any, Any, Any, Any, Any]] = {
    "organisations": (Organisation, OrganisationPair, actions.join_organisations, actions.part_organisations,
                      actions.take_back_organisations),
    "services": (Service, ServicePair, actions.join_services, actions.part_services, actions.take_back_services),
}  # fmt: skip
"""What is compared: its model, that of the answers, and what says that two are one, are two, or takes it back."""


def pairs(request: Request, sort: str) -> HttpResponse:
    """What may have been written twice, the likeliest first, and what was answered."""
    check_answer_organisations(request.viewer)
    if sort not in SORTS:
        raise Http404
    services = sort == "services"
    found = proposals.of_services(request.viewer) if services else proposals.of_organisations()
    context = {
        "sort": sort,
        "services": services,
        "proposals": found[: proposals.SHOWN],
        "total": len(found),
        "answered": proposals.answers(SORTS[sort][1])[:REMEMBERED],
    }
    return render(request, "network/pairs/list.html", context)


@require_POST
def answer_pair(request: Request, sort: str) -> HttpResponse:
    """``stays`` and ``goes`` are one; or, ``two``, they are two."""
    check_answer_organisations(request.viewer)
    if sort not in SORTS:
        raise Http404
    model, _pair, join, part, _back = SORTS[sort]
    stays, goes = (_asked(model, request.POST.get(name, ""), request) for name in ("stays", "goes"))
    try:
        if "two" in request.POST:
            part(stays, goes, by=request.viewer)
            messages.success(request, _("They are two. They are not proposed again."))
        else:
            join(stays, goes, by=request.viewer)
            messages.success(request, _("They are one now: %(name)s. You can take it back below.") % {"name": stays})
    except actions.PairChanged:
        messages.warning(request, _("A colleague answered meanwhile. This is what stands now."))
    return redirect(reverse("network:pairs", args=[sort]))


@require_POST
def take_back_pair(request: Request, sort: str, pk: int) -> HttpResponse:
    """The answer does not hold any more."""
    check_answer_organisations(request.viewer)
    if sort not in SORTS:
        raise Http404
    pair = SORTS[sort][1].objects.filter(pk=pk).first()
    if pair is not None:
        SORTS[sort][4](pair, by=request.viewer)
        messages.success(request, _("Taken back: both stand by themselves again."))
    else:
        messages.warning(request, _("That was taken back already."))
    return redirect(reverse("network:pairs", args=[sort]))


def _asked(model: Any, key: str, request: Request) -> Any:
    """The entry with this key that the viewer sees, else 404."""
    if not key.isdecimal():
        raise Http404
    seen = model.objects.visible_to(request.viewer) if model is Service else model.objects.all()
    return get_object_or_404(seen, pk=int(key))
