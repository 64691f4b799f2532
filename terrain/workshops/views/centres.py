"""Centres: where workshops are held and kits are kept."""

from django.contrib import messages
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from terrain.core.changing import ChangedMeanwhile
from terrain.core.http import Request
from terrain.core.policies import Denied
from terrain.workshops import shelves
from terrain.workshops.actions.centres import change_centre
from terrain.workshops.forms.kits import CentreForm
from terrain.workshops.models import Centre, Kit
from terrain.workshops.policies import check_browse, check_hold
from terrain.workshops.views.common import again, asked, frame


def _count(found: object) -> Coalesce:
    return Coalesce(Subquery(found, output_field=IntegerField()), 0)  # type: ignore[arg-type]


def centres(request: Request) -> HttpResponse:
    """The centres that were named, how many kits live in each and how many are lent to it."""
    check_browse(request.viewer)
    form, context = frame(request, "workshops:centres")
    found = Centre.objects.visible_to(request.viewer).select_related("project", "place")
    if form.chosen is not None:
        found = found.filter(project=form.chosen)
    living = Kit.objects.filter(home=OuterRef("pk"), ended_on__isnull=True).order_by().values("home")
    lent = shelves.out().filter(to_centre=OuterRef("pk")).order_by().values("to_centre")
    told = found.annotate(living=_count(living.annotate(n=Count("pk")).values("n")))
    context["centres"] = told.annotate(lent=_count(lent.annotate(n=Count("pk")).values("n")))
    return render(request, "workshops/centres.html", context)


def centre(request: Request, uid: str) -> HttpResponse:
    """Call a centre otherwise, or say where it lies."""
    held = get_object_or_404(Centre.objects.visible_to(request.viewer).select_related("place"), uid=uid)
    check_hold(request.viewer, held.project_id)
    initial = {"name": held.name, "town": str(held.place or ""), "version": held.version}
    form = CentreForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            change_centre(held, said["name"], said["town"], version=said["version"] or 0, by=request.viewer)
        except ChangedMeanwhile as changed:
            form = again(CentreForm, form, changed.record, {"name": changed.record.name})
        except Denied as denied:
            form.add_error("name", str(denied.reason))
        else:
            messages.success(request, _("Saved."))
            return redirect("workshops:centres")
    return asked(request, "workshops/centre_form.html", form, centre=held)
