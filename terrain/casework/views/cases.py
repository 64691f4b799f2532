"""Files: the list, a file's page, its steps."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from terrain.casework import caseload
from terrain.casework.actions import cases as actions
from terrain.casework.booked import open_ends
from terrain.casework.enums import SubjectKind
from terrain.casework.forms.cases import FilterForm, HandOverForm, SituationForm, StepForm, WordsForm
from terrain.casework.kinds import kinds
from terrain.casework.models import Case
from terrain.casework.owed import running_in
from terrain.casework.pages import page_of, two_versions
from terrain.casework.policies import cases as policies
from terrain.casework.subjects import sees
from terrain.core import audit
from terrain.core.http import Request
from terrain.core.policies import Denied

PER_PAGE = 50


def cases(request: Request) -> HttpResponse:
    """The files that the viewer needs to know of, filtered by the address."""
    _require_some(request)
    form = FilterForm(request.GET, viewer=request.viewer)
    page = Paginator(caseload.chosen(request.viewer, form.asked), PER_PAGE).get_page(request.GET.get("page"))
    lines = caseload.lines(list(page.object_list), request.viewer)
    named = sum(bool(line.name) for line in lines if line.case.person_id is not None)
    if named:
        audit.note_read(request, "people.names_read", detail={"people": named})
    context = {
        "form": form,
        "page": page,
        "lines": lines,
        "filtered": bool(form.asked),
        "may_supervise": request.viewer.may("case.supervise"),
        "enterprises": bool(sees(request.viewer, SubjectKind.ENTERPRISE)),
    }
    return render(request, "casework/cases/list.html", context)


def _require_some(request: Request) -> None:
    if not any(request.viewer.may(kind.see) for kind in kinds()):
        raise Denied(_("Your role sees no files."))


def scoped(request: Request, uid: Any) -> Case:
    """The file with this uid that the viewer sees, else 404."""
    return get_object_or_404(Case.objects.visible_to(request.viewer).listed(), uid=uid)


def case(request: Request, uid: str) -> HttpResponse:
    """The file's page: whom it is about, where it stands, the next step, and what each noun shows of it."""
    held = scoped(request, uid)
    audit.note_read(request, "casework.case_read", held, project_id=held.project_id)
    return render(request, "casework/cases/case.html", page_of(request, held))


def move(request: Request, uid: str, step: str) -> HttpResponse:
    """Take a step of the table."""
    held = scoped(request, uid)
    transition = _step(held, step)
    policies.check_move(request.viewer, held, transition)
    form = StepForm(request.POST or None, case=held, transition=transition)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            moved = actions.move(
                held,
                transition,
                words=said["words"],
                closing_reason=said.get("closing_reason", ""),
                version=said["version"],
                slip=said["slip"],
                by=request.viewer,
            )
        except actions.ChangedMeanwhile as changed:
            form = _again(form, held, transition, changed.case)
        except Denied as denied:
            form.add_error(None, str(denied))
        else:
            waits = transition.approval and moved.is_open
            messages.success(request, _("Asked. Whoever supervises decides.") if waits else _("Done."))
            seen = Case.objects.visible_to(request.viewer).filter(pk=moved.pk).exists()
            return redirect(moved if seen else "casework:cases")
    final = held.pathway.stage(transition.target).final
    ends, delays = (open_ends(held, request.viewer), running_in(held)) if final else ([], [])
    context = {"form": form, "case": held, "transition": transition, "ends": ends, "delays": delays}
    return render(request, "casework/cases/step.html", context, status=422 if form.errors else 200)


def _step(case: Case, code: str) -> Any:
    found = next((step for step in case.pathway.transitions if step.code == code), None)
    if found is None:
        raise Denied(_("There is no such step."))
    return found


def _again(form: Any, case: Case, transition: Any, now: Case) -> StepForm:
    """A colleague moved the file first: what was typed stays, where it stands now is said, sending again is a choice."""
    typed = form.data.copy()
    typed["version"] = str(now.version)
    fresh = StepForm(typed, case=now, transition=transition)
    fresh.is_valid()
    words = _("A colleague changed this file meanwhile: it now stands at “%(stage)s”. Send again if this still holds.")
    fresh.add_error(None, words % {"stage": now.at.label})
    return fresh


def decide(request: Request, uid: str) -> HttpResponse:
    """A supervisor agrees to a closing, or does not and says why."""
    held = scoped(request, uid)
    policies.check_decide_closing(request.viewer, held)
    form = WordsForm(request.POST if request.POST.get("answer") == "refuse" else None)
    if request.method == "POST" and request.POST.get("answer") == "agree":
        closed = actions.agree_to_closing(held, by=request.viewer)
        messages.success(request, _("The file is closed."))
        return redirect(closed)
    if form.is_bound and form.is_valid():
        actions.refuse_closing(held, form.cleaned_data["words"], by=request.viewer)
        messages.success(request, _("The file stays open. Your words are in it."))
        return redirect(held)
    audit.note_read(request, "casework.case_read", held, project_id=held.project_id)
    context = {
        "form": form,
        "case": held,
        "reason": held.pathway.lists.words("closing_reasons", held.closing_reason),
        "words": actions.closing_words_of(held),
        "ends": open_ends(held, request.viewer),
        "delays": running_in(held),
    }
    return render(request, "casework/cases/decide.html", context, status=422 if form.errors else 200)


def reopen(request: Request, uid: str) -> HttpResponse:
    """Open a closed file again."""
    held = scoped(request, uid)
    policies.check_reopen(request.viewer, held)
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.reopen(held, form.cleaned_data["words"], by=request.viewer)
        messages.success(request, _("The file is open again."))
        return redirect(held)
    context = {"form": form, "case": held}
    return render(request, "casework/cases/reopen.html", context, status=422 if form.errors else 200)


def describe(request: Request, uid: str) -> HttpResponse:
    """Write the situation anew."""
    held = scoped(request, uid)
    policies.check_work(request.viewer, held)
    initial = {"situation": actions.situation_of(held), "version": held.version}
    form = SituationForm(request.POST or None, initial=initial)
    theirs = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.describe(held, said["situation"], version=said["version"], by=request.viewer)
        except actions.ChangedMeanwhile as changed:
            theirs = two_versions(changed.case)
            form = _described_again(form, changed.case)
        else:
            messages.success(request, _("Saved."))
            return redirect(held)
    audit.note_read(request, "casework.case_read", held, project_id=held.project_id)
    context = {"form": form, "case": held, "theirs": theirs}
    return render(request, "casework/cases/describe.html", context, status=422 if form.errors else 200)


def _described_again(form: Any, now: Case) -> SituationForm:
    typed = form.data.copy()
    typed["version"] = str(now.version)
    fresh = SituationForm(typed)
    fresh.is_valid()
    fresh.add_error(
        None, _("A colleague changed this file meanwhile. Both versions stand below: choose what it shall say.")
    )
    return fresh


def hand_over(request: Request, uid: str) -> HttpResponse:
    """Put a colleague in charge."""
    held = scoped(request, uid)
    policies.check_hand_over(request.viewer, held)
    form = HandOverForm(request.POST or None, case=held)
    if request.method == "POST" and form.is_valid():
        actions.hand_over(held, form.cleaned_data["to"], until=form.cleaned_data["until"], by=request.viewer)
        messages.success(request, _("The file is in %(name)s's charge.") % {"name": form.cleaned_data["to"].full_name})
        seen = Case.objects.visible_to(request.viewer).filter(pk=held.pk).exists()
        return redirect(held if seen else "casework:cases")
    context = {"form": form, "case": held}
    return render(request, "casework/cases/hand_over.html", context, status=422 if form.errors else 200)
