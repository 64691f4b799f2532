"""What a group thought of its training: figures and free words, of nobody."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.learning import opinions as reading
from terrain.learning import windows
from terrain.learning.actions import opinions as actions
from terrain.learning.policies.proof import check_close_opinions, check_see_scores
from terrain.learning.views.sittings import one_cohort


def opinions(request: Request, uid: str) -> HttpResponse:
    """The figures, from five opinions on; free words for those who hold the training."""
    cohort = one_cohort(request, uid)
    proof = windows.proof_of(cohort)
    closed = proof is not None and proof.opinions_closed_at is not None
    figures = reading.figures(proof)
    scale = [words for _mark, words in reading.scale()]
    context = {
        "cohort": cohort,
        "figures": figures,
        "lines": [(said, list(zip(scale, counts, strict=True)), agree) for said, counts, agree in figures.lines],
        "there": cohort.enrolments.registered().exclude(last_attended=None).count(),
        "words": reading.words_of(proof) if verdict(check_see_scores, request.viewer, cohort) else [],
        "scale": scale,
        "closed": closed,
        "may": not closed and bool(verdict(check_close_opinions, request.viewer, cohort)),
        "closes": windows.last_day_of_answers(cohort),
    }
    return render(request, "learning/proof/opinions.html", context)


@require_POST
def close(request: Request, uid: str) -> HttpResponse:
    """No more opinions are awaited."""
    cohort = one_cohort(request, uid)
    actions.close_opinions(cohort, by=request.viewer)
    messages.success(request, _("No more opinions are taken."))
    return redirect("learning:opinions", cohort.uid)
