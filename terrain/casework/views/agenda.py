"""Appointments, week by week, and what is to do."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.casework import agenda, caseload, due
from terrain.casework.actions import appointments as appointment_actions
from terrain.casework.actions import tasks as task_actions
from terrain.casework.enums import AppointmentState
from terrain.casework.forms.agenda import AppointmentForm, TaskForm
from terrain.casework.kinds import kinds
from terrain.casework.models import Appointment, Task
from terrain.casework.policies.agenda import check_change, check_plan
from terrain.casework.views.cases import scoped
from terrain.core import audit, clock
from terrain.core.http import Request
from terrain.core.policies import Denied, require
from terrain.people.profiles.pages import contact_of

PER_PAGE = 50


def _require_some(request: Request) -> None:
    if not any(request.viewer.may(kind.see) for kind in kinds()):
        raise Denied(_("Your role sees no files."))


def _named(request: Request, told: list[Any]) -> None:
    named = sum(bool(one.name) for one in told)
    if named:
        audit.note_read(request, "people.names_read", detail={"people": named})


def calendar(request: Request) -> HttpResponse:
    """A week of appointments, the viewer's own or all that she sees."""
    _require_some(request)
    try:
        day = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        day = clock.today()
    monday = day - timedelta(days=day.weekday())
    mine = request.GET.get("whose") != "all"
    days = agenda.week(request.viewer, monday, mine=mine)
    _named(request, [one for each in days for one in each.expected])
    context = {
        "days": days,
        "monday": monday,
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "mine": mine,
        "whose": "mine" if mine else "all",
    }
    return render(request, "casework/agenda/calendar.html", context)


def plan(request: Request, uid: str) -> HttpResponse:
    """Give an appointment in a file."""
    case = scoped(request, uid)
    check_plan(request.viewer, case)
    initial = {"day": clock.today() + timedelta(days=1)}
    form = AppointmentForm(request.POST or None, case=case, viewer=request.viewer, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        host = said["host"].pk if said["host"] else None
        appointment_actions.plan(
            case, said["starts_at"], minutes=said["minutes"], host=host, words=said["words"],
            remind=said["remind"], slip=said["slip"], by=request.viewer,
        )  # fmt: skip
        messages.success(request, _("The appointment is written down."))
        return redirect(case)
    context = {"form": form, "case": case, "appointment": None, "panel": None, "person": None}
    return render(request, "casework/agenda/appointment.html", context, status=422 if form.errors else 200)


def _appointment(request: Request, uid: str) -> Appointment:
    seen = Appointment.objects.visible_to(request.viewer).select_related("host", *agenda.WITH_CASE)
    return get_object_or_404(seen, uid=uid)


def appointment(request: Request, uid: str) -> HttpResponse:
    """Move an appointment; what became of it is said with three buttons."""
    held = _appointment(request, uid)
    check_change(request.viewer, held)
    local = timezone.localtime(held.starts_at)
    initial = {
        "day": local.date(),
        "hour": local.time(),
        "minutes": held.minutes,
        "host": held.host_id,
        "words": appointment_actions.words_of(held),
        "remind": "yes" if held.remind else "no",
        "version": held.version,
    }
    form = AppointmentForm(request.POST or None, case=held.case, viewer=request.viewer, initial=initial)
    if request.method == "POST" and form.is_valid() and _moved(request, form, held):
        return redirect(held.case)
    audit.note_read(request, "casework.case_read", held.case, project_id=held.case.project_id)
    person = held.case.person.stands_as if held.case.person is not None else None
    panel = contact_of(request, person) if person is not None else None
    context = {"form": form, "case": held.case, "appointment": held, "panel": panel, "person": person}
    return render(request, "casework/agenda/appointment.html", context, status=422 if form.errors else 200)


def _moved(request: Request, form: AppointmentForm, held: Appointment) -> bool:
    said = form.cleaned_data
    try:
        appointment_actions.move(
            held, said["starts_at"], minutes=said["minutes"], host=said["host"].pk if said["host"] else None,
            words=said["words"], remind=said["remind"], version=said["version"] or 0, by=request.viewer,
        )  # fmt: skip
    except appointment_actions.MovedMeanwhile as moved:
        now = timezone.localtime(moved.appointment.starts_at)
        words = _("A colleague moved it meanwhile to %(when)s. Open it again to change that.")
        form.add_error(None, words % {"when": now.strftime("%d/%m/%Y %H:%M")})
        return False
    messages.success(request, _("Saved."))
    return True


@require_POST
def conclude(request: Request, uid: str) -> HttpResponse:
    """She came, she did not, or it is cancelled."""
    held = _appointment(request, uid)
    state = AppointmentState(request.POST.get("state", "")) if request.POST.get("state") in AppointmentState else None
    if state is None:
        raise Denied(_("Say what became of it."))
    appointment_actions.conclude(held, state, by=request.viewer)
    messages.success(request, _("Noted."))
    return redirect(held.case)


def tasks(request: Request) -> HttpResponse:
    """What is to do, overdue first."""
    _require_some(request)
    mine = request.GET.get("whose") != "all"
    page = Paginator(agenda.open_tasks(request.viewer, mine=mine), PER_PAGE).get_page(request.GET.get("page"))
    told = agenda.to_do(list(page.object_list), request.viewer)
    planned = due.told(list(due.due_actions(request.viewer, mine=mine)[: due.AT_MOST]), request.viewer)
    _named(request, [*told, *planned])
    context = {"page": page, "tasks": told, "planned": planned, "mine": mine}
    return render(request, "casework/agenda/tasks.html", context)


def add_task(request: Request, uid: str) -> HttpResponse:
    """Write down something to do in a file."""
    case = scoped(request, uid)
    check_plan(request.viewer, case)
    form = TaskForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        owner = said["owner"].pk if said["owner"] else None
        task_actions.add_task(
            case, words=said["words"], owner=owner, due=said["due"], slip=said["slip"], by=request.viewer
        )
        messages.success(request, _("Written down."))
        return redirect(case)
    context = {"form": form, "case": case}
    return render(request, "casework/agenda/task.html", context, status=422 if form.errors else 200)


@require_POST
def finish_task(request: Request, pk: int) -> HttpResponse:
    """A task is done."""
    task = get_object_or_404(Task.objects.visible_to(request.viewer).select_related("case__project"), pk=pk)
    task_actions.finish_task(task, by=request.viewer)
    messages.success(request, _("Done."))
    back: Any = {"case": task.case, "day": "desk:home"}.get(request.POST.get("back", ""), "casework:tasks")
    return redirect(back)


def loads(request: Request) -> HttpResponse:
    """Who carries what."""
    require(request.viewer, "case.supervise", reason=_("Only whoever supervises sees what everybody carries."))
    return render(
        request, "casework/cases/loads.html", {"loads": caseload.loads(request.viewer), "usual": caseload.USUAL}
    )
