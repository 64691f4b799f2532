"""Kits: what they are, what is in them, what was counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from terrain.core import clock, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import held, put, save_next
from terrain.core.policies import Denied
from terrain.programmes.models import Project
from terrain.workshops import centres
from terrain.workshops.models import Centre, Kit, KitCheck, KitCount, KitItem
from terrain.workshops.policies import check_handle_kit, check_hold, check_item, check_keep_kit


class AlreadyListed(Exception):
    """The kit holds such a thing already: ``item``."""

    def __init__(self, item: KitItem) -> None:
        super().__init__(item.what)
        self.item = item


@dataclass(frozen=True)
class KitSaid:
    """What a kit says of itself. ``home``: the name of the centre where it is kept."""

    name: str
    code: str
    home: str
    about: str = ""
    ended_on: date | None = None


@dataclass(frozen=True)
class Kept:
    """The same, its home being a centre of the project."""

    name: str
    code: str
    home: Centre
    about: str
    ended_on: date | None


@dataclass(frozen=True)
class Counted:
    """What was found of one thing: how many were there, how many of those cannot be used, in what condition it is."""

    present: int
    broken: int = 0
    condition: str = ""


def _kept(project: Project, said: KitSaid) -> Kept:
    return Kept(said.name, said.code.strip().upper(), centres.meant(project, said.home), said.about, said.ended_on)


def _save_coded(kit: Kit, version: int | None) -> None:
    try:
        with transaction.atomic():
            if version is None:
                kit.save()
            else:
                save_next(kit, version)
    except IntegrityError:
        raise Denied(_("Another kit of this project has this code.")) from None


def open_kit(project: Project, said: KitSaid, *, slip: UUID | None = None, by: Viewer) -> Kit:
    """A new kit, still empty. Raises ``Denied`` when the project has a kit with this code."""
    check_hold(by, project)
    slip = slips.own(slip, by, project, "kit")
    with action("workshops.kit_opened", by=by, project_id=project.pk) as act:
        if (before := slips.taken(slip, Kit)) is not None:
            act.silent = True
            return before
        kit = Kit(project=project, created_by_id=by.user_id)
        put(kit, Kept(said.name, said.code.strip().upper(), centres.meant(project, said.home), said.about, None))
        _save_coded(kit, None)
        slips.made(slip, kit)
        act.obj = kit
    return kit


def change_kit(kit: Kit, said: KitSaid, *, version: int, by: Viewer) -> Kit:
    """Write what is true of a kit now. Raises ``ChangedMeanwhile``, and ``Denied`` when its code is another's, or when it is
    out on loan and should move house or end."""
    check_keep_kit(by, kit)
    with action("workshops.kit_changed", by=by, obj=kit, project_id=kit.project_id) as act:
        now = held(kit)
        changed = put(now, _kept(kit.project, said))
        if not changed:
            act.silent = True
            return now
        out = now.loans.filter(given_back_on__isnull=True).exists()
        if out and {"home", "ended_on"} & set(changed):
            raise Denied(_("This kit is out on loan: say first that it came back."))
        _save_coded(now, version)
        act.detail = {"fields": changed}
    return now


def add_item(kit: Kit, what: str, quantity: int, *, slip: UUID | None = None, by: Viewer) -> KitItem:
    """One more thing that the kit should hold. Raises ``AlreadyListed`` when it stands there."""
    check_handle_kit(by, kit)
    slip = slips.own(slip, by, kit, "item")
    with action("workshops.item_added", by=by, obj=kit, project_id=kit.project_id) as act:
        if (before := slips.taken(slip, KitItem)) is not None:
            act.silent = True
            return before
        item = KitItem(kit=kit, quantity=quantity)
        item.call(what)
        twin = kit.items.filter(what_plain=item.what_plain, left_on__isnull=True)
        try:
            with transaction.atomic():
                item.save()
        except IntegrityError:
            raise AlreadyListed(twin.get()) from None
        slips.made(slip, item)
    return item


def change_item(item: KitItem, what: str, quantity: int, *, version: int, by: Viewer) -> KitItem:
    """Say otherwise what a thing is, or how many there should be. Raises ``ChangedMeanwhile``, ``AlreadyListed``."""
    check_item(by, item)
    with action("workshops.item_changed", by=by, obj=item.kit, project_id=item.kit.project_id) as act:
        now = held(item)
        was = (now.what, now.quantity)
        now.call(what)
        now.quantity = quantity
        if (now.what, now.quantity) == was:
            act.silent = True
            return now
        twin = item.kit.items.filter(what_plain=now.what_plain, left_on__isnull=True).exclude(pk=item.pk)
        try:
            with transaction.atomic():
                save_next(now, version)
        except IntegrityError:
            raise AlreadyListed(twin.get()) from None
    return now


def take_out(item: KitItem, *, by: Viewer) -> None:
    """A thing does not belong to the kit any more; what was counted of it stays in past inventories."""
    check_handle_kit(by, item.kit)
    with action("workshops.item_taken_out", by=by, obj=item.kit, project_id=item.kit.project_id) as act:
        now = held(item)
        if now.left_on is not None:
            act.silent = True
            return
        now.left_on, now.version = clock.today(), now.version + 1
        now.save(update_fields=["left_on", "version"])


def take_inventory(
    kit: Kit, counts: Mapping[int, Counted], *, day: date, note: str = "", slip: UUID | None = None, by: Viewer
) -> KitCheck:
    """Open the kit and count. ``counts``: key of each thing → what was found of it; what is not in it was not counted."""
    check_handle_kit(by, kit)
    slip = slips.own(slip, by, kit, "count")
    with action("workshops.kit_counted", by=by, obj=kit, project_id=kit.project_id) as act:
        if (before := slips.taken(slip, KitCheck)) is not None:
            act.silent = True
            return before
        check_handle_kit(by, held(kit))
        check = _count(kit, counts, day=day, note=note, by=by)
        slips.made(slip, check)
        act.detail = {"things": len(counts)}
    return check


def _count(kit: Kit, counts: Mapping[int, Counted], *, day: date, note: str, by: Viewer) -> KitCheck:
    """A count and its lines; things say from now on what was found of them, unless a later count said so already."""
    if day > clock.today():
        raise Denied(_("This day has not come yet."))
    check = KitCheck.objects.create(kit=kit, day=day, note=note, created_by_id=by.user_id)
    for item in kit.items.filter(pk__in=counts, left_on__isnull=True):
        found = counts[item.pk]
        if not 0 <= found.broken <= found.present:
            raise Denied(_("More are broken than are there."))
        told = {"present": found.present, "broken": found.broken, "condition": found.condition}
        KitCount.objects.create(check_of=check, item=item, expected=item.quantity, **told)
        if item.counted_on is None or item.counted_on <= day:
            KitItem.objects.filter(pk=item.pk).update(counted_on=day, **told)
    return check
