"""Kits that leave and come back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core.changing import ChangedMeanwhile
from terrain.core.http import Request
from terrain.core.policies import Denied
from terrain.core.ui.wording import exact_day
from terrain.workshops.actions import loans as actions
from terrain.workshops.forms.kits import CountForm, ExtendForm, LendForm
from terrain.workshops.models import Kit, Loan
from terrain.workshops.policies import check_handle_kit, check_loan
from terrain.workshops.views.common import asked
from terrain.workshops.views.kits import one_kit


def _out_already(request: Request, loan: Loan) -> None:
    words = _("This kit is out already: %(centre)s, due back on %(day)s. Nothing was changed.")
    messages.warning(request, words % {"centre": loan.to_centre, "day": exact_day(loan.due_on)})


def lend(request: Request, uid: str) -> HttpResponse:
    """A kit goes to another centre."""
    kit = one_kit(request, uid)
    check_handle_kit(request.viewer, kit)
    if request.method != "POST" and (out := actions.open_loan(kit)) is not None:
        _out_already(request, out)
        return redirect(kit)
    form = LendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            loan = actions.lend(kit, form.said, slip=form.cleaned_data["slip"], by=request.viewer)
        except actions.Lent as lent:
            _out_already(request, lent.loan)
            return redirect(kit)
        except Denied as denied:
            form.add_error(None, str(denied.reason))
        else:
            messages.success(request, _("The kit is lent to %(centre)s.") % {"centre": loan.to_centre})
            return redirect(kit)
    return asked(request, "workshops/lend_form.html", form, kit=kit)


def _loan_of(request: Request, kit: Kit) -> Loan | None:
    loan = actions.open_loan(kit)
    if loan is None:
        messages.info(request, _("This kit is not out: it came back already."))
    else:
        loan.kit = kit
    return loan


def give_back(request: Request, uid: str) -> HttpResponse:
    """A kit is home again: what came back is counted."""
    kit = one_kit(request, uid)
    check_handle_kit(request.viewer, kit)
    loan = _loan_of(request, kit)
    if loan is None:
        return redirect(kit)
    form = CountForm(request.POST or None, items=list(kit.items.filter(left_on__isnull=True)))
    form.fields["day"].label = _("Came back on")
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.give_back(
                loan, form.counts, day=said["day"], note=said["note"], slip=said["slip"], by=request.viewer
            )
        except actions.CameBack:
            messages.info(request, _("A colleague said already that it came back."))
            return redirect(kit)
        except Denied as denied:
            form.add_error(None, str(denied.reason))
        else:
            messages.success(request, _("The kit is home again, and counted."))
            return redirect(kit)
    return asked(request, "workshops/count_form.html", form, kit=kit, loan=loan)


@require_POST
def extend(request: Request, uid: str) -> HttpResponse:
    """A kit may stay longer where it is."""
    kit = one_kit(request, uid)
    loan = _loan_of(request, kit)
    if loan is None:
        check_handle_kit(request.viewer, kit)
        return redirect(kit)
    check_loan(request.viewer, loan)
    form = ExtendForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a day on or after the day it left."))
        return redirect(kit)
    said = form.cleaned_data
    try:
        actions.extend(loan, said["due_on"], seen=said["seen"], by=request.viewer)
    except Denied:
        messages.error(request, _("Choose a day on or after the day it left."))
    except (ChangedMeanwhile, actions.CameBack):
        messages.warning(request, _("A colleague changed this loan meanwhile. Look again, then say until when."))
    else:
        messages.success(request, _("Saved."))
    return redirect(kit)
