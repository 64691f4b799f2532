"""Kits that go from one centre to another and come back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from terrain.core import clock, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import ChangedMeanwhile, held
from terrain.core.policies import Denied
from terrain.workshops import centres
from terrain.workshops.actions.kits import Counted, take_inventory
from terrain.workshops.models import Kit, KitCheck, Loan
from terrain.workshops.policies import check_handle_kit, check_loan


class Lent(Exception):
    """The kit is out already: ``loan``."""

    def __init__(self, loan: Loan) -> None:
        super().__init__(str(loan.uid))
        self.loan = loan


class CameBack(Exception):
    """A colleague said already that the kit came back: ``loan``."""

    def __init__(self, loan: Loan) -> None:
        super().__init__(str(loan.uid))
        self.loan = loan


@dataclass(frozen=True)
class Lending:
    """Where a kit goes (the name of a centre), from when, until when, into whose hands."""

    to: str
    lent_on: date
    due_on: date
    handed_to: str = ""


def open_loan(kit: Kit) -> Loan | None:
    """The loan that the kit is out on."""
    return Loan.objects.filter(kit=kit, given_back_on__isnull=True).select_related("to_centre", "from_centre").first()


def lend(kit: Kit, said: Lending, *, slip: UUID | None = None, by: Viewer) -> Loan:
    """The kit leaves its home. Raises ``Lent`` when it is out already, also when a colleague lends it this instant."""
    check_handle_kit(by, kit)
    slip = slips.own(slip, by, kit, "loan")
    with action("workshops.kit_lent", by=by, obj=kit, project_id=kit.project_id) as act:
        if (before := slips.taken(slip, Loan)) is not None:
            act.silent = True
            return before
        now = held(kit)
        check_handle_kit(by, now)
        loan = _leaving(now, said, by)
        if (out := open_loan(now)) is not None:
            raise Lent(out)
        try:
            with transaction.atomic():
                loan.save()
        except IntegrityError:
            out = open_loan(now)
            if out is None:
                raise
            raise Lent(out) from None
        slips.made(slip, loan)
    return loan


def _leaving(kit: Kit, said: Lending, by: Viewer) -> Loan:
    """The loan as it would be; raises ``Denied`` on days or centres that cannot be."""
    if said.lent_on > clock.today():
        raise Denied(_("This day has not come yet."))
    if said.due_on < said.lent_on:
        raise Denied(_("It would be due back before it leaves."))
    back = (
        kit.loans.exclude(given_back_on=None).order_by("-given_back_on").values_list("given_back_on", flat=True).first()
    )
    if back is not None and said.lent_on < back:
        raise Denied(_("On that day it had not come back from the loan before."))
    there = centres.meant(kit.project, said.to)
    if there.pk == kit.home_id:
        raise Denied(_("This kit lives there already: choose another centre."))
    return Loan(
        kit=kit, from_centre_id=kit.home_id, to_centre=there, handed_to=said.handed_to[:120], lent_on=said.lent_on,
        due_on=said.due_on, created_by_id=by.user_id,
    )  # fmt: skip


def extend(loan: Loan, due_on: date, *, seen: date, by: Viewer) -> Loan:
    """The kit may stay until another day. ``seen``: the day that the page showed. Raises ``ChangedMeanwhile``, ``CameBack``."""
    check_loan(by, loan)
    with action("workshops.loan_extended", by=by, obj=loan.kit, project_id=loan.kit.project_id) as act:
        now = held(loan)
        if now.given_back_on is not None:
            raise CameBack(now)
        if now.due_on == due_on:
            act.silent = True
            return now
        if now.due_on != seen:
            raise ChangedMeanwhile(now)
        if due_on < now.lent_on:
            raise Denied(_("It would be due back before it leaves."))
        now.due_on = due_on
        now.save(update_fields=["due_on"])
    return now


def give_back(
    loan: Loan, counts: Mapping[int, Counted], *, day: date, note: str = "", slip: UUID | None = None, by: Viewer
) -> Loan:
    """The kit is home again, and its things were counted. Raises ``CameBack`` when a colleague said so already."""
    check_loan(by, loan)
    slip = slips.own(slip, by, loan, "back")
    with action("workshops.kit_given_back", by=by, obj=loan.kit, project_id=loan.kit.project_id) as act:
        if slips.taken(slip, KitCheck) is not None:
            act.silent = True
            return Loan.objects.get(pk=loan.pk)
        now = held(loan)
        if now.given_back_on is not None:
            raise CameBack(now)
        if not now.lent_on <= day <= clock.today():
            raise Denied(_("It came back between the day it left and today."))
        now.given_back_on = day
        now.save(update_fields=["given_back_on"])
        check = take_inventory(loan.kit, counts, day=day, note=note, by=by)
        KitCheck.objects.filter(pk=check.pk).update(loan=now)
        slips.made(slip, check)
    return now
