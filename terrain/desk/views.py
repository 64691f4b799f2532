from django.http import HttpResponse
from django.shortcuts import render

from terrain.core import audit, clock
from terrain.core.http import Request
from terrain.desk.day import day_of


def home(request: Request) -> HttpResponse:
    """What is to be done today, one field to find or add a person, and the ways to the main work."""
    viewer = request.viewer
    may = {permission.replace(".", "_"): viewer.may(permission) for permission in WAYS}
    day = day_of(viewer)
    named = sum(bool(name) for name in day.names)
    if named:
        audit.note_read(request, "people.names_read", detail={"people": named})
    return render(request, "desk/home.html", {"day": day, "today": clock.today(), "may": may})


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
