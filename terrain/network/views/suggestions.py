"""The keeper makes links by which partners speak of their entries, and decides about what was said."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core import clock
from terrain.core.http import Request
from terrain.core.squares import picture_of
from terrain.network.actions import suggestions as actions
from terrain.network.actions.directory import ServiceChanged
from terrain.network.actions.links import address_of, letter_of, make_link, revoke_links
from terrain.network.differences import FIELDS, NEVER_AT_ONCE, in_words, plainly
from terrain.network.enums import Saying
from terrain.network.forms.updates import DecideForm, LinkForm
from terrain.network.models import Service, Suggestion
from terrain.network.policies.directory import check_keep
from terrain.network.policies.updates import check_decide


def _held(request: Request, uid: str) -> Service:
    related = Service.objects.visible_to(request.viewer).select_related("organisation", "project", "place", "keeper")
    held = get_object_or_404(related, uid=uid)
    check_keep(request.viewer, held)
    return held


def links(request: Request, uid: str) -> HttpResponse:
    """The link that opens an entry to its partner; a new one is shown once, to be read off, sent or copied."""
    held = _held(request, uid)
    form = LinkForm(request.POST or None, service=held)
    secret = ""
    if request.method == "POST" and form.is_valid():
        mail = form.cleaned_data.get("mail", False)
        secret = make_link(held, at_once=form.cleaned_data["at_once"], mail=mail, by=request.viewer)
    address = address_of(secret) if secret else ""
    context = {
        "service": held,
        "form": form,
        "living": held.update_links.filter(revoked_at=None, until__gt=clock.now()).select_related("made_by"),
        "address": address,
        "mailed": bool(address) and form.cleaned_data.get("mail", False),
        "letter": letter_of(secret) if secret else "",
        "picture": picture_of(address) if address else "",
    }
    response = render(request, "network/updates/links.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store, private"
    return response


@require_POST
def revoke(request: Request, uid: str) -> HttpResponse:
    """The links of an entry open it no more."""
    held = _held(request, uid)
    revoke_links(held, by=request.viewer)
    messages.success(request, _("The link is closed."))
    return redirect("network:links", held.uid)


def suggestion(request: Request, uid: str, suggestion: str) -> HttpResponse:
    """What was said of an entry beside what it says: taken over or left, field by field."""
    held = _held(request, uid)
    found = get_object_or_404(Suggestion.objects.filter(service=held).select_related("service", "link"), uid=suggestion)
    if found.decided_at is not None:
        messages.info(request, _("A colleague has decided about this already."))
        return redirect(held)
    check_decide(request.viewer, found)
    form = DecideForm(request.POST or None, initial={"version": held.version, "still_true": found.kind == Saying.TRUE})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        taken = request.POST.getlist("take")
        try:
            actions.decide(found, taken, version=said["version"] or 0, still_true=said["still_true"], by=request.viewer)
        except ServiceChanged:
            form = DecideForm(initial={"version": held.version, "still_true": False})
            messages.warning(request, _("A colleague changed this service meanwhile. Look at it again, then decide."))
        else:
            messages.success(
                request, _("Thank you: the entry says so now.") if taken or said["still_true"] else _("Left as it was.")
            )
            return redirect(held)
    return render(
        request, "network/updates/suggestion.html", {"suggestion": found, "form": form, "lines": _lines(found, held)}
    )


def _lines(found: Suggestion, now: Service) -> list[dict[str, Any]]:
    """Each field: what stands now, what she says, and what stood there when she said it if that is something else."""
    stands = plainly(now)
    return [
        {
            "name": name,
            "ticked": name not in NEVER_AT_ONCE and change["was"] == stands[name],
            "label": FIELDS[name],
            "now": in_words(name, stands[name]),
            "says": in_words(name, change["says"]),
            "was": in_words(name, change["was"]) if change["was"] != stands[name] else "",
        }
        for name, change in found.changes.items()
        if name in FIELDS
    ]
