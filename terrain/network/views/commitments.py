"""What was undertaken: the board, overdue first, and one commitment with its proof."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from terrain.core import clock
from terrain.core.changing import ChangedMeanwhile
from terrain.core.http import Request
from terrain.core.policies import Denied, verdict
from terrain.core.ui.offering import offer
from terrain.network import agenda_words
from terrain.network.actions import commitments as actions
from terrain.network.forms.governed import ProjectFilter, given, tried
from terrain.network.forms.round_tables import KeptForm, WhyForm
from terrain.network.models import Commitment
from terrain.network.moves import COMMITMENT, CommitmentState
from terrain.network.policies.governance import check_paper, check_see, check_steer
from terrain.network.views.papers import handed_out
from terrain.network.views.round_tables import late_count, told_of_change, version_in
from terrain.programmes.models import Organisation

PER_PAGE = 30
LATE = "late"


class BoardForm(ProjectFilter):
    """Whose, and where they stand."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Who undertook it"), to_field_name="code", required=False
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = Commitment.objects.visible_to(self.viewer).exclude(owner=None).values("owner")
        offer(self, "organisation", among=Organisation.objects.filter(pk__in=owners), nothing=_("Everybody"))
        offer(self, "state", choices=[("", _("All")), (LATE, _("late")), *CommitmentState.choices])

    def found(self) -> Any:
        """Those asked for: open ones by the day they are due, so the longest late first; then those that ended."""
        self.is_valid()
        asked = self.cleaned_data if self.is_bound else {}
        found = Commitment.objects.visible_to(self.viewer).filter(project__in=self.asked)
        if asked.get("organisation"):
            found = found.filter(owner=asked["organisation"])
        if asked.get("state") == LATE:
            found = found.late_on(clock.today())
        elif asked.get("state"):
            found = found.filter(state=asked["state"])
        return found.order_by(F("ended_on").desc(nulls_first=True), "due", "pk")


def board(request: Request) -> HttpResponse:
    """By due day, overdue first."""
    check_see(request.viewer)
    form = BoardForm(request.GET or None, viewer=request.viewer)
    listed = form.found().select_related("owner", "owner_project", "decision__item__round_table")
    context = {
        "form": form,
        "page": Paginator(listed, PER_PAGE).get_page(request.GET.get("page")),
        "filtered": bool(request.GET),
        "late": late_count(request),
    }
    return render(request, "network/governance/commitments.html", context)


def scoped(request: Request, uid: Any) -> Commitment:
    """The commitment when the viewer may see its round table, else 404."""
    found = Commitment.objects.visible_to(request.viewer)
    return get_object_or_404(
        found.select_related(
            "owner", "owner_project", "proof_file", "decision__item__round_table", "decision__item__place"
        ),
        uid=uid,
    )


def commitment(request: Request, uid: str) -> HttpResponse:
    """One commitment."""
    held = scoped(request, uid)
    first = {"version": held.version}
    return _page(request, held, KeptForm(initial=first), WhyForm(initial=first))


def _page(request: Request, held: Commitment, kept_form: KeptForm, why_form: WhyForm) -> HttpResponse:
    may = bool(verdict(check_steer, request.viewer, held.project_id))
    context = {
        "commitment": held,
        "title": agenda_words.title_of(held.decision.item),
        "kept_form": kept_form,
        "why_form": why_form,
        "may_open": bool(verdict(check_paper, request.viewer, held.project_id)),
        "may_keep": may and COMMITMENT.leads("keep", held.state),
        "may_reopen": may and COMMITMENT.leads("reopen", held.state),
    }
    status = 422 if kept_form.errors or why_form.errors else 200
    return render(request, "network/governance/commitment.html", context, status=status)


@require_POST
def keep(request: Request, uid: str) -> HttpResponse:
    """It was done."""
    held = scoped(request, uid)
    check_steer(request.viewer, held.project_id)
    form = KeptForm(request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        paper = given(said["file"])
        made = tried(
            form,
            lambda: actions.keep(
                held, day=said["day"], proof=said["proof"], given=paper, version=form.seen, by=request.viewer
            ),
        )
        if made is not None:
            messages.success(request, _("It is kept, with its proof."))
            return redirect(held)
    return _page(request, held, form, WhyForm(initial={"version": held.version}))


@require_POST
def drop(request: Request, uid: str) -> HttpResponse:
    """It is given up."""
    held = scoped(request, uid)
    check_steer(request.viewer, held.project_id)
    form = WhyForm(request.POST)
    if form.is_valid():
        why = form.cleaned_data["why"]
        if tried(form, lambda: actions.drop(held, why=why, version=form.seen, by=request.viewer)) is not None:
            return redirect(held)
    return _page(request, held, KeptForm(initial={"version": held.version}), form)


@require_POST
def reopen(request: Request, uid: str) -> HttpResponse:
    """It is taken up again."""
    held = scoped(request, uid)
    check_steer(request.viewer, held.project_id)
    try:
        actions.reopen(held, version=version_in(request), by=request.viewer)
    except (ChangedMeanwhile, Denied):
        told_of_change(request)
    return redirect(held)


def proof(request: Request, uid: str) -> StreamingHttpResponse:
    """The paper that proves it."""
    held = scoped(request, uid)
    return handed_out(request, held, held.proof_file, held.project_id)
