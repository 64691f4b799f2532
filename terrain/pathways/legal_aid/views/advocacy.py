"""Cases told, for whoever reads them without seeing any file: nothing here leads to one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from terrain.core import audit
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.pathways.legal_aid import policies
from terrain.pathways.legal_aid.actions import stopping as actions
from terrain.pathways.legal_aid.forms import TakeDownForm
from terrain.pathways.legal_aid.models import AdvocacyCase
from terrain.pathways.legal_aid.showing import told as in_words

PER_PAGE, ON_PAPER = 30, 200


def told(request: Request) -> HttpResponse:
    """The cases told in the viewer's projects."""
    policies.check_read_told(request.viewer)
    page = Paginator(AdvocacyCase.objects.visible_to(request.viewer), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "cases": in_words(page.object_list),
        "may_agree": verdict(policies.check_agreeing, request.viewer),
        "sees_network": verdict(policies.check_network, request.viewer),
    }
    return render(request, "legal_aid/advocacy.html", context)


def on_paper(request: Request) -> HttpResponse:
    """All of them on one plain page, to print; the journal says that they were taken out."""
    policies.check_read_told(request.viewer)
    cases = in_words(AdvocacyCase.objects.visible_to(request.viewer)[:ON_PAPER])
    audit.note_read(request, "legal_aid.told_printed", detail={"cases": len(cases)})
    return render(request, "legal_aid/advocacy_paper.html", {"cases": cases})


def one(request: Request, uid: str) -> HttpResponse:
    """One case told."""
    held = get_object_or_404(AdvocacyCase.objects.visible_to(request.viewer), uid=uid)
    context = {"told": in_words([held])[0], "may_take_down": verdict(policies.check_take_down, request.viewer, held)}
    return render(request, "legal_aid/told.html", context)


def take_down(request: Request, uid: str) -> HttpResponse:
    """Nobody shall read it any more; a second tap finds it gone already."""
    gone = AdvocacyCase.objects.within(request.viewer).exclude(taken_down_on=None)
    if request.method == "POST" and gone.filter(uid=uid).exists():
        return redirect("legal_aid:advocacy")
    held = get_object_or_404(AdvocacyCase.objects.visible_to(request.viewer), uid=uid)
    policies.check_take_down(request.viewer, held)
    form = TakeDownForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.take_down(held, form.cleaned_data["why"], by=request.viewer)
        messages.success(request, _("Taken down: nobody reads it here any more."))
        return redirect("legal_aid:advocacy")
    context = {"form": form, "told": in_words([held])[0]}
    return render(request, "legal_aid/take_down.html", context, status=422 if form.errors else 200)
