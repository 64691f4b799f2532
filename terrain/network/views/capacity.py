"""The capacities of organisations: the list, the page of one, a round begun, the grid on paper."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from terrain.core import clock
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.core.texts import said
from terrain.network import grids, growth
from terrain.network.actions import capacity as actions
from terrain.network.change_chart import chart_of, signed
from terrain.network.forms.capacity import BeginForm, FindCapacityForm, HeldForm
from terrain.network.models import Assessment, Strengthening
from terrain.network.policies.capacity import check_look, check_plan, check_steer

PER_PAGE = 50


def capacities(request: Request) -> HttpResponse:
    """Organisations with their rounds, by name: this is no ranking."""
    check_look(request.viewer)
    form = FindCapacityForm(request.GET, viewer=request.viewer)
    found = growth.grown(Strengthening.objects.visible_to(request.viewer).filter(**form.asked))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "filtered": bool(form.asked),
        "lines": [(growth.called(one.strengthening), one) for one in page.object_list],
        "may_begin": verdict(check_steer, request.viewer),
        "grids": grids.choices(clock.today()),
    }
    return render(request, "network/capacity/list.html", context)


def begin(request: Request) -> HttpResponse:
    """Begin to assess an organisation; while a round is being written, that one is shown."""
    check_steer(request.viewer)
    form = BeginForm(request.POST or None, viewer=request.viewer, asked=request.GET)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        return _begun(request, said["project"], said["organisation"], said["grid"], form, slip=said["slip"])
    return render(request, "network/capacity/begin.html", {"form": form}, status=422 if form.errors else 200)


def _begun(request: Request, project: Any, organisation: Any, grid: str, form: Any, slip: Any) -> HttpResponse:
    try:
        made = actions.begin_round(project, organisation, grid, form.held, slip=slip, by=request.viewer)
    except actions.RoundOpen as held:
        messages.info(request, _("This round is still being written: go on here."))
        return redirect(held.assessment)
    return redirect(made)


def capacity(request: Request, uid: str) -> HttpResponse:
    """An organisation in a project: its rounds, what changed, its plan. It prints as it stands."""
    known = Strengthening.objects.visible_to(request.viewer)
    found = growth.grown(known.filter(uid=uid))
    if not found:
        raise Http404
    one = found[0]
    context = {
        "one": one,
        "organisation": growth.called(one.strengthening),
        "may_steer": verdict(check_steer, request.viewer, one.strengthening.project_id),
        "form": None,
        "plans": [growth.plan_of(held) for held in one.concluded if held.plan.all()],
        "may_plan": one.last is not None and verdict(check_plan, request.viewer, one.last),
    } | _change(one)
    return render(request, "network/capacity/one.html", context)


def _change(one: growth.Grown) -> dict[str, Any]:
    """The first and the last round that stand, side by side."""
    if one.last is None:
        return {"chart": None, "lines": [], "first": None}
    scored = {
        held.pk: held
        for held in Assessment.objects.filter(pk__in=[one.concluded[0].pk, one.last.pk])
        .select_related("strengthening")
        .prefetch_related("scores")
    }
    first = scored[one.concluded[0].pk] if len(one.concluded) > 1 else None
    lines = growth.lines_of(scored[one.last.pk], first)
    told = [(line, signed(line.change)) for line in lines]
    return {"chart": chart_of(lines, first is not None), "lines": told, "first": first}


def next_round(request: Request, uid: str) -> HttpResponse:
    """Begin the next round of an organisation: it starts from the items of the round before."""
    known = Strengthening.objects.visible_to(request.viewer).select_related("project", "profile__organisation")
    held = get_object_or_404(known.select_related("profile__same_as__organisation"), uid=uid)
    check_steer(request.viewer, held.project_id)
    form = HeldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        last = held.rounds.order_by("number").last()
        if last is None or form.held.day >= last.day:
            return _begun(request, held.project, growth.called(held), held.grid, form, slip=None)
        form.add_error("day", _("The round before was held later than that."))
    context = {"form": form, "held": held, "organisation": growth.called(held)}
    return render(request, "network/capacity/next.html", context, status=422 if form.errors else 200)


def blank(request: Request, code: str) -> HttpResponse:
    """The grid on paper, in two languages, for an organisation that looks at itself."""
    check_look(request.viewer)
    grid = grids.current(code, clock.today())
    if grid is None:
        raise Http404
    here = (get_language() or "fr").split("-")[0]
    other = "fr" if here == "ar" else "ar"
    with override(other):
        labels = {"why": _("Why?"), "not_here": _("It does not apply here")}
    context = {
        "grid": grid,
        "other": other,
        "direction": "rtl" if other == "ar" else "ltr",
        "labels": labels,
        "title_other": said(grid.title, other),
        "domains": [
            (
                domain,
                said(domain.text, other),
                [(item, said(item.text, other), _levels(item, other)) for item in domain.items],
            )
            for domain in grid.domains
        ],
    }
    return render(request, "network/capacity/blank.html", context)


def _levels(item: grids.Item, other: str) -> list[tuple[int, str, str]]:
    return [(value, item.level(value), said(item.levels[value - 1], other)) for value in grids.LEVELS]
