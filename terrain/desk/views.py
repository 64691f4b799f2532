from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from terrain.core import audit, clock
from terrain.core.http import Request
from terrain.core.policies import Denied
from terrain.desk.day import day_of
from terrain.desk.waiting import sort_of


def home(request: Request) -> HttpResponse:
    """What is to be done today, one field to find or add a person, and the ways to the main work."""
    viewer = request.viewer
    may = {permission.replace(".", "_"): viewer.may(permission) for permission in WAYS}
    day = day_of(viewer)
    named = sum(bool(name) for name in day.names)
    if named:
        audit.note_read(request, "people.names_read", detail={"people": named})
    return render(request, "desk/home.html", {"day": day, "today": clock.today(), "may": may})


def waiting(request: Request, what: str) -> HttpResponse:
    """All that waits of one sort, late first."""
    sort = sort_of(what)
    if sort is None:
        raise Http404
    if not sort.opens(request.viewer):
        raise Denied(_("Your role does not have this to do."))
    page = Paginator(sort.found(request.viewer), PER_PAGE).get_page(request.GET.get("page"))
    lines = sort.told(list(page.object_list), request.viewer)
    if named := sum(bool(line.name) for line in lines):
        audit.note_read(request, "people.names_read", detail={"people": named})
    return render(request, "desk/waiting.html", {"sort": sort, "page": page, "lines": lines})


PER_PAGE = 50
WAYS = (
    "case.view",
    "reception.work",
    "people.view",
    "people.edit",
    "gathering.record",
    "import.run",
    "results.view",
    "programme.view",
    "programme.edit",
    "staff.assign",
    "audit.read",
)
