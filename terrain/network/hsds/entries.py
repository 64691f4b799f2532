"""An entry of the directory as plain values, and the identifiers under which it is known elsewhere."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid5

HOUSE = UUID("5c3a3b0e-7a5a-5b0e-9d1c-0f4a5d3e2b10")
"""From it every identifier is drawn that no record holds: the same one each time."""


@dataclass(frozen=True)
class HsdsEntry:
    """What an entry says, with its place and organisation in words. Dates are days; a blank text is not said."""

    id: str
    organisation_id: str
    organisation: str
    name: str
    service_type: str
    reviewed_on: date
    place: str = ""
    place_words: str = ""
    region_words: str = ""
    address: str = ""
    hours: str = ""
    phone: str = ""
    email: str = ""
    capacity: str = ""
    places_available: int | None = None
    places_total: int | None = None
    places_said_on: date | None = None
    audience: str = ""
    documents: str = ""
    cost: str = ""
    referred_by: str = ""
    channels: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    starts: date | None = None
    ends: date | None = None


def organisation_id(organisation: str, project: str = "") -> str:
    """The identifier of an organisation, or of a project that offers something, drawn from its code."""
    return str(uuid5(HOUSE, f"project {project}" if project else f"organisation {organisation}"))


def part_id(whole: str, *parts: object) -> str:
    """The identifier of a part of an entry: the same each time."""
    return str(uuid5(HOUSE, " ".join(map(str, (whole, *parts)))))
