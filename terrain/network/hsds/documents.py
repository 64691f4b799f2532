"""An entry as a service of HSDS 3.0, whole, with its organisation; capacity as the extension of 3.1 writes it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import override

from terrain.core import clock
from terrain.core.ui.wording import HOME_REGION
from terrain.network.enums import Channel, ReferredBy
from terrain.network.finding import LANGUAGES
from terrain.network.hsds.entries import HsdsEntry, part_id
from terrain.network.lists import lists

Document = dict[str, Any]
TAXONOMY = part_id("taxonomy", "terrain")
AREA = "urn:iso:std:iso:3166:-2:"
"""Before the code of a place."""
SAID_IN = "fr"
"""Words of lists go out in the house's first language; their codes say the same in every other."""


def document(entry: HsdsEntry) -> Document:
    """The service. Of the words of lists the codes stand beside them, so that reading it again gives the same entry."""
    with override(SAID_IN):
        found: Document = {"id": entry.id, "organization_id": entry.organisation_id, "name": entry.name}
        for part in PARTS.values():
            found |= part(entry)
        found["organization"] = {
            "id": entry.organisation_id,
            "name": entry.organisation,
            "description": "",
        }
        return found


def _status(entry: HsdsEntry) -> Document:
    today = clock.today()
    offered = (entry.starts is None or entry.starts <= today) and (entry.ends is None or today <= entry.ends)
    return {"status": "active" if offered else "inactive"}


def _when(entry: HsdsEntry) -> Document:
    said: Document = {"id": part_id(entry.id, "schedule")}
    for key, value in (
        ("description", entry.hours),
        ("valid_from", _day(entry.starts)),
        ("valid_to", _day(entry.ends)),
    ):
        if value:
            said[key] = value
    return _status(entry) | ({"schedules": [said]} if len(said) > 1 else {})


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _where(entry: HsdsEntry) -> Document:
    found: Document = {}
    if entry.place:
        area = {"id": part_id(entry.id, "area"), "name": entry.place_words, "uri": AREA + entry.place}
        found["service_areas"] = [area]
    if entry.address:
        address = {
            "id": part_id(entry.id, "address"), "address_1": entry.address, "city": "", "state_province": entry.place_words,
            "region": entry.region_words, "postal_code": "", "country": entry.place[:2] or HOME_REGION, "address_type": "physical",
        }  # fmt: skip
        location = {"id": part_id(entry.id, "location"), "location_type": "physical", "addresss": [address]}
        found["service_at_locations"] = [{"id": part_id(entry.id, "at"), "service_id": entry.id, "location": location}]
    return found


def _one(key: str, name: str, text: Callable[[HsdsEntry], str]) -> Callable[[HsdsEntry], Document]:
    """A list of one part that says ``text`` under ``name``; nothing when it is not said."""

    def part(entry: HsdsEntry) -> Document:
        return {key: [{"id": part_id(entry.id, key), name: text(entry)}]} if text(entry) else {}

    return part


def _cost(entry: HsdsEntry) -> Document:
    option = {"id": part_id(entry.id, "cost"), "amount_description": entry.cost}
    return {"fees_description": entry.cost, "cost_options": [option]} if entry.cost else {}


def _languages(entry: HsdsEntry) -> Document:
    names = dict(LANGUAGES)
    spoken = [
        {"id": part_id(entry.id, "language", code), "code": code, "name": str(names.get(code, code))}
        for code in entry.languages
    ]
    return {"languages": spoken} if spoken else {}


def _places(entry: HsdsEntry) -> Document:
    if entry.places_available is None or entry.places_said_on is None:
        return {}
    said: Document = {
        "id": part_id(entry.id, "capacity"), "service_id": entry.id,
        "unit": {"id": part_id("unit", "place"), "name": "place"},
        "available": entry.places_available, "updated": f"{entry.places_said_on.isoformat()}T00:00:00+00:00",
    }  # fmt: skip
    return {"capacities": [said | ({} if entry.places_total is None else {"maximum": entry.places_total})]}


def _assured(entry: HsdsEntry) -> Document:
    day = entry.reviewed_on.isoformat()
    told = {
        "id": part_id(entry.id, "metadata"), "resource_id": entry.id, "resource_type": "service", "last_action_date": day,
        "last_action_type": "confirm", "field_name": "assured_date", "previous_value": "", "replacement_value": day, "updated_by": "",
    }  # fmt: skip
    return {"assured_date": day, "metadata": [told]}


def _asked_by(entry: HsdsEntry) -> Document:
    who = [str(label) for code, label in ReferredBy.choices if code == entry.referred_by]
    by = [str(label) for code, label in Channel.choices if code in entry.channels]
    return {"application_process": ", ".join(who + by)} if who or by else {}


def _attributes(entry: HsdsEntry) -> Document:
    """What HSDS has no field for, as terms of the house's own taxonomy."""
    words = lists().words("services", entry.service_type)
    found = [_attribute(entry, "service_type", entry.service_type, words)]
    if entry.referred_by:
        found.append(
            _attribute(
                entry,
                "referred_by",
                entry.referred_by,
                str(dict(ReferredBy.choices).get(entry.referred_by, entry.referred_by)),
            )
        )
    labels = dict(Channel.choices)
    found += [_attribute(entry, "channel", code, str(labels.get(code, code))) for code in entry.channels]
    if entry.capacity:
        found.append(_attribute(entry, "capacity", "capacity", "capacity", entry.capacity))
    if entry.places_available is None and entry.places_total is not None and entry.places_said_on is not None:
        found.append(_attribute(entry, "places_total", "places_total", "places in all", str(entry.places_total)))
        day = entry.places_said_on.isoformat()
        found.append(_attribute(entry, "places_said_on", "places_said_on", "places said on", day))
    return {"attributes": found}


def _attribute(entry: HsdsEntry, link_type: str, code: str, words: str, value: str = "") -> Document:
    taxonomy = {"id": TAXONOMY, "name": "Terrain", "description": "Terms of the directory of services of Terrain."}
    term = {
        "id": part_id("term", link_type, code),
        "code": code,
        "name": words,
        "description": words,
        "taxonomy": taxonomy,
    }
    said = {
        "id": part_id(entry.id, "attribute", link_type, code),
        "link_id": entry.id,
        "link_type": link_type,
        "link_entity": "service",
    }
    return said | ({"value": value} if value else {}) | {"taxonomy_term": term}


PARTS: dict[tuple[str, ...], Callable[[HsdsEntry], Document]] = {
    ("name",): lambda entry: {"name": entry.name},
    ("hours", "starts", "ends"): _when,
    ("place", "address"): _where,
    ("phone",): _one("phones", "number", lambda entry: entry.phone),
    ("email",): lambda entry: {"email": entry.email} if entry.email else {},
    ("audience",): lambda entry: {"eligibility_description": entry.audience} if entry.audience else {},
    ("documents",): _one("required_documents", "document", lambda entry: entry.documents),
    ("cost",): _cost,
    ("languages",): _languages,
    ("places_available", "places_total", "places_said_on"): _places,
    ("reviewed_on",): _assured,
    ("referred_by", "channels"): _asked_by,
    (
        "service_type",
        "referred_by",
        "channels",
        "capacity",
        "places_available",
        "places_total",
        "places_said_on",
    ): _attributes,
}
"""Values that belong together → what they are in HSDS."""
KEYS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("name",): ("name",),
    ("hours", "starts", "ends"): ("status", "schedules"),
    ("place", "address"): ("service_areas", "service_at_locations"),
    ("phone",): ("phones",),
    ("email",): ("email",),
    ("audience",): ("eligibility_description",),
    ("documents",): ("required_documents",),
    ("cost",): ("fees_description", "cost_options"),
    ("languages",): ("languages",),
    ("places_available", "places_total", "places_said_on"): ("capacities",),
    ("reviewed_on",): ("assured_date",),
    ("referred_by", "channels"): ("application_process",),
}
"""The same values → under which keys of a service they stand; attributes are told apart by their taxonomy."""
