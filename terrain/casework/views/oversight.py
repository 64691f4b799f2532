"""What whoever watches over confidentiality, or supervises, sees of who looked at what."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from terrain.casework import overseeing
from terrain.casework.actions import oversight as actions
from terrain.casework.actions.exports import purpose_of
from terrain.casework.forms.oversight import ReadingsForm
from terrain.casework.policies import oversight as policies
from terrain.core import audit
from terrain.core.http import Request
from terrain.programmes.models import Project

PER_PAGE = 30


def board(request: Request) -> HttpResponse:
    """What waits: accesses to judge, seals that are thin, what was taken out, files near their end."""
    policies.check_oversee(request.viewer)
    told = overseeing.board(request.viewer)
    told["latest_exports"] = [(export, purpose_of(export)) for export in told["latest_exports"]]
    audit.note_read(request, "casework.oversight_read")
    context = told | {"guards": request.viewer.may("protection.watch")}
    return render(request, "casework/oversight/board.html", context)


def readings(request: Request) -> HttpResponse:
    """The journal in words, by whom, about which file, when."""
    policies.check_oversee(request.viewer)
    form = ReadingsForm(request.GET, viewer=request.viewer)
    found = overseeing.events(form.asked, request.viewer)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    asked = sorted(name for name in ("group", "user", "number", "person", "first", "last") if request.GET.get(name))
    audit.note_read(request, "casework.journal_read", detail={"filters": asked})
    context = {"form": form, "page": page, "events": overseeing.told(list(page.object_list))}
    template = "casework/oversight/readings.html"
    return render(request, f"{template}#list" if request.htmx else template, context)


def access(request: Request) -> HttpResponse:
    """Who holds what, to be looked through every three months; confirming it is written down."""
    policies.check_oversee(request.viewer)
    projects = policies.watched(request.viewer)
    choices = Project.objects.all() if projects is None else Project.objects.filter(pk__in=projects)
    code = request.GET.get("project", "")
    project = get_object_or_404(choices, code=code) if code else None
    if project is None and projects is not None:
        project = choices.first()
    if request.method == "POST":
        actions.confirm_access(project, request.POST.get("picture", ""), by=request.viewer)
        messages.success(request, _("Confirmed. The next look is due in three months."))
        return redirect("casework:oversight")
    held = overseeing.holdings(request.viewer, project)
    audit.note_read(request, "casework.holdings_read", project_id=project.pk if project is not None else None)
    context = {
        "held": held,
        "picture": overseeing.picture_of(held),
        "project": project,
        "projects": choices,
        "everywhere": projects is None,
        "last": overseeing.last_review(request.viewer),
    }
    return render(request, "casework/oversight/access.html", context)
