"""A round of assessment: item by item on a phone, then concluded; opened again when something was wrong."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core import audit, files
from terrain.core.http import Request
from terrain.core.models import SealedFile
from terrain.core.policies import verdict
from terrain.core.ui.meanwhile import shown_again
from terrain.network import growth
from terrain.network.actions import capacity as actions
from terrain.network.forms.capacity import HeldForm, ReopenForm, ScoreForm
from terrain.network.grids import Item
from terrain.network.models import Assessment, Score
from terrain.network.policies.capacity import check_discard, check_reopen, check_steer, check_write


def held_round(request: Request, uid: str) -> Assessment:
    """The round as the viewer may see it, else 404."""
    known = Assessment.objects.visible_to(request.viewer).with_names().prefetch_related("scores")
    return get_object_or_404(known, uid=uid)


def assessment(request: Request, uid: str) -> HttpResponse:
    """How far the round is, and every item with what was found."""
    held = held_round(request, uid)
    missing = actions.missing_of(held)
    before = growth.round_before(held)
    context = {
        "held": held,
        "organisation": growth.called(held.strengthening),
        "lines": growth.lines_of(held, before),
        "before": before,
        "missing": missing,
        "done": len(held.grid.items) - len(missing),
        "total": len(held.grid.items),
        "next": growth.next_item(held.grid, "", missing),
        "may_write": verdict(check_write, request.viewer, held),
        "may_reopen": verdict(check_reopen, request.viewer, held),
        "may_steer": verdict(check_steer, request.viewer, held.strengthening.project_id),
        "may_discard": verdict(check_discard, request.viewer, held),
    }
    return render(request, "network/capacity/round.html", context)


def score(request: Request, uid: str, item: str) -> HttpResponse:
    """One item: where it stands, and why. Saving goes on to the next one that is missing."""
    held = held_round(request, uid)
    check_write(request.viewer, held)
    line = next((one for domain in growth.lines_of(held, growth.round_before(held)) for one in domain.items
                 if one.item.code == item), None)  # fmt: skip
    if line is None:
        raise Http404
    form = ScoreForm(request.POST or None, request.FILES or None, item=line.item, score=line.score)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.score_item(held, item, form.found, version=version, proof=form.sent, by=request.viewer)
        except actions.ScoreChanged as changed:
            form = _again(form, line.item, changed.score)
        else:
            return _onward(request, held, item)
    return render(request, "network/capacity/score.html", _about(held, line, form), status=422 if form.errors else 200)


def _about(held: Assessment, line: growth.ItemLine, form: ScoreForm) -> dict[str, Any]:
    """The item among the others."""
    codes = [one.code for one in held.grid.items]
    at = codes.index(line.item.code)
    return {
        "held": held,
        "organisation": growth.called(held.strengthening),
        "line": line,
        "domain": held.grid.domain_of(line.item.code),
        "form": form,
        "number": at + 1,
        "total": len(codes),
        "previous": codes[at - 1] if at else "",
    }


def _onward(request: Request, held: Assessment, item: str) -> HttpResponse:
    """To the next missing item; to the whole when she stops here, or nothing is missing."""
    fresh = held_round(request, str(held.uid))
    following = growth.next_item(held.grid, item, actions.missing_of(fresh))
    if "stop" in request.POST or not following:
        messages.success(request, _("Saved."))
        return redirect(held)
    return redirect("network:score", held.uid, following)


def _again(form: Any, item: Item, now: Score) -> ScoreForm:
    """What she changed stays, the rest says what stands there now; what both changed is said, and saving again is a choice."""
    words = _("A colleague wrote here meanwhile. Look at both, then save again.")
    return shown_again(form, lambda sent: ScoreForm(sent, item=item, score=now), words)


def proof(request: Request, uid: str, item: str) -> StreamingHttpResponse:
    """The paper that shows it, as it came; every opening is remembered."""
    held = held_round(request, uid)
    found = next((one for one in held.scores.all() if one.item == item and one.evidence is not None), None)
    return handed_over(request, held, found.evidence if found is not None else None)


@require_POST
def take_proof_away(request: Request, uid: str, item: str) -> HttpResponse:
    """The kept paper was the wrong one."""
    held = held_round(request, uid)
    actions.take_paper_away(held, item, by=request.viewer)
    messages.success(request, _("The paper is taken away."))
    return redirect("network:score", held.uid, item)


def handed_over(request: Request, held: Assessment, file: SealedFile | None) -> StreamingHttpResponse:
    """A kept file as a download. Raises ``Http404`` when there is none."""
    if file is None:
        raise Http404
    audit.note_read(request, "network.proof_read", held, project_id=held.strengthening.project_id)
    return StreamingHttpResponse(
        files.pieces(file),
        content_type="application/octet-stream",
        headers={"Content-Disposition": content_disposition_header(True, files.name_of(file))},
    )


def edit(request: Request, uid: str) -> HttpResponse:
    """Correct the day, who took part, how it was held."""
    held = held_round(request, uid)
    check_steer(request.viewer, held.strengthening.project_id)
    form = HeldForm(request.POST or None, assessment=held)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_round(held, form.held, version=form.cleaned_data["version"] or 0, by=request.viewer)
        except actions.AssessmentChanged:
            form.add_error(None, _("A colleague changed this round meanwhile. Open the page again, then correct it."))
        else:
            messages.success(request, _("Saved."))
            return redirect(held)
    context = {"form": form, "held": held, "organisation": growth.called(held.strengthening)}
    return render(request, "network/capacity/edit.html", context, status=422 if form.errors else 200)


@require_POST
def conclude(request: Request, uid: str) -> HttpResponse:
    """The round stands as it is; while something is missing it is said what."""
    held = held_round(request, uid)
    check_steer(request.viewer, held.strengthening.project_id)
    if actions.missing_of(held):
        messages.warning(request, _("Every item needs a level, or that it does not apply, and the reason."))
        return redirect(held)
    actions.conclude_round(held, by=request.viewer)
    messages.success(request, _("The round is concluded. What comes next is the plan."))
    return redirect(held.strengthening)


def reopen(request: Request, uid: str) -> HttpResponse:
    """Open a concluded round again, saying why."""
    held = held_round(request, uid)
    check_reopen(request.viewer, held)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.reopen_round(held, why=form.cleaned_data["why"], by=request.viewer)
        messages.success(request, _("The round is open again. It does not count until it is concluded."))
        return redirect(held)
    context = {"form": form, "held": held, "organisation": growth.called(held.strengthening)}
    return render(request, "network/capacity/reopen.html", context, status=422 if form.errors else 200)


@require_POST
def discard(request: Request, uid: str) -> HttpResponse:
    """A round that was begun by mistake goes."""
    held = held_round(request, uid)
    actions.discard_round(held, by=request.viewer)
    messages.success(request, _("The round is taken away."))
    return redirect("network:capacities")
