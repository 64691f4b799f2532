"""Anybody may say that something is wrong with an entry that everybody reads."""

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from terrain.core import clock
from terrain.core.http import Request
from terrain.network import public
from terrain.network.actions import suggestions as actions
from terrain.network.forms.open_pages import ReportForm
from terrain.network.models import Service

LIMITS = {"report": "10/h/ip"}
"""How many remarks one place may send."""


def report(request: Request, uid: str) -> HttpResponse:
    """A few words, read by whoever keeps the entry before anything changes."""
    shown = public.service(uid)  # type: ignore[arg-type]
    if shown is None:
        raise Http404
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, app="network", action="report", config=LIMITS):
            return ratelimit.respond_429(request)
        held = get_object_or_404(Service.objects.shown_to_all(clock.today()), uid=uid)
        try:
            actions.report(held, form.cleaned_data["words"])
        except actions.TooMany:
            form.add_error(None, _("Many messages came just now. Try again in an hour."))
        else:
            messages.success(request, _("Thank you. Whoever keeps this entry reads it and looks into it."))
            return redirect("directory:entry", uid)
    return render(request, "network/open/report.html", {"one": shown, "form": form}, status=422 if form.errors else 200)
