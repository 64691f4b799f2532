"""Two people who may be one: the queue, a pair side by side, the merge shown before it is done, and its undoing."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core import audit, jobs
from terrain.core.http import Request
from terrain.core.policies import require, verdict
from terrain.people import directory
from terrain.people.duplicates import finding, learning, merging
from terrain.people.duplicates.forms import WORDS, MergeForm
from terrain.people.duplicates.policies import (
    check_browse_pairs,
    check_compare,
    check_decide_pair,
    check_merge,
    check_part,
)
from terrain.people.forms import birth_words
from terrain.people.matching.reasons import said
from terrain.people.models import DuplicatePair, Merge, Person
from terrain.people.models.duplicates import PairState
from terrain.people.pages import meetings_of
from terrain.programmes.models import Project

PER_PAGE = 20


def _waiting(request: Request, project: Project | None = None) -> Any:
    found = DuplicatePair.objects.visible_to(request.viewer).waiting().order_by("state", "-score", "pk")
    if project is not None:
        known = Person.objects.known_to([project.pk]).values("pk")
        found = found.filter(Q(first__in=known) | Q(second__in=known))
    return found.select_related("first__key", "second__key").prefetch_related(
        "first__meetings__project", "second__meetings__project"
    )


def duplicates(request: Request) -> HttpResponse:
    """The pairs that wait for a human, the surest first, those nobody was sure of last."""
    check_browse_pairs(request.viewer)
    projects = list(Project.objects.holding(request.viewer, "people.identify"))
    project = next((one for one in projects if one.code == request.GET.get("project")), None)
    page = Paginator(_waiting(request, project), PER_PAGE).get_page(request.GET.get("page"))
    people = [person for pair in page.object_list for person in (pair.first, pair.second)]
    names = {entry.person.pk: entry.name for entry in directory.entries(people, request.viewer)}
    told = [
        {
            "pair": pair,
            "names": [names[pair.first_id], names[pair.second_id]],
            "reasons": [str(said(r)) for r in pair.reasons[:4]],
        }
        for pair in page.object_list
    ]
    if told:
        audit.note_read(request, "people.names_read", detail={"people": len(people)})
    context = {
        "page": page,
        "told": told,
        "projects": projects,
        "project": project,
        "may_look": request.viewer.may("people.merge"),
    }
    return render(request, "people/duplicates/duplicates.html", context)


@require_POST
def look(request: Request) -> HttpResponse:
    """Look through the whole registry now."""
    require(request.viewer, "people.merge", reason=_("Your role does not merge people: ask whoever coordinates."))
    title = str(_("Looking for people written twice"))
    record = jobs.start(finding.JOB, by=request.viewer, title=title, next_url="/people/duplicates/")
    return redirect("core:job", record.uid)


def _pair(request: Request, pk: int) -> DuplicatePair:
    seen = DuplicatePair.objects.visible_to(request.viewer).select_related("first__key", "second__key", "decided_by")
    return get_object_or_404(seen.prefetch_related("first__meetings__project", "second__meetings__project"), pk=pk)


def _settled(request: Request, pk: int) -> HttpResponse | None:
    """The answer to a page of two who were merged since: their one page, for whoever may see it."""
    pair = DuplicatePair.objects.filter(pk=pk, state=PairState.SAME).select_related("first__merged_into").first()
    if pair is None or not Person.objects.visible_to(request.viewer).filter(pk=pair.first.stands_as.pk).exists():
        return None
    messages.info(request, _("They were merged already: this is their one page."))
    return redirect(pair.first.stands_as)


def duplicate(request: Request, pk: int) -> HttpResponse:
    """One pair side by side: what agrees, what differs, why it is proposed."""
    if (settled := _settled(request, pk)) is not None:
        return settled
    pair = _pair(request, pk)
    check_compare(request.viewer, pair)
    return _show(request, pair, None)


def _form_of(pair: DuplicatePair, names: tuple[str, ...], data: Any = None) -> MergeForm:
    people = (pair.first, pair.second)
    both = [row["code"] for row in learning.differences(*people) if not row["same"] and not row["only"]]
    seen = str(merging.Seen.of(pair))
    return MergeForm(data, people=people, names=(names[0], names[1]), differing=both, seen=seen)


def _names(request: Request, pair: DuplicatePair) -> tuple[str, ...]:
    return tuple(entry.name for entry in directory.entries([pair.first, pair.second], request.viewer))


def _known_to(person: Person, request: Request) -> list[str]:
    """The projects that know her, of those whose registry the viewer sees."""
    return [meeting.project.code for meeting in meetings_of(person, request.viewer)]


def _rows(pair: DuplicatePair) -> list[dict[str, Any]]:
    """What agrees and what differs, in words."""
    people = (pair.first, pair.second)
    rows = learning.differences(*people)
    for row in rows:
        row["words"] = WORDS[row["code"]]
        if row["code"] == "birth":
            row["one"], row["other"] = [birth_words(one.birth_date, one.birth_precision) for one in people]
        elif row["code"] == "sex":
            row["one"], row["other"] = [one.get_sex_display() if one.sex else "" for one in people]
    return rows


def _show(request: Request, pair: DuplicatePair, outcome: merging.Outcome | None, form: Any = None) -> HttpResponse:
    people, names = (pair.first, pair.second), _names(request, pair)
    audit.note_read(request, "people.pair_read", pair.first)
    audit.note_read(request, "people.pair_read", pair.second)
    place = list(_waiting(request).values_list("pk", flat=True))
    context = {
        "pair": pair,
        "people": [(one, name, _known_to(one, request)) for one, name in zip(people, names, strict=True)],
        "rows": _rows(pair),
        "reasons": [str(said(reason)) for reason in pair.reasons],
        "form": form or _form_of(pair, names),
        "outcome": outcome,
        "changed": outcome.seen_by(request.viewer) if outcome is not None else [],
        "number": place.index(pair.pk) + 1 if pair.pk in place else 0,
        "count": len(place),
        "may_decide": verdict(check_decide_pair, request.viewer, pair),
        "may_merge": verdict(check_merge, request.viewer, pair.first, pair.second),
    }
    wrong = form is not None and form.errors
    return render(request, "people/duplicates/duplicate.html", context, status=422 if wrong else 200)


@require_POST
def decide(request: Request, pk: int) -> HttpResponse:
    """They are two, or it is not sure."""
    if (settled := _settled(request, pk)) is not None:
        return settled
    pair = _pair(request, pk)
    state = PairState.DIFFERENT if request.POST.get("answer") == "different" else PairState.UNSURE
    try:
        merging.decide(pair, state, by=request.viewer)
    except merging.DecidedMeanwhile as meanwhile:
        messages.warning(request, _("A colleague decided meanwhile: %(what)s.") % {"what": meanwhile.state})
    else:
        messages.success(request, _("Remembered.") if state == PairState.DIFFERENT else _("It stays in the list."))
    following = _waiting(request).exclude(pk=pk).filter(state=PairState.OPEN).first()
    return redirect("people:duplicate", following.pk) if following is not None else redirect("people:duplicates")


@require_POST
def merge(request: Request, pk: int) -> HttpResponse:
    """Show what merging changes; then do it."""
    if (settled := _settled(request, pk)) is not None:
        return settled
    pair = _pair(request, pk)
    check_merge(request.viewer, pair.first, pair.second)
    form = _form_of(pair, _names(request, pair), request.POST)
    if not form.is_valid():
        return _show(request, pair, None, form)
    try:
        return _merge(request, pair, form)
    except merging.Gone:
        messages.warning(request, _("One of the two was merged or erased meanwhile."))
        return redirect("people:duplicates")
    except merging.DecidedMeanwhile as meanwhile:
        messages.warning(request, _("A colleague decided meanwhile: %(what)s.") % {"what": meanwhile.state})
    except merging.CorrectedMeanwhile:
        messages.warning(request, _("What is known of one of them changed meanwhile: look again before you decide."))
    return redirect("people:duplicate", pair.pk)


def _merge(request: Request, pair: DuplicatePair, form: MergeForm) -> HttpResponse:
    first, second = pair.first, pair.second
    kept, absorbed = (first, second) if form.cleaned_data["kept"] == str(first.pk) else (second, first)
    said = (kept, absorbed, form.cleaned_data["chosen"])
    seen = merging.Seen.read(form.cleaned_data["seen"]) or merging.Seen.of(pair)
    if request.POST.get("sure") != "1":
        return _show(request, pair, merging.preview(*said, by=request.viewer, seen=seen), form)
    merging.merge(*said, by=request.viewer, seen=seen)
    messages.success(request, _("They are one person now. This can be undone on her page."))
    return redirect(kept)


@require_POST
def part(request: Request, uid: str) -> HttpResponse:
    """Undo a merge."""
    seen = Merge.objects.filter(kept__in=Person.objects.visible_to(request.viewer))
    held = get_object_or_404(seen.select_related("kept__key", "absorbed__key"), uid=uid)
    check_part(request.viewer, held)
    merging.part(held, by=request.viewer)
    messages.success(request, _("They are two people again, each with her own records."))
    return redirect(held.kept)
