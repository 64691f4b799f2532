"""Policy experiments: prepared, under way with live figures, decided."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core import clock
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.network import agenda_words, measuring
from terrain.network.actions import experiments as actions
from terrain.network.forms.experiments import ExperimentForm, StartForm, VerdictForm
from terrain.network.forms.governed import ProjectFilter, tried
from terrain.network.forms.round_tables import WhyForm
from terrain.network.models import AgendaItem, Experiment
from terrain.network.moves import EXPERIMENT
from terrain.network.policies.governance import check_see, check_steer
from terrain.network.views.round_tables import late_count
from terrain.programmes.models import Project

PER_PAGE = 30


def experiments(request: Request) -> HttpResponse:
    """All of them, and where one is begun."""
    check_see(request.viewer)
    form = ProjectFilter(request.GET or None, viewer=request.viewer)
    found = Experiment.objects.visible_to(request.viewer).filter(project__in=form.asked)
    context = {
        "form": form,
        "page": Paginator(found.select_related("project", "place"), PER_PAGE).get_page(request.GET.get("page")),
        "late": late_count(request),
        "steered": Project.objects.holding(request.viewer, "network.steer").filter(pk__in=form.asked)
        if request.viewer.may("network.steer")
        else [],
    }
    return render(request, "network/governance/experiments.html", context)


def scoped(request: Request, uid: Any) -> Experiment:
    """The experiment when the viewer may see it, else 404."""
    found = Experiment.objects.visible_to(request.viewer)
    related = ("project", "place", "agreement__organisation", "target", "item__place", "item__round_table")
    return get_object_or_404(found.select_related(*related).prefetch_related("partners"), uid=uid)


def new(request: Request, code: str) -> HttpResponse:
    """Prepare one in a project; ``?item=`` takes its problem from a point of an agenda."""
    project = get_object_or_404(Project.objects.holding(request.viewer, "network.view"), code=code)
    check_steer(request.viewer, project)
    item = _item(request, project)
    initial = {"problem": _problem(item), "place": item.place.code if item.place else ""} if item is not None else {}
    form = ExperimentForm(request.POST or None, project=project, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = tried(
            form,
            lambda: actions.prepare(
                project, form.said, partners=list(said["partners"]), item=item, slip=said["slip"], by=request.viewer
            ),
        )
        if made is not None:
            return redirect(made)
    page = {"form": form, "experiment": None, "project": project}
    return render(request, "network/governance/experiment_form.html", page, status=422 if form.errors else 200)


def _item(request: Request, project: Project) -> AgendaItem | None:
    asked = request.GET.get("item", "")
    if len(asked) != 36:
        return None
    found = AgendaItem.objects.visible_to(request.viewer).filter(round_table__project=project)
    return get_object_or_404(found.select_related("place", "round_table"), uid=asked)


def _problem(item: AgendaItem) -> str:
    title = agenda_words.title_of(item)
    if item.count is None:
        return f"{title}\n{item.text}".strip()
    return _("%(door)s: %(count)d files met this closed door.") % {"door": title, "count": item.count}


def experiment(request: Request, uid: str) -> HttpResponse:
    """One experiment: what is tried, and its live figures."""
    held = scoped(request, uid)
    first = {"version": held.version}
    return _page(request, held, StartForm(initial=first), VerdictForm(initial=first), WhyForm(initial=first))


def _page(request: Request, held: Experiment, start: StartForm, decide: VerdictForm, why: WhyForm) -> HttpResponse:
    may = bool(verdict(check_steer, request.viewer, held.project_id))
    context = {
        "experiment": held,
        "reading": measuring.reading_of(held, clock.today()),
        "item_title": agenda_words.title_of(held.item) if held.item is not None else "",
        "start_form": start,
        "verdict_form": decide,
        "why_form": why,
        "ready": held.is_measured and held.agreement is not None and held.agreement.struck_at is None,
        "may_start": may and EXPERIMENT.leads("start", held.state),
        "may_decide": may and EXPERIMENT.leads("decide", held.state),
        "may_steer": may,
    }
    status = 422 if start.errors or decide.errors or why.errors else 200
    return render(request, "network/governance/experiment.html", context, status=status)


def edit(request: Request, uid: str) -> HttpResponse:
    """Say otherwise what is tried."""
    held = scoped(request, uid)
    check_steer(request.viewer, held.project_id)
    form = ExperimentForm(request.POST or None, project=held.project, experiment=held)
    if request.method == "POST" and form.is_valid():
        partners = list(form.cleaned_data["partners"])
        made = tried(
            form,
            lambda: actions.change_experiment(held, form.said, partners=partners, version=form.seen, by=request.viewer),
        )
        if made is not None:
            messages.success(request, _("Saved."))
            return redirect(made)
    page = {"form": form, "experiment": held, "project": held.project}
    return render(request, "network/governance/experiment_form.html", page, status=422 if form.errors else 200)


@require_POST
def start(request: Request, uid: str) -> HttpResponse:
    """It begins."""
    held = scoped(request, uid)
    check_steer(request.viewer, held.project_id)
    form = StartForm(request.POST)
    if form.is_valid():
        day = form.cleaned_data["day"]
        if tried(form, lambda: actions.start(held, day=day, version=form.seen, by=request.viewer)) is not None:
            messages.success(request, _("The experiment is under way."))
            return redirect(held)
    first = {"version": held.version}
    return _page(request, held, form, VerdictForm(initial=first), WhyForm(initial=first))


@require_POST
def decide(request: Request, uid: str) -> HttpResponse:
    """Extend, adapt or stop."""
    held = scoped(request, uid)
    check_steer(request.viewer, held.project_id)
    form = VerdictForm(request.POST)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("outcome", "reasons", "day")}
        if tried(form, lambda: actions.decide(held, **said, version=form.seen, by=request.viewer)) is not None:
            messages.success(request, _("The decision is written down."))
            return redirect(held)
    first = {"version": held.version}
    return _page(request, held, StartForm(initial=first), form, WhyForm(initial=first))


@require_POST
def abandon(request: Request, uid: str) -> HttpResponse:
    """It does not begin."""
    held = scoped(request, uid)
    check_steer(request.viewer, held.project_id)
    form = WhyForm(request.POST)
    if form.is_valid():
        why = form.cleaned_data["why"]
        if tried(form, lambda: actions.abandon(held, why=why, version=form.seen, by=request.viewer)) is not None:
            return redirect(held)
    first = {"version": held.version}
    return _page(request, held, StartForm(initial=first), VerdictForm(initial=first), form)
