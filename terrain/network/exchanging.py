"""The directory against another one: what an entry says in the plain values of both, and what a file would change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import override

from terrain.core import clock
from terrain.network.differences import FIELDS, plain_of
from terrain.network.hsds.brought import too_strange
from terrain.network.hsds.documents import SAID_IN, Document, document
from terrain.network.hsds.entries import HsdsEntry, organisation_id
from terrain.network.hsds.merging import given_back, unknown_of
from terrain.network.hsds.reading import OTHER, Fault, Read, Reader, Unfit
from terrain.network.models import Foreign, Service
from terrain.network.recognising import Known, key_of
from terrain.programmes.models import Organisation, Place, Project, plain

COUNTED = ("places_available", "places_total", "places_said_on")
PLAIN = (*FIELDS, "service_type", *COUNTED, "reviewed_on")


def values_of(service: Service) -> dict[str, Any]:
    """What an entry says, in the plain values of ``hsds.reading.Read``."""
    said = {
        name: plain_of(name, getattr(service, name)) for name in PLAIN if name not in {"places_said_on", "reviewed_on"}
    }
    counted = service.places_said_on
    return said | {
        "places_said_on": counted.isoformat() if counted else "",
        "reviewed_on": service.reviewed_on.isoformat(),
    }


def entry_of(service: Service, foreign: Foreign | None = None, organisation: Foreign | None = None) -> HsdsEntry:
    """An entry as the standard writes it, all of it; ``foreign``: under which number another directory knows it."""
    with override(SAID_IN):
        place = service.place
        whose = service.organisation.code if service.organisation else ""
        return HsdsEntry(
            id=foreign.foreign_id if foreign is not None else str(service.uid),
            organisation_id=organisation.foreign_id if organisation else organisation_id(whose, service.project.code if service.project else ""),
            organisation=service.organisation.name if service.organisation else str(service.project),
            place=place.code if place else "", place_words=str(place) if place else "", region_words=str(place.region) if place else "",
            **{name: getattr(service, name) for name in PLAIN if name != "place"},
        )  # fmt: skip


def given() -> Iterator[Document]:
    """The whole directory as services of HSDS, what was kept of other directories with it."""
    organisations = {one.organisation_id: one for one in Foreign.objects.exclude(organisation=None)}
    standing = Service.objects.filter(same_as=None)
    found = standing.select_related("organisation", "project", "place__parent", "foreign").order_by("pk")
    for service in found.iterator(chunk_size=500):
        foreign, whose = getattr(service, "foreign", None), organisations.get(service.organisation_id)
        entry = entry_of(service, foreign, whose)
        if foreign is not None:
            yield given_back(entry, values_of(service), foreign.kept, foreign.read)
            continue
        own = document(entry)
        if whose is not None:
            own["organization"] = {
                **own["organization"],
                **whose.kept,
                "id": whose.foreign_id,
                "name": entry.organisation,
            }
        yield own


@dataclass
class Change:
    """What one service of a file does. ``service``: the entry that is known; ``changes``: plain values that it takes from the file.

    ``ours``: fields that were changed both here and there, and stay as they are here.
    """

    read: Read
    service: Service | None = None
    project: Project | None = None
    organisation: Organisation | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    ours: list[str] = field(default_factory=list)
    keeps: bool = False

    @property
    def sort(self) -> str:
        """How it is counted."""
        if self.service is None:
            return "new"
        return "changed" if self.changes or self.keeps else "same"


@dataclass
class Exchange:
    """What a file would do to the directory."""

    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many services are new, changed, the same; fields left as they are here; things kept; services refused."""
        found = dict.fromkeys(("new", "changed", "same"), 0)
        for one in self.changes:
            found[one.sort] += 1
        ours = sum(len(one.ours) for one in self.changes)
        kept = sum(unknown_of(one.read.document) for one in self.changes)
        return found | {"ours": ours, "kept": kept, "refused": len(self.faults)}


def compared(services: list[tuple[str, Any]], known: Known) -> Exchange:
    """Services of a file against the directory. Writes nothing."""
    found, reader, seen = Exchange(), Reader(_places()), set()
    for path, said in services:
        try:
            read = _read(reader, said, path)
            if read.id in seen:
                raise Unfit(f"{path}.id", "twice")
            seen.add(read.id)
            found.changes.append(_change(read, known))
        except Unfit as unfit:
            found.faults.append(unfit.fault)
    return found


def _read(reader: Reader, said: Any, path: str) -> Read:
    if strange := too_strange(said, path):
        raise Unfit(strange, "not_storable")
    return reader.read(said, path)


def _places() -> dict[str, str]:
    names = {name: place.code for name, place in Place.objects.by_plain_name().items()}
    for place in Place.objects.all():
        names[place.code] = place.code
        for name in place.names.values():
            names.setdefault(plain(name), place.code)
    return names


def _change(read: Read, known: Known) -> Change:
    change = Change(read, known.by_id.get(read.id), known.projects.get(read.organisation_id))
    named = known.organisations.get(read.organisation_id) if read.organisation_id else None
    change.organisation = named or (known.organisations.get(plain(read.organisation)) if read.organisation else None)
    if (
        change.service is None
        and change.organisation is None
        and change.project is None
        and not plain(read.organisation)
    ):
        raise Unfit(f"{read.path}.organization.name", "missing")
    if change.service is None:
        change.service = _unnumbered(change, known)
    if change.service is not None:
        kept = known.foreign.get(change.service.pk)
        _differs(change, kept)
        own = read.id == str(change.service.uid) and kept is None and not unknown_of(read.document)
        change.keeps = not own and (kept is None or kept.kept != read.document)
    return change


def _unnumbered(change: Change, known: Known) -> Service | None:
    """The entry of that name, of the same organisation at the same place, that no directory numbered yet; each is found once."""
    if change.project is not None:
        whose = f"project {change.project.pk}"
    elif change.organisation is not None:
        whose = f"organisation {change.organisation.pk}"
    else:
        return None
    key = key_of(whose, change.read.values["name"], change.read.values["place"])
    found = known.by_key.get(key)
    if found is None or found.pk in known.foreign:
        return None
    return known.by_key.pop(key)


def _differs(change: Change, kept: Foreign | None) -> None:
    """A field that only the file changed is taken, one that only we changed stays, and so does one that both did.

    A file that says no type, or one that we do not know, takes none away: what is known as a shelter stays one.
    """
    assert change.service is not None
    now, said = values_of(change.service), change.read.values
    was: Mapping[str, Any] | None = kept.read if kept is not None else None
    for name in (*FIELDS, "service_type"):
        here, there = now[name], said[name]
        if here == there or (was is None and there in ("", [], None)) or (name == "service_type" and there == OTHER):
            continue
        if was is None or here == was.get(name):
            change.changes[name] = there
        elif there != was.get(name):
            change.ours.append(name)
    if said["places_said_on"] > now["places_said_on"] and said["places_said_on"] <= clock.today().isoformat():
        change.changes |= {name: said[name] for name in COUNTED}
    if now["reviewed_on"] < said["reviewed_on"] <= clock.today().isoformat():
        change.changes["reviewed_on"] = said["reviewed_on"]
