"""A file is to become somebody else's: asking, answering, following."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import UUIDField
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.casework import referring, sharing
from terrain.casework.actions import links
from terrain.casework.actions import transfers as actions
from terrain.casework.forms.referrals import AcceptForm, ReasonForm
from terrain.casework.forms.transfers import ReceiverForm, TransferForm
from terrain.casework.kinds import kind_of
from terrain.casework.models import Case, Transfer
from terrain.casework.orientation import lists
from terrain.casework.policies import transfers as policies
from terrain.casework.views.cases import scoped
from terrain.casework.views.referrals import never_kept
from terrain.core import audit
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.core.squares import picture_of


def new(request: Request, uid: str) -> HttpResponse:
    """Ask that a file becomes somebody else's: first whose, then what goes along."""
    case = scoped(request, uid)
    policies.check_ask(request.viewer, case)
    to = ReceiverForm(request.GET if request.GET else None, case=case)
    if not to.is_bound or not to.is_valid():
        context = {"form": to, "case": case}
        return render(request, "casework/transfers/to.html", context, status=422 if to.errors else 200)
    project, service = to.cleaned_data["project"], to.cleaned_data["service"]
    form = TransferForm(request.POST or None, case=case, project=project, service=service)
    if request.method == "POST" and form.is_valid():
        mail = form.cleaned_data.get("mail", False)
        asked, secret = actions.ask(case, form.said, mail=mail, slip=form.cleaned_data["slip"], by=request.viewer)
        if secret:
            return _link(request, asked, secret, mail)
        messages.success(request, _("Asked. Until they accept, the file stays with you."))
        return redirect(case)
    receiver = project or service.whose
    context = {
        "form": form,
        "case": case,
        "receiver": receiver,
        "nothing": not form.parted.held,
        "ask": referring.asking_url(case, "transfer", receiver, request.get_full_path()),
    }
    return render(request, "casework/transfers/form.html", context, status=422 if form.errors else 200)


def _link(request: Request, asked: Transfer, secret: str, mailed: bool) -> HttpResponse:
    address = request.build_absolute_uri(links.path_of(secret))
    context = {
        "transfer": asked,
        "case": asked.case,
        "address": address,
        "picture": picture_of(address),
        "mailed": mailed,
    }
    return never_kept(render(request, "casework/transfers/link.html", context))


def _seen(request: Request, uid: Any) -> Transfer:
    found = Transfer.objects.visible_to(request.viewer)
    related = ("case__project", "to_project", "to_organisation", "service", "person__key")
    return get_object_or_404(found.select_related(*related).distinct(), uid=uid)


def transfer(request: Request, uid: str) -> HttpResponse:
    """A transfer: its state, for whoever asked; what goes along, for whoever answers while it waits."""
    held = _seen(request, uid)
    return _page(request, held)


def _page(
    request: Request, held: Transfer, *, accept: AcceptForm | None = None, decline: ReasonForm | None = None
) -> HttpResponse:
    viewer = request.viewer
    answers = bool(verdict(policies.check_answer, viewer, held))
    if answers:
        audit.note_read(request, "casework.transfer_read", held.case, {"transfer": held.pk}, held.to_project_id)
    wrong = any(form is not None and form.errors for form in (accept, decline))
    if answers and held.to_project is not None:
        accept = accept or AcceptForm(viewer=viewer, project=held.to_project)
        decline = decline or ReasonForm(among="decline_reasons")
    context = {
        "transfer": held,
        "answers": answers,
        "told": sharing.told(actions.payload_of(held)) if answers else [],
        "callback": actions.callback_of(held) if answers else "",
        "accept": accept,
        "decline": decline,
        "reason": lists().words("decline_reasons", held.reason) if held.reason else "",
        "case": held.case if Case.objects.visible_to(viewer).filter(pk=held.case_id).exists() else None,
        "may_withdraw": verdict(policies.check_follow, viewer, held, "withdraw"),
        "may_renew": verdict(policies.check_renew, viewer, held),
        "slip": uuid4(),
    }
    return render(request, "casework/transfers/transfer.html", context, status=422 if wrong else 200)


@require_POST
def accept(request: Request, uid: str) -> HttpResponse:
    """Take over: a file opens here, and closes there."""
    held = _seen(request, uid)
    policies.check_receive(request.viewer, held)
    assert held.to_project is not None
    form = AcceptForm(request.POST, viewer=request.viewer, project=held.to_project)
    if not form.is_valid():
        return _page(request, held, accept=form)
    opened = actions.accept(held, kind_of(form.cleaned_data["kind"]), slip=_slip(request), by=request.viewer)
    messages.success(request, _("The file is yours now."))
    seen = Case.objects.visible_to(request.viewer).filter(pk=opened.pk).exists()
    return redirect(opened if seen else "casework:inbox")


def _slip(request: Request) -> UUID | None:
    try:
        return UUIDField(required=False).clean(request.POST.get("slip") or "")
    except ValidationError:
        return None


@require_POST
def decline(request: Request, uid: str) -> HttpResponse:
    """Not take over, and say why."""
    held = _seen(request, uid)
    policies.check_receive(request.viewer, held)
    form = ReasonForm(request.POST, among="decline_reasons")
    if not form.is_valid():
        return _page(request, held, decline=form)
    actions.decline(held, form.cleaned_data["reason"], by=request.viewer)
    messages.success(request, _("Noted. The file stays where it is."))
    return redirect("casework:inbox")


@require_POST
def withdraw(request: Request, uid: str) -> HttpResponse:
    """Not ask any more."""
    held = _seen(request, uid)
    actions.withdraw(held, by=request.viewer)
    messages.success(request, _("Withdrawn. The file stays with you."))
    return redirect(held.case)


@require_POST
def renew(request: Request, uid: str) -> HttpResponse:
    """Ask again, with a new link for a partner."""
    held = _seen(request, uid)
    asked, secret = actions.renew(held, mail=request.POST.get("mail") == "on", by=request.viewer)
    if secret:
        return _link(request, asked, secret, False)
    messages.success(request, _("Asked again."))
    return redirect(asked)
