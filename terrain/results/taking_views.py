"""On the way out: a board that is kept, a breakdown that is taken along, and what they would give away."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core.http import Request
from terrain.programmes.models import Target
from terrain.results import actions, snapshots
from terrain.results.exposure import Exposure, together
from terrain.results.forms import SnapshotForm, TakeForm
from terrain.results.ledgers import Ledger, ledger_of
from terrain.results.periods import Period
from terrain.results.policies import check_snapshot, check_take
from terrain.results.values import Reckoning
from terrain.results.views import asked_period, readable_project, readable_target


@require_POST
def keep(request: Request, code: str) -> HttpResponse:
    """Keep the board as it is reported today; figures that could be one person are named before."""
    project = readable_project(request, code)
    check_snapshot(request.viewer, project)
    period, _wrong = asked_period(request)
    few = snapshots.few_of(project, period)
    form = SnapshotForm(request.POST, few=len(few))
    if few and form.only_unaware and "asked" not in request.POST:
        form = SnapshotForm(initial=form.cleaned_data, few=len(few))
    elif form.is_valid():
        kept = actions.take_snapshot(project, period=period, occasion=form.cleaned_data["occasion"], by=request.viewer)
        messages.success(request, _("The board is kept as it stands now."))
        return redirect("results:snapshot", kept.pk)
    page = {
        "project": project,
        "period": period,
        "query": "" if period.is_whole else f"?period={period.code}",
        "few": few,
        "exposure": together(Exposure(one.minimum, small=1) for one in few),
        "form": form,
    }
    return render(request, "results/keep.html", page, status=422)


def take(request: Request, code: str) -> HttpResponse:
    """Take a breakdown out, to be printed or copied: first what it gives away, then the breakdown itself."""
    target = readable_target(request, code)
    check_take(request.viewer, target.project)
    period, _wrong = asked_period(request)
    form = TakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["small"]
            ledger = actions.take_breakdown(target, period=period, seen=seen, by=request.viewer)
        except actions.FiguresMoved:
            form.add_error(None, _("The figures have moved meanwhile: look again."))
        except LookupError as error:
            raise Http404 from error
        else:
            return render(request, "results/taken.html", _page(target, period, ledger))
    page = _page(target, period, _ledger(target, period)) | {"form": form}
    return render(request, "results/take.html", page, status=422 if form.errors else 200)


def _ledger(target: Target, period: Period) -> Ledger:
    reckoning = Reckoning.read([target.project])
    known = next((one for one in reckoning.targets if one.pk == target.pk), target)
    ledger = ledger_of(known, reckoning, period, whole=True) if known.pk in reckoning.rules else None
    if ledger is None:
        raise Http404
    return ledger


def _page(target: Target, period: Period, ledger: Ledger) -> dict[str, Any]:
    query = "" if period.is_whole else f"?period={period.code}"
    return {"target": target, "project": target.project, "period": period, "query": query, "ledger": ledger}
