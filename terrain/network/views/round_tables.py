"""Round tables: the list, one of them, its agenda, who is invited, its minutes."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core import clock
from terrain.core.changing import ChangedMeanwhile
from terrain.core.http import Request
from terrain.core.policies import Denied, verdict
from terrain.network import agenda_words
from terrain.network.actions import agendas
from terrain.network.actions import round_tables as actions
from terrain.network.forms.governed import ProjectFilter, tried
from terrain.network.forms.round_tables import InviteForm, ItemForm, MinutesForm, TableForm, WhyForm
from terrain.network.models import Attending, Commitment, Invitation, RoundTable
from terrain.network.moves import TABLE, TableState
from terrain.network.policies.governance import check_see, check_steer

PER_PAGE = 20


def late_count(request: Request) -> int:
    """How many commitments are late, for the ways between these pages."""
    return Commitment.objects.visible_to(request.viewer).late_on(clock.today()).count()


def tables(request: Request) -> HttpResponse:
    """What is planned, then what was held."""
    check_see(request.viewer)
    form = ProjectFilter(request.GET or None, viewer=request.viewer)
    seen = RoundTable.objects.visible_to(request.viewer).filter(project__in=form.asked)
    told = seen.select_related("project", "place").annotate(
        came=Count("invitations", filter=Q(invitations__state=Attending.CAME), distinct=True),
        points=Count("items", distinct=True),
    )
    context = {
        "form": form,
        "planned": Paginator(told.filter(state=TableState.PLANNED).order_by("starts_at", "pk"), PER_PAGE).get_page(
            request.GET.get("planned")
        ),
        "page": Paginator(told.exclude(state=TableState.PLANNED).order_by("-starts_at", "-pk"), PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "late": late_count(request),
        "may_steer": request.viewer.may("network.steer"),
    }
    return render(request, "network/governance/tables.html", context)


def scoped(request: Request, uid: Any) -> RoundTable:
    """The table when the viewer may see it, else 404."""
    found = RoundTable.objects.visible_to(request.viewer).select_related("project", "place")
    return get_object_or_404(found, uid=uid)


def new(request: Request) -> HttpResponse:
    """Plan one."""
    check_steer(request.viewer)
    form = TableForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        project, slip = form.cleaned_data["project"], form.cleaned_data["slip"]
        made = tried(form, lambda: actions.plan_table(project, form.said, slip=slip, by=request.viewer))
        if made is not None:
            return redirect(made)
    page = {"form": form, "table": None}
    return render(request, "network/governance/table_form.html", page, status=422 if form.errors else 200)


def edit(request: Request, uid: str) -> HttpResponse:
    """Say otherwise when and where."""
    table = scoped(request, uid)
    check_steer(request.viewer, table.project_id)
    form = TableForm(request.POST or None, viewer=request.viewer, table=table)
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: actions.change_table(table, form.said, version=form.seen, by=request.viewer))
        if made is not None:
            messages.success(request, _("Saved."))
            return redirect(made)
    page = {"form": form, "table": table}
    return render(request, "network/governance/table_form.html", page, status=422 if form.errors else 200)


def table(request: Request, uid: str) -> HttpResponse:
    """One round table: who is invited, its agenda, its minutes."""
    return _page(request, scoped(request, uid), InviteForm(), ItemForm())


def _page(request: Request, held: RoundTable, invite_form: InviteForm, item_form: ItemForm) -> HttpResponse:
    items = held.items.select_related("place", "round_table").prefetch_related("decisions__commitments")
    may = bool(verdict(check_steer, request.viewer, held.project_id)) and held.state != TableState.CANCELLED
    context = {
        "table": held,
        "invited": held.invitations.select_related("organisation"),
        "points": agenda_words.points_of(items),
        "invite_form": invite_form,
        "item_form": item_form,
        "may_steer": may,
        "may_hold": may and TABLE.leads("hold", held.state) and held.day <= clock.today(),
        "may_cancel": may and TABLE.leads("cancel", held.state),
        "may_plan_again": TABLE.leads("plan_again", held.state)
        and bool(verdict(check_steer, request.viewer, held.project_id)),
    }
    status = 422 if invite_form.errors or item_form.errors else 200
    return render(request, "network/governance/table.html", context, status=status)


@require_POST
def invite(request: Request, uid: str) -> HttpResponse:
    """Invite an organisation."""
    held = scoped(request, uid)
    check_steer(request.viewer, held.project_id)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, held, form, ItemForm())
    said = form.cleaned_data
    actions.invite(held, said["organisation"], said["newcomer"], as_whom=said["as_whom"], by=request.viewer)
    return redirect(f"{held.get_absolute_url()}#invited")


@require_POST
def drop_invitation(request: Request, uid: str, pk: int) -> HttpResponse:
    """Take an organisation off the list."""
    held = scoped(request, uid)
    check_steer(request.viewer, held.project_id)
    invitation = Invitation.objects.filter(round_table=held, pk=pk).first()
    if invitation is not None:
        actions.drop_invitation(invitation, by=request.viewer)
    return redirect(f"{held.get_absolute_url()}#invited")


@require_POST
def add_item(request: Request, uid: str) -> HttpResponse:
    """Put a point onto the agenda."""
    held = scoped(request, uid)
    check_steer(request.viewer, held.project_id)
    form = ItemForm(request.POST)
    if form.is_valid():
        slip = form.cleaned_data["slip"]
        if tried(form, lambda: agendas.add_item(held, form.said, slip=slip, by=request.viewer)) is not None:
            return redirect(f"{held.get_absolute_url()}#agenda")
    return _page(request, held, InviteForm(), form)


def hold(request: Request, uid: str) -> HttpResponse:
    """It took place: who came, what was said."""
    held = scoped(request, uid)
    check_steer(request.viewer, held.project_id)
    invited = list(held.invitations.select_related("organisation"))
    form = MinutesForm(request.POST or None, table=held, invited=invited)
    if request.method == "POST" and form.is_valid():
        came, excused = form.who(Attending.CAME), form.who(Attending.EXCUSED)
        made = tried(
            form,
            lambda: actions.hold_table(
                held, form.said, came=came, excused=excused, version=form.seen, by=request.viewer
            ),
        )
        if made is not None:
            messages.success(request, _("The minutes are written."))
            return redirect(made)
    page = {"form": form, "table": held}
    return render(request, "network/governance/hold.html", page, status=422 if form.errors else 200)


def cancel(request: Request, uid: str) -> HttpResponse:
    """It will not take place."""
    held = scoped(request, uid)
    check_steer(request.viewer, held.project_id)
    form = WhyForm(request.POST or None, initial={"version": held.version})
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        made = tried(form, lambda: actions.cancel_table(held, why=why, version=form.seen, by=request.viewer))
        if made is not None:
            return redirect(made)
    page = {"form": form, "table": held}
    return render(request, "network/governance/cancel.html", page, status=422 if form.errors else 200)


@require_POST
def plan_again(request: Request, uid: str) -> HttpResponse:
    """A cancelled one takes place after all."""
    held = scoped(request, uid)
    check_steer(request.viewer, held.project_id)
    try:
        actions.plan_again(held, version=version_in(request), by=request.viewer)
    except (ChangedMeanwhile, Denied):
        told_of_change(request)
    return redirect(held)


def version_in(request: Request) -> int:
    """The version that a page with one button showed."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() else 0


def told_of_change(request: Request) -> None:
    """A button was pressed on a page that no longer said what was true."""
    messages.warning(request, _("A colleague changed this meanwhile. Look again before you go on."))
