"""Professionals of the network: written down with a basis, kept true, taken out when they ask."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from terrain.accounts.models import User
from terrain.core import clock, slips, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.network.enums import Interval
from terrain.network.models import Contact, Professional
from terrain.network.policies.professionals import check_entrust_contact, check_keep_contact, check_take_out
from terrain.programmes.holding import holding
from terrain.programmes.models import Organisation, Place


class ProfessionalChanged(Exception):
    """A colleague changed the entry since the page was opened; ``professional`` says what it says now."""

    def __init__(self, professional: Professional) -> None:
        super().__init__(str(professional.uid))
        self.professional = professional


@dataclass(frozen=True)
class Known:
    """What is known of a professional, and why it may be kept."""

    contact: Contact
    category: str
    basis: str
    basis_on: date
    organisation: Organisation | None = None
    place: Place | None = None
    languages: list[str] = field(default_factory=list)
    keeper: User | None = None
    review_months: int = Interval.YEAR


PLAIN = ("category", "basis", "basis_on", "organisation", "place", "languages", "keeper", "review_months")


def values_of(said: Professional | Known) -> dict[str, Any]:
    """What is known, who she is among it."""
    return {name: getattr(said, name) for name in PLAIN} | {"contact": said.contact}


def list_professional(
    said: Known, *, found_true: date | None = None, slip: UUID | None = None, by: Viewer
) -> Professional:
    """Write a professional down. ``found_true``: the past day on which it was checked, when that was not today."""
    slip = slips.own(slip, by)
    check_keep_contact(by)
    with action("network.professional_listed", by=by, detail={"category": said.category, "basis": said.basis}) as act:
        if (before := slips.taken(slip, Professional)) is not None:
            act.silent = True
            return before
        _check(said)
        _check_keeper(said.keeper)
        day = found_true or clock.today()
        made = Professional(key=vault.new_key(), reviewed_on=day, **{name: getattr(said, name) for name in PLAIN})
        made.review_on = clock.months_later(day, made.review_months)
        made.write(said.contact)
        made.save()
        slips.made(slip, made)
        act.obj = made
    return made


def change_professional(professional: Professional, said: Known, *, version: int, by: Viewer) -> Professional:
    """Write what is true now. Raises ``ProfessionalChanged`` when a colleague changed it since ``version``."""
    with action("network.professional_changed", by=by, obj=professional) as act:
        now = _held(professional)
        check_keep_contact(by, now)
        before, wanted = values_of(now), values_of(said)
        if before == wanted:
            act.silent = True
            return now
        if now.version != version:
            raise ProfessionalChanged(now)
        _check(said)
        if said.keeper != now.keeper:
            check_entrust_contact(by)
            _check_keeper(said.keeper)
        act.detail = {"fields": [name for name, value in wanted.items() if before[name] != value]}
        for name in PLAIN:
            setattr(now, name, wanted[name])
        now.write(said.contact)
        now.review_on = clock.months_later(now.reviewed_on, now.review_months)
        now.version += 1
        now.save()
    return now


def confirm_professional(professional: Professional, *, version: int, by: Viewer) -> Professional:
    """Everything that the entry says is still true today. Raises ``ProfessionalChanged`` like ``change_professional``."""
    with action("network.professional_confirmed", by=by, obj=professional) as act:
        now = _held(professional)
        check_keep_contact(by, now)
        if now.version != version:
            raise ProfessionalChanged(now)
        if now.reviewed_on == clock.today():
            act.silent = True
            return now
        now.reviewed_on = clock.today()
        now.review_on = clock.months_later(now.reviewed_on, now.review_months)
        now.save()
        act.detail = {"review_on": now.review_on.isoformat()}
    return now


def take_out(professional: Professional, *, by: Viewer) -> Professional:
    """She asked to be taken out: who she is cannot be read any more, from this moment; only the category and the days stay."""
    with action("network.professional_taken_out", by=by, obj=professional) as act:
        now = Professional.objects.select_for_update(of=("self",)).select_related("key").get(pk=professional.pk)
        check_take_out(by, now)
        if now.removed_on is not None:
            act.silent = True
            return now
        vault.destroy(now.key)
        now.sealed, now.languages, now.removed_on = b"", [], clock.today()
        now.organisation, now.place, now.keeper = None, None, None
        now.version += 1
        now.save()
    return now


def _held(professional: Professional) -> Professional:
    """The entry as it stands, held until the change is written. Raises ``Denied`` when she was taken out meanwhile."""
    related = ("key", "organisation", "place", "keeper")
    now = Professional.objects.select_for_update(of=("self",)).select_related(*related).get(pk=professional.pk)
    if now.removed_on is not None:
        raise Denied(_("She was taken out of the directory at her request."))
    return now


def _check(said: Known) -> None:
    if not said.contact.name.strip():
        raise Denied(_("Say how she is called."))
    if said.basis_on > clock.today():
        raise Denied(_("Nobody knows yet what will be true."))


def _check_keeper(keeper: User | None) -> None:
    if keeper is not None and not holding("directory.view").filter(pk=keeper.pk).exists():
        raise Denied(_("Whoever keeps an entry reads the directory: choose somebody whose role does."))
