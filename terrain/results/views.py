"""Figures: the board of a project, why a number is what it is, who stands behind it."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from terrain.core import audit
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.facts.counting import arrivals, members
from terrain.facts.declarations import Declared
from terrain.facts.registry import directory
from terrain.programmes.models import Project, Target
from terrain.results.boards import board_of, choices, headlines
from terrain.results.enums import Combine
from terrain.results.floors import floor_of
from terrain.results.forms import SnapshotForm
from terrain.results.ledgers import crossing_of, ledger_of
from terrain.results.models import DeclaredValue, Snapshot
from terrain.results.periods import WHOLE, Period, month_words, period_of
from terrain.results.policies import (
    check_declare,
    check_drill,
    check_small_cells,
    check_snapshot,
    check_take,
    check_view,
)
from terrain.results.values import Reckoning

PER_PAGE = 50


def readable_project(request: Request, code: str) -> Project:
    """The project whose figures are asked for, else 404."""
    project = get_object_or_404(Project.objects.holding(request.viewer, "results.view"), code=code)
    check_view(request.viewer, project)
    return project


def readable_target(request: Request, code: str) -> Target:
    """The target that is asked for, else 404."""
    projects = Project.objects.holding(request.viewer, "results.view")
    return get_object_or_404(Target.objects.select_related("project", "line"), code=code, project__in=projects)


def asked_period(request: Request) -> tuple[Period, bool]:
    """The period of the address, and whether it could not be read (then it is the whole project)."""
    found = period_of(request.GET)
    return (WHOLE, True) if found is None else (found, False)


def home(request: Request) -> HttpResponse:
    """The projects whose figures one may see, and the people they share."""
    projects = list(Project.objects.holding(request.viewer, "results.view"))
    shares = len(projects) > 1 and request.viewer.may_everywhere("results.view")
    whole = request.viewer.may_everywhere("results.drill")
    months = arrivals([project.pk for project in projects]) if shares and whole else {}
    met = [
        (project, [(month_words(month), *found) for month, found in sorted(months[project.pk].items())[-12:]])
        for project in projects
        if months.get(project.pk)
    ]
    crossing = crossing_of(projects, whole=whole) if shares else None
    page = {"headlines": headlines(projects), "crossing": crossing, "met": met}
    return render(request, "results/home.html", page)


def board(request: Request, code: str) -> HttpResponse:
    """A project's promises beside what the records say."""
    project = readable_project(request, code)
    period, wrong = asked_period(request)
    found = board_of(project, period, whole=bool(verdict(check_small_cells, request.viewer, project)))
    page = {
        "project": project,
        "board": found,
        "choices": choices(found),
        "wrong": wrong,
        "query": "" if period.is_whole else f"?period={period.code}",
        "from": request.GET.get("from", ""),
        "to": request.GET.get("to", ""),
        "snapshots": Snapshot.objects.visible_to(request.viewer).filter(project=project)[:20],
        "keep": verdict(check_snapshot, request.viewer, project),
        "form": SnapshotForm(),
    }
    return render(request, "results/board.html", page)


def _recorded(request: Request, reckoning: Reckoning, target: Target) -> list[tuple[Declared, str, str]]:
    """What records declare for the target: each with its page, blank for whoever may not open it, and how it combines."""
    viewer = request.viewer
    return [
        (
            one,
            one.address if one.permission and viewer.may(one.permission, one.project_id) else "",
            str(Combine(one.combine).label),
        )
        for one in reckoning.recorded(target)
    ]


def why(request: Request, code: str) -> HttpResponse:
    """Why this number: the ledger of the count, and the breakdowns that the reader may see."""
    target = readable_target(request, code)
    period, wrong = asked_period(request)
    reckoning = Reckoning.read([target.project])
    whole = verdict(check_small_cells, request.viewer, target.project)
    target = next((known for known in reckoning.targets if known.pk == target.pk), target)
    page = {
        "target": target,
        "project": target.project,
        "period": period,
        "wrong": wrong,
        "query": "" if period.is_whole else f"?period={period.code}",
        "value": reckoning.value(target, period) if target.pk in reckoning.rules else None,
        "ledger": ledger_of(target, reckoning, period, whole=bool(whole)) if target.pk in reckoning.rules else None,
        "floor": floor_of(target, reckoning, period) if target.pk in reckoning.rules else None,
        "may_take": verdict(check_take, request.viewer, target.project),
        "drill": verdict(check_drill, request.viewer, target.project),
        "declare": verdict(check_declare, request.viewer, target),
        "recorded": _recorded(request, reckoning, target),
        "declared": DeclaredValue.objects.visible_to(request.viewer)
        .filter(target=target)
        .select_related("declared_by"),
    }
    return render(request, "results/why.html", page)


def people(request: Request, code: str) -> HttpResponse:
    """Who stands behind a number, for those who may see names; every opening of the list is remembered."""
    target = readable_target(request, code)
    check_drill(request.viewer, target.project)
    period, _wrong = asked_period(request)
    rule = Reckoning.read([target.project]).rules.get(target.pk)
    lines = directory(rule.subject) if rule is not None else None
    found = members([target.project_id], rule.of, period.first, period.last) if rule is not None and lines else []
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    names = lines(request.viewer, target.project_id, [one.subject for one in page.object_list]) if lines else {}
    rows = [(*names.get(one.subject, ("", "")), one) for one in page.object_list]
    detail = {"target": target.code, "period": period.code, "page": page.number, "people": len(rows)}
    audit.note_read(request, "results.list_read", detail=detail, project_id=target.project_id)
    query = "" if period.is_whole else f"?period={period.code}"
    context = {
        "target": target,
        "project": target.project,
        "page": page,
        "rows": rows,
        "query": query,
        "period": period,
    }
    return render(request, "results/people.html", context)
