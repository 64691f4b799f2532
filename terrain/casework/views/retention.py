"""Files near the end of their time, holds, somebody to be forgotten, certificates."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.casework import confidentiality, overseeing
from terrain.casework.actions import retention as actions
from terrain.casework.forms.retention import ForgetForm, HoldForm
from terrain.casework.models import Case, Certificate, Forgetting, due_of
from terrain.casework.policies import retention as policies
from terrain.core import audit, clock
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.people import directory
from terrain.people.models import Person


def ends(request: Request) -> HttpResponse:
    """Closed files that will be erased soon, and those held back."""
    policies.check_see_ends(request.viewer)
    guards = request.viewer.may("protection.watch")
    context = {
        "files": overseeing.files_ending(request.viewer, clock.today()),
        "asked": Forgetting.objects.filter(ended_at=None).select_related("person", "asked_by") if guards else [],
        "guards": guards,
    }
    return render(request, "casework/retention/ends.html", context)


def _closed(request: Request, uid: str) -> Case:
    """A closed file of a project that the viewer protects."""
    projects = request.viewer.projects("protection.watch")
    found = Case.objects.filter(closed_on__isnull=False).select_related("project", "person")
    return get_object_or_404(found if projects is None else found.filter(project_id__in=projects), uid=uid)


def hold(request: Request, uid: str) -> HttpResponse:
    """Keep a closed file although its time comes."""
    case = _closed(request, uid)
    policies.check_hold(request.viewer, case)
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.hold(case, said["reason"], said["words"], said["review_on"], by=request.viewer)
        messages.success(request, _("The file is kept. You will be reminded to look again."))
        return redirect("casework:ends")
    standing = case.holds.filter(ended_at=None).first()
    audit.note_read(request, "casework.hold_read", case, project_id=case.project_id)
    context = {
        "form": form,
        "case": case,
        "due": due_of(case),
        "standing": standing,
        "why": confidentiality.words("hold_reasons", standing.reason) if standing is not None else "",
        "words": actions.hold_words_of(standing) if standing is not None else "",
    }
    return render(request, "casework/retention/hold.html", context, status=422 if form.errors else 200)


@require_POST
def release(request: Request, uid: str) -> HttpResponse:
    """Nothing holds the file back any more."""
    case = _closed(request, uid)
    policies.check_release(request.viewer, case)
    actions.release(case, by=request.viewer)
    messages.success(request, _("Nothing holds the file back. Those who answer for it are warned before it goes."))
    return redirect("casework:ends")


def forget(request: Request, uid: str) -> HttpResponse:
    """Ask that somebody be forgotten."""
    policies.check_watch(request.viewer)
    seen = Person.objects.visible_to(request.viewer).select_related("key")
    person = get_object_or_404(seen, uid=uid)
    may = verdict(policies.check_ask_forgetting, request.viewer, person)
    form = ForgetForm((request.POST or None) if may else None)
    if request.method == "POST" and form.is_valid():
        asked = actions.ask_forgetting(person, form.cleaned_data["reason"], by=request.viewer)
        messages.success(request, _("Asked. A second person of protection has to agree."))
        return redirect("casework:forgetting", asked.uid)
    context = {"form": form, "person": person, "may": may, "name": _name(request, person)}
    return render(request, "casework/retention/forget.html", context, status=422 if form.errors else 200)


def _name(request: Request, person: Person) -> str:
    entry = directory.entries([person], request.viewer)[0]
    if entry.name:
        audit.note_read(request, "people.identity_read", person)
    return entry.name


def forgetting(request: Request, uid: str) -> HttpResponse:
    """Decide whether somebody is forgotten: a second person, and what it means on one page."""
    policies.check_watch(request.viewer)
    asked = get_object_or_404(Forgetting.objects.select_related("person__key", "asked_by"), uid=uid)
    if request.method == "POST":
        return _decide(request, asked)
    context: dict[str, Any] = {
        "asked": asked,
        "person": asked.person,
        "name": _name(request, asked.person),
        "reason": confidentiality.words("erasure_reasons", asked.reason),
        "files": Case.objects.filter(person__in=asked.person.selves).count(),
        "may": verdict(policies.check_forget, request.viewer, asked),
        "may_withdraw": verdict(policies.check_withdraw, request.viewer, asked),
    }
    return render(request, "casework/retention/forgetting.html", context)


def _decide(request: Request, asked: Forgetting) -> HttpResponse:
    if request.POST.get("answer") == "withdraw":
        policies.check_withdraw(request.viewer, asked)
        actions.withdraw_forgetting(asked, by=request.viewer)
        messages.success(request, _("Nobody is forgotten."))
        return redirect("casework:ends")
    policies.check_forget(request.viewer, asked)
    certificate = actions.forget(asked, by=request.viewer)
    messages.success(request, _("She is forgotten. Here is the proof."))
    return redirect("casework:certificate", certificate.uid)


def certificates(request: Request) -> HttpResponse:
    """Proofs of erasure, newest first."""
    policies.check_watch(request.viewer)
    page = Paginator(Certificate.objects.select_related("project", "by"), 50).get_page(request.GET.get("page"))
    return render(request, "casework/retention/certificates.html", {"page": page})


def certificate(request: Request, uid: str) -> HttpResponse:
    """One proof, to print."""
    policies.check_watch(request.viewer)
    held = get_object_or_404(Certificate.objects.select_related("project", "by", "second", "key"), uid=uid)
    record = actions.record_of(held)
    audit.note_read(request, "casework.certificate_read", held, project_id=held.project_id)
    context = {"certificate": held, "record": record, "rows": sorted(record["rows"].items())}
    return render(request, "casework/retention/certificate.html", context)
