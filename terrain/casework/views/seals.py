"""Sealing a file, naming who sees it, opening it again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.casework import confidentiality, holding
from terrain.casework.actions import seals as actions
from terrain.casework.forms.seals import NameForm, OpenForm, SealForm
from terrain.casework.models import Case, CaseGrant, Sealing
from terrain.casework.policies import seals as policies
from terrain.core import audit
from terrain.core.http import Request
from terrain.core.policies import Denied, verdict
from terrain.people import sealing


def _scoped(request: Request, uid: str) -> Case:
    found = policies.sealable(request.viewer).select_related("project", "owner", "person__key")
    return get_object_or_404(found, uid=uid)


def seal(request: Request, uid: str) -> HttpResponse:
    """Who sees the sealed file; or, while it is open to whoever needs to know of it, sealing it."""
    case = _scoped(request, uid)
    policies.check_look(request.viewer, case)
    if case.is_sealed:
        return _holders(request, case, NameForm(case=case))
    policies.check_seal(request.viewer, case)
    alone = case.person is not None and not sealing.known_elsewhere(case.person, case.project_id)
    form = SealForm(request.POST or None, case=case, alone=alone)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.seal(
                case,
                said["why"],
                said["words"],
                named=[form.named],
                with_person=said.get("with_person", False),
                slip=said["slip"],
                by=request.viewer,
            )
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            return _sealed(request, case)
    context = {"form": form, "case": case, "alone": alone}
    return render(request, "casework/seals/seal.html", context, status=422 if form.errors else 200)


def _sealed(request: Request, case: Case) -> HttpResponse:
    messages.success(request, _("The file is sealed: only those named know that it exists."))
    return redirect("casework:seal", case.uid)


def _holders(request: Request, case: Case, form: NameForm) -> HttpResponse:
    """The list of those who see a sealed file."""
    audit.note_read(request, "casework.holdings_read", case, project_id=case.project_id)
    standing = holding.holders(case)
    sealed = Sealing.objects.filter(case=case, ended_at=None).first()
    sees = Case.objects.visible_to(request.viewer).filter(pk=case.pk).exists()
    context = {
        "case": case,
        "form": form,
        "holders": [
            (grant, confidentiality.words("grant_reasons", grant.reason) if grant.reason else "", grant.kind == "named")
            for grant in standing
        ],
        "thin": holding.too_few(case),
        "why": confidentiality.words("seal_reasons", sealed.reason) if sealed is not None and sees else "",
        "sees": sees,
        "with_person": case.person is not None and case.person.is_sealed,
        "may_unseal": verdict(policies.check_unseal, request.viewer, case),
    }
    return render(request, "casework/seals/holders.html", context, status=422 if form.errors else 200)


@require_POST
def name_holder(request: Request, uid: str) -> HttpResponse:
    """Name one more colleague, or move the end of her access."""
    case = _scoped(request, uid)
    policies.check_name(request.viewer, case)
    form = NameForm(request.POST, case=case)
    if form.is_valid():
        try:
            actions.name(case, form.named, slip=form.cleaned_data["slip"], by=request.viewer)
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, _("%(name)s sees the file.") % {"name": form.named.user.full_name})
            return redirect("casework:seal", case.uid)
    return _holders(request, case, form)


@require_POST
def end_holder(request: Request, uid: str, pk: int) -> HttpResponse:
    """Cut a named access."""
    case = _scoped(request, uid)
    policies.check_name(request.viewer, case)
    grant = get_object_or_404(CaseGrant.objects.active().filter(case=case).select_related("case"), pk=pk)
    try:
        actions.end(grant, by=request.viewer)
    except Denied as denied:
        messages.error(request, str(denied.reason))
    else:
        messages.success(request, _("The access has ended."))
    return redirect("casework:seal", case.uid)


def unseal(request: Request, uid: str) -> HttpResponse:
    """Open a sealed file again to whoever needs to know of it."""
    case = _scoped(request, uid)
    policies.check_unseal(request.viewer, case)
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opened = actions.unseal(case, form.cleaned_data["words"], by=request.viewer)
        messages.success(request, _("The file is open again to whoever needs to know of it."))
        seen = Case.objects.visible_to(request.viewer).filter(pk=opened.pk).exists()
        return redirect(opened if seen else "casework:oversight")
    context = {"form": form, "case": case}
    return render(request, "casework/seals/unseal.html", context, status=422 if form.errors else 200)
