"""Figures that people declare, their proofs, and boards kept as they were reported."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from terrain.core import audit, files
from terrain.core.http import Request
from terrain.results import actions, snapshots
from terrain.results.forms import DeclareForm, WithdrawForm
from terrain.results.models import DeclaredValue, Snapshot
from terrain.results.periods import period_from
from terrain.results.policies import check_declare, check_evidence, check_withdraw
from terrain.results.views import readable_target
from terrain.results.witnesses import causes_of


def declare(request: Request, code: str) -> HttpResponse:
    """Declare a figure with its method and its proof."""
    target = readable_target(request, code)
    check_declare(request.viewer, target)
    form = DeclareForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        actions.declare(target, form.declaration, proof=form.proof, by=request.viewer)
        messages.success(request, _("The figure is declared. It is shown as declared, with its method."))
        return redirect("results:why", code)
    page = {"form": form, "target": target, "project": target.project}
    return render(request, "results/declare.html", page, status=422 if form.errors else 200)


def _declared(request: Request, pk: int) -> DeclaredValue:
    mine = DeclaredValue.objects.visible_to(request.viewer).select_related("target__project", "evidence__key")
    return get_object_or_404(mine, pk=pk)


def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take a declared figure back, saying why."""
    declared = _declared(request, pk)
    check_withdraw(request.viewer, declared)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw(declared, why=form.cleaned_data["why"], by=request.viewer)
        messages.success(request, _("The figure is taken back. It stays in the history."))
        return redirect("results:why", declared.target.code)
    page = {"form": form, "declared": declared, "target": declared.target, "project": declared.target.project}
    return render(request, "results/withdraw.html", page, status=422 if form.errors else 200)


def evidence(request: Request, pk: int) -> StreamingHttpResponse:
    """The proof of a declared figure, as it came; every opening is remembered."""
    declared = _declared(request, pk)
    check_evidence(request.viewer, declared)
    if declared.evidence is None:
        raise Http404
    audit.note_read(request, "results.proof_read", declared, project_id=declared.target.project_id)
    disposition = content_disposition_header(True, files.name_of(declared.evidence))
    return StreamingHttpResponse(
        files.pieces(declared.evidence),
        content_type="application/octet-stream",
        headers={"Content-Disposition": disposition},
    )


def snapshot(request: Request, pk: int) -> HttpResponse:
    """A board as it was reported, beside today's figures."""
    kept = get_object_or_404(Snapshot.objects.visible_to(request.viewer).select_related("project", "taken_by"), pk=pk)
    period, causes = period_from(kept.period), causes_of(kept)
    page = {
        "snapshot": kept,
        "project": kept.project,
        "moved": [replace(one, causes=tuple(causes.get(one.code, ()))) for one in snapshots.moved(kept)],
        "whole": snapshots.is_whole(kept),
        "period": period.words() if period is not None else kept.period,
    }
    return render(request, "results/snapshot.html", page)
