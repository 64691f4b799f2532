"""The front desk: who was received today, and one screen for the next who comes."""

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from terrain.casework import agenda, caseload
from terrain.casework.models import Case
from terrain.core import audit, clock
from terrain.core.http import Request
from terrain.core.policies import require
from terrain.pathways.reception import actions
from terrain.pathways.reception.forms import LATER, VisitForm
from terrain.pathways.reception.kind import RECEPTION
from terrain.people import directory
from terrain.people.models import Person

SHOWN = 50


def desk(request: Request) -> HttpResponse:
    """One field to find whoever stands there; who is expected today; who came."""
    require(request.viewer, RECEPTION.work, reason=_("Your role does not receive people."))
    today = clock.today()
    visits = Case.objects.visible_to(request.viewer).filter(kind=RECEPTION.code, opened_on=today)
    lines = caseload.lines(list(visits.listed().order_by("-pk")[:SHOWN]), request.viewer)
    expected = agenda.expected(
        list(agenda.appointments(request.viewer, today, today, mine=False)[:SHOWN]), request.viewer
    )
    named = sum(bool(line.name) for line in lines) + sum(bool(one.name) for one in expected)
    if named:
        audit.note_read(request, "people.names_read", detail={"people": named})
    reasons = visits.values("entry_reason").annotate(times=Count("pk")).order_by("-times", "entry_reason")
    context = {
        "lines": lines,
        "expected": expected,
        "count": visits.count(),
        "reasons": [(RECEPTION.lists.words("entry_reasons", row["entry_reason"]), row["times"]) for row in reasons],
    }
    return render(request, "reception/desk.html", context)


def visit(request: Request, uid: str) -> HttpResponse:
    """Receive somebody of the registry: for what she comes, and where she goes from here."""
    require(request.viewer, RECEPTION.work, reason=_("Your role does not receive people."))
    seen = Person.objects.visible_to(request.viewer).select_related("key").prefetch_related("meetings")
    person = get_object_or_404(seen, uid=uid)
    initial = {"day": clock.today() + timedelta(days=1), "hour": time(10)}
    form = VisitForm(request.POST or None, viewer=request.viewer, person=person, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _received(request, form, person)
    entry = directory.entries([person], request.viewer)[0]
    if entry.name:
        audit.note_read(request, "people.identity_read", person)
    context = {"form": form, "person": person, "name": entry.name, "later": LATER}
    return render(request, "reception/visit.html", context, status=422 if form.errors else 200)


def _received(request: Request, form: VisitForm, person: Person) -> HttpResponse:
    said = form.cleaned_data
    later = said["outcome"] == LATER
    told = actions.Visit(
        project=said["project"],
        person=person,
        reason=said["reason"],
        words=said["words"],
        outcome="" if later else said["outcome"],
        starts_at=said["starts_at"] if later else None,
        host=said["host"].pk if later and said["host"] else None,
        remind=later and said["remind"] == "yes",
    )
    case = actions.receive(told, slip=said["slip"], by=request.viewer)
    messages.success(request, _appointment_words(said["starts_at"]) if later else _("The visit is written down."))
    return redirect(case if later else "reception:desk")


def _appointment_words(starts_at: datetime) -> str:
    when = timezone.localtime(starts_at)
    words = _("She is expected on %(day)s at %(hour)s.")
    return words % {"day": when.strftime("%d/%m/%Y"), "hour": when.strftime("%H:%M")}
