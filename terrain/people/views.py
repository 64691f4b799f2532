"""The registry: looking for people, registering newcomers, correcting, deciding about contradicting keys."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core import audit
from terrain.core.http import Request
from terrain.core.policies import require, verdict
from terrain.people import actions, directory, pages
from terrain.people.actions import Ambiguous, ChangedMeanwhile
from terrain.people.forms import CorrectionForm, NewcomerForm, SearchForm, birth_words, corrections_of
from terrain.people.identity import Identity
from terrain.people.models import ContradictingKeys, DuplicatePair, Person
from terrain.people.naming import as_seen_by, check_civil_name, knows_civil_name
from terrain.people.panels import panels
from terrain.people.policies import check_browse, check_correct, check_identify, check_settle
from terrain.people.recognition import recognise
from terrain.programmes.models import Project

PER_PAGE = 50


def people(request: Request) -> HttpResponse:
    """Everybody whom the viewer's projects know, or who answers to some words; names only for those who see names."""
    check_browse(request.viewer)
    form = SearchForm(request.GET, viewer=request.viewer)
    typed, project = form.asked
    if not typed and "glance" in request.GET:
        return HttpResponse()
    answer = directory.search(request.viewer, typed, project.pk if project else None) if typed else None
    page = _page(request, answer, project)
    shown = directory.entries(list(page.object_list), request.viewer)
    named, whole = sum(bool(entry.name) for entry in shown), not request.htmx
    if answer is not None:
        terms = {"terms": directory.hashed_terms(typed), "found": answer.total, "people": named}
        audit.note_read(request, "people.searched", detail=terms)
    elif named:
        audit.note_read(request, "people.names_read", detail={"people": named})
    context = {
        "form": form,
        "page": page,
        "entries": [(entry, pages.meetings_of(entry.person, request.viewer)) for entry in shown],
        "typed": typed,
        "project": project,
        "may_register": request.viewer.may("people.edit"),
        "pairs": DuplicatePair.objects.visible_to(request.viewer).waiting().count() if named and whole else 0,
        "waiting": ContradictingKeys.objects.visible_to(request.viewer).open().count() if whole else 0,
        "answer": answer,
        "here": request.get_full_path(),
    }
    return render(request, "people/people.html" if whole else "people/people.html#list", context)


def _page(request: Request, answer: directory.Answer | None, project: Project | None) -> Page:
    known = Person.objects.visible_to(request.viewer)
    if project is not None:
        known = known.known_to([project.pk])
    full = known.select_related("key").prefetch_related("meetings__project")
    if answer is None:
        return Paginator(full.order_by("-pk"), PER_PAGE).get_page(request.GET.get("page"))
    page: Page = Paginator(answer.pks, PER_PAGE).get_page(request.GET.get("page"))
    by_pk = full.in_bulk(list(page.object_list))
    page.object_list = [by_pk[pk] for pk in page.object_list if pk in by_pk]
    return page


def _scoped(request: Request, uid: Any) -> Person:
    known = Person.objects.visible_to(request.viewer).select_related("key", "registered_by")
    return get_object_or_404(known.prefetch_related("meetings__project"), uid=uid)


def person(request: Request, uid: str) -> HttpResponse:
    """What is known of somebody; who she is only when asked for, and each time written in the journal.

    The address of somebody who was found to be another one leads to that one.
    """
    absorbed = Person.objects.filter(uid=uid, merged_into__in=Person.objects.visible_to(request.viewer)).first()
    if absorbed is not None and absorbed.merged_into is not None:
        return redirect(absorbed.merged_into)
    held = _scoped(request, uid)
    shown = None
    if request.GET.get("show"):
        check_identify(request.viewer, held)
        shown = as_seen_by(request.viewer, held, held.sealed())
        audit.note_read(request, "people.identity_read", held)
    context = {
        "person": held,
        "shown": shown,
        "known": pages.known_of(held, request.viewer),
        "birth": birth_words(held.birth_date, held.birth_precision),
        "may_identify": bool(verdict(check_identify, request.viewer, held)),
        "may_correct": verdict(check_correct, request.viewer, held) and knows_civil_name(request.viewer, held),
        "panels": [(part, told) for part in panels() if (told := part.contents(request, held)) is not None],
    }
    return render(request, "people/person.html", context)


def correct(request: Request, uid: str) -> HttpResponse:
    """Correct what is known of somebody."""
    held = _scoped(request, uid)
    check_correct(request.viewer, held)
    check_civil_name(request.viewer, held)
    former = held.identity()
    form = CorrectionForm(request.POST or None, former=former, initial=corrections_of(former, held.version))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.correct(
                held, form.identity, by=request.viewer, version=said["version"], keep_former=said["keep_former"]
            )
        except ChangedMeanwhile:
            form.add_error(None, _("A colleague changed this person meanwhile. Look again at what it says now."))
        except Ambiguous as doubt:
            form.add_error(None, f"{doubt} " + _("Nothing was saved. Look for the other one first."))
        else:
            messages.success(request, _("Saved. Every figure that depends on it follows."))
            return redirect(held)
    audit.note_read(request, "people.identity_read", held)
    context = {"person": held, "form": form, "known": pages.known_of(held, request.viewer)}
    return render(request, "people/correct.html", context, status=422 if form.errors else 200)


def new(request: Request) -> HttpResponse:
    """Register somebody in three fields; who may be known already is shown first to those who see names."""
    require(request.viewer, "people.edit", reason=_("Your role does not register people."))
    initial = {"project": request.GET.get("project", ""), "full_name": request.GET.get("name", "")[:200]}
    form = NewcomerForm(request.POST or None, viewer=request.viewer, initial=initial)
    alike: list[directory.Likely] = []
    if request.method == "POST" and form.is_valid():
        alike = _alike(request, form.cleaned_data["project"], form.identity)
        if not alike or form.cleaned_data["certain"]:
            registered = _register(request, form, apart=bool(alike))
            if registered is not None:
                seen = Person.objects.visible_to(request.viewer).filter(pk=registered.pk).exists()
                return redirect(registered if seen else "people:new")
    context = {"form": form, "alike": alike}
    return render(request, "people/new.html", context, status=422 if form.errors else 200)


def _alike(request: Request, project: Project, identity: Identity) -> list[directory.Likely]:
    """Who may be the newcomer, among those whose names the viewer sees."""
    found = directory.alike(request.viewer, identity) if request.viewer.may("people.identify") else []
    if found:
        detail = {"people": len(found), "terms": directory.hashed_terms(identity.full_name)}
        audit.note_read(request, "people.names_read", detail=detail, project_id=project.pk)
    return found


def _register(request: Request, form: NewcomerForm, *, apart: bool) -> Person | None:
    """Register; ``apart``: a human saw who is alike and said no."""
    identity, project = form.identity, form.cleaned_data["project"]
    before = set(recognise([identity]).groups[0].persons)
    try:
        found = actions.register(identity, project=project, by=request.viewer, apart=apart and bool(before))
    except Ambiguous as doubt:
        form.add_error(None, f"{doubt} " + _("Ask a colleague who sees names, or leave the telephone out."))
        return None
    if found.pk in before:
        messages.info(request, _("We know this person already: nothing was written twice."))
    else:
        messages.success(request, _("She is registered."))
    return found


def contradictions(request: Request) -> HttpResponse:
    """Keys that contradict each other, for a human to look at."""
    check_browse(request.viewer)
    waiting = ContradictingKeys.objects.visible_to(request.viewer).open().select_related("project", "key")
    page = Paginator(waiting.prefetch_related("persons__meetings__project"), 20).get_page(request.GET.get("page"))
    told = pages.contradictions_of(list(page.object_list), request.viewer, show=request.GET.get("show", ""))
    for one in told:
        if one.rows:
            audit.note_read(request, "people.contradiction_read", one.kept, project_id=one.kept.project_id)
    return render(request, "people/contradictions.html", {"page": page, "contradictions": told})


@require_POST
def settle(request: Request, uid: str) -> HttpResponse:
    """Somebody has looked at contradicting keys and done what was to do."""
    held = get_object_or_404(ContradictingKeys.objects.visible_to(request.viewer), uid=uid)
    check_settle(request.viewer, held)
    actions.settle(held, by=request.viewer)
    messages.success(request, _("Settled: it has left the list."))
    return redirect("people:contradictions")
