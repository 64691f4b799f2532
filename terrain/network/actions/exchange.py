"""Other directories come in, are looked at before anything is written, and are taken back as a whole."""

import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from terrain.accounts.models import User
from terrain.core import clock, files
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.imports.models import Batch
from terrain.network.actions.directory import Offer, list_service, write
from terrain.network.actions.suggestions import said_with
from terrain.network.differences import FIELDS, value_of
from terrain.network.enums import BringingState, Interval
from terrain.network.exchanging import COUNTED, Change, Exchange, compared, values_of
from terrain.network.hsds.brought import LARGEST, NotHsds, services_of
from terrain.network.hsds.documents import Document
from terrain.network.models import Bringing, Foreign, Origin, Service
from terrain.network.policies.directory import check_entrust, check_keep
from terrain.network.recognising import Known
from terrain.programmes import actions as programmes

MOST_FAULTS = 100
UNSEEN = timedelta(days=1)


def bring(stream: BinaryIO, name: str, *, by: Viewer) -> Bringing:
    """Look at a file of another directory; nothing of it is in the directory yet. Raises ``NotHsds``."""
    check_entrust(by)
    data = stream.read(LARGEST + 1)
    found = compared(services_of(data), Known.now())
    with action("network.directory_brought", by=by, detail=found.counts) as act:
        file = files.keep(io.BytesIO(data), name=name, media_type="application/octet-stream", by=by, limit=LARGEST)
        act.obj = bringing = Bringing.objects.create(
            file=file, counts=found.counts, faults=_first(found), created_by_id=by.user_id
        )
    return bringing


def _first(found: Exchange) -> list[list[str]]:
    return [list(fault) for fault in found.faults[:MOST_FAULTS]]


def take_in(bringing: Bringing, *, by: Viewer) -> Bringing:
    """Write what the file says: new entries, and what changed in those that are known. Twice is the same as once."""
    check_entrust(by)
    with action("network.directory_taken_in", by=by, obj=bringing) as act:
        held = Bringing.objects.select_for_update(of=("self",)).get(pk=bringing.pk)
        if held.state == BringingState.APPLIED:
            act.silent = True
            return held
        known = Known.now()
        found = compared(services_of(files.read(held.file)), known)
        for change in list(found.changes):
            if not _may(change, by):
                found.changes.remove(change)
                found.faults.append((change.read.path, "not_yours"))
        for change in found.changes:
            _take(change, held, known, by)
        held.counts, held.faults = found.counts, _first(found)
        held.state, held.applied_at = BringingState.APPLIED, clock.now()
        held.save()
        act.detail = found.counts
    return held


def _may(change: Change, by: Viewer) -> bool:
    try:
        if change.service is not None:
            check_keep(by, change.service)
        elif change.project is not None:
            check_entrust(by, Service(project=change.project))
    except Denied:
        return False
    return True


def _take(change: Change, bringing: Bringing, known: Known, by: Viewer) -> None:
    if change.sort == "same":
        return
    before = _kept(change.service)
    if change.service is None:
        service, origin = _made(change, known, by), Origin(made=True)
    else:
        service = Service.objects.select_for_update(of=("self",)).get(pk=change.service.pk)
        was = values_of(service)
        origin = Origin(before={"fields": {name: was[name] for name in change.changes}, "foreign": before})
        change_plainly(service, change.changes)
    if change.service is None or change.keeps or before is not None:
        _keep(service, change)
    origin.service, origin.bringing, origin.version = service, bringing, service.version
    origin.save()


def _kept(service: Service | None) -> dict[str, Any] | None:
    found = Foreign.objects.filter(service=service).first() if service is not None else None
    return {"foreign_id": found.foreign_id, "kept": found.kept, "read": found.read} if found is not None else None


def _keep(service: Service, change: Change) -> None:
    """What the other directory said stays with the entry, and what was read of it: where both changed, its word, not ours."""
    read, now = dict(change.read.values), values_of(service)
    for name, value in now.items():
        if name not in change.ours and (change.service is None or name in change.changes or value == read[name]):
            read[name] = value
    read["organisation"] = service.organisation.name if service.organisation is not None else str(service.project)
    said = {"foreign_id": change.read.id, "kept": change.read.document, "read": read}
    Foreign.objects.update_or_create(service=service, defaults=said)
    _keep_organisation(service, change.read.organisation_id, change.read.document)


def _keep_organisation(service: Service, known_as: str, said: Document) -> None:
    of = said.get("organization")
    if service.organisation is not None and known_as and len(known_as) <= 250:
        Foreign.objects.get_or_create(
            organisation=service.organisation,
            defaults={"foreign_id": known_as, "kept": of if isinstance(of, dict) else {}},
        )


def _made(change: Change, known: Known, by: Viewer) -> Service:
    values = change.read.values
    organisation = change.organisation
    if organisation is None and change.project is None:
        organisation = programmes.name_organisation(change.read.organisation, by=by)
        known.add_organisation(organisation)
        known.organisations[change.read.organisation_id] = organisation
    offer = offer_of(values, by, project=change.project, organisation=None if change.project else organisation)
    service = list_service(offer, found_true=seen_true(values["reviewed_on"]), by=by)
    if values["places_said_on"]:
        service.places_said_on = date.fromisoformat(min(values["places_said_on"], clock.today().isoformat()))
    with suppress(ValueError):
        wanted = UUID(change.read.id)
        if not Service.objects.filter(uid=wanted).exists():
            service.uid = wanted
    service.save()
    return service


def offer_of(values: Mapping[str, Any], by: Viewer, **whose: Any) -> Offer:
    """Plain values of a file as what a service says of itself; whoever brings it answers for it."""
    said: dict[str, Any] = {name: value_of(name, values[name]) for name in (*FIELDS, "service_type") if name in values}
    places: dict[str, Any] = {name: values.get(name) for name in ("places_available", "places_total")}
    return Offer(**said, **places, **whose, keeper=User.objects.filter(pk=by.user_id or 0).first())


def seen_true(day: str) -> date:
    """The day on which it was found true; one of which that is not said is to be looked at now."""
    if day:
        return min(date.fromisoformat(day), clock.today())
    return clock.months_later(clock.today(), -Interval.HALF_YEAR) - UNSEEN


def change_plainly(service: Service, changes: Mapping[str, Any]) -> None:
    """Write plain values into a locked entry, part of an action of the caller's; days of looking at it and of counting too."""
    days = {name: changes[name] for name in ("reviewed_on", "places_said_on") if name in changes}
    places = {name: changes[name] for name in COUNTED[:2] if name in changes}
    if "reviewed_on" in days:
        service.reviewed_on = date.fromisoformat(days["reviewed_on"])
    rest = {name: value for name, value in changes.items() if name in FIELDS or name == "service_type"} | places
    if rest or days:
        write(service, said_with(service, rest))
    if "places_said_on" in days:
        service.places_said_on = date.fromisoformat(days["places_said_on"]) if days["places_said_on"] else None
        service.save()


def take_back(bringing: Bringing, *, by: Viewer) -> tuple[int, int]:
    """Undo a file: what nobody changed since goes, or becomes what it was. Returns how many entries did, and how many stay."""
    check_entrust(by)
    with action("network.directory_taken_back", by=by, obj=bringing) as act:
        held = Bringing.objects.select_for_update(of=("self",)).get(pk=bringing.pk)
        if held.state != BringingState.APPLIED:
            raise Denied(_("Only an import that is in can be undone."))
        back, stay = undo(held.origins.all())
        held.state, held.undone_at = BringingState.UNDONE, clock.now()
        held.save()
        act.detail = {"taken_back": back, "left": stay}
    return back, stay


def undo(origins: Iterable[Origin]) -> tuple[int, int]:
    """Take back what a file did, part of an action of the caller's."""
    done = [_undone(origin) for origin in sorted(origins, key=lambda one: -one.pk)]
    return sum(done), len(done) - sum(done)


def _undone(origin: Origin) -> bool:
    service = Service.objects.select_for_update(of=("self",)).get(pk=origin.service_id)
    if service.version != origin.version:
        origin.delete()
        return False
    if origin.made:
        try:
            with transaction.atomic():
                service.delete()
        except ProtectedError:
            return False
        return True
    change_plainly(service, origin.before.get("fields", {}))
    foreign = origin.before.get("foreign")
    if foreign is None:
        Foreign.objects.filter(service=service).delete()
    else:
        Foreign.objects.update_or_create(service=service, defaults=foreign)
    origin.delete()
    return True


def origins_of(batch: Batch) -> Iterator[Origin]:
    """What a spreadsheet did."""
    yield from Origin.objects.filter(batch=batch)


__all__ = ["NotHsds", "bring", "take_back", "take_in"]
