"""A service of HSDS, from whichever directory, as the values of an entry; what is wrong in it is said with where it stands."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from terrain.network.enums import Channel, ReferredBy
from terrain.network.finding import LANGUAGES
from terrain.network.hsds.documents import AREA, TAXONOMY
from terrain.network.lists import lists
from terrain.programmes.models import plain

Fault = tuple[str, str]
"""Where in the file (a JSON path), and the code of what is wrong."""
MOST_PLACES = 100_000
ISO = {
    "ara": "ar",
    "fra": "fr",
    "fre": "fr",
    "eng": "en",
    "spa": "es",
    "wol": "wo",
    "ful": "ff",
    "lin": "ln",
    "swa": "sw",
}
LENGTHS = {"name": 120, "address": 200, "hours": 200, "phone": 40, "email": 254, "capacity": 200, "audience": 300, "documents": 300, "cost": 200}  # fmt: skip
OTHER = "other"
LISTS = (
    "schedules", "languages", "phones", "service_areas", "service_at_locations", "required_documents", "cost_options", "attributes",
    "capacities", "contacts", "fundings", "metadata",
)  # fmt: skip


class Unfit(Exception):
    """The document is no service that can be read; ``fault`` says where and why."""

    def __init__(self, path: str, code: str) -> None:
        super().__init__(f"{path}: {code}")
        self.fault: Fault = (path, code)


@dataclass(frozen=True)
class Read:
    """A service as it was read. ``values``: fields of an entry in plain values (``place``: its code, days as digits)."""

    id: str
    organisation_id: str
    organisation: str
    values: dict[str, Any]
    document: dict[str, Any]
    path: str = "$"


@dataclass
class Reader:
    """Reads services. ``places``: a plain name or a code → the code of a place that the house knows."""

    places: Mapping[str, str] = field(default_factory=dict)

    def read(self, said: Any, path: str = "$") -> Read:
        """Raises ``Unfit``."""
        _check(said, path)
        organisation = said.get("organization") or {}
        values: dict[str, Any] = {"name": fit("name", _text(said, "name", path))}
        values |= self._where(said, path) | _when(said, path) | _kind(said)
        values["phone"] = _phones(said, path)
        values["email"] = _email(said, path)
        values["audience"] = fit("audience", _text(said, "eligibility_description", path))
        values["documents"] = fit("documents", "; ".join(_texts(said, "required_documents", "document", path)))
        values["cost"] = fit(
            "cost",
            _text(said, "fees_description", path)
            or "; ".join(_texts(said, "cost_options", "amount_description", path)),
        )
        values["languages"] = _languages(said)
        values |= _counted(_places(said) | _terms(said))
        values["reviewed_on"] = _day(said.get("assured_date"))
        named = _text(organisation, "name", f"{path}.organization").strip()
        of = str(organisation.get("id") or said.get("organization_id") or "")
        return Read(str(said["id"]), of, named, values, said, path)

    def _where(self, said: Mapping[str, Any], path: str) -> dict[str, str]:
        names, address = [], ""
        for area in _parts(said, "service_areas"):
            uri = str(area.get("uri") or "")
            names += [uri.removeprefix(AREA)] if uri.startswith(AREA) else []
            names.append(str(area.get("name") or ""))
        for at in _parts(said, "service_at_locations"):
            location = at.get("location")
            location = location if isinstance(location, dict) else {}
            for one in [*_parts(location, "addresses"), *_parts(location, "addresss")]:
                address = address or ", ".join(_said(one, "address_1", "address_2", "city"))
                names += _said(one, "city", "state_province", "region")
        found = (self.places.get(name) or self.places.get(plain(name)) for name in names if name)
        return {"place": next((code for code in found if code), ""), "address": fit("address", address)}


def _check(said: Any, path: str) -> None:
    if not isinstance(said, dict):
        raise Unfit(path, "not_an_object")
    for key in ("id", "name"):
        if not isinstance(said.get(key), str) or not said[key].strip():
            raise Unfit(f"{path}.{key}", "missing")
    if len(said["id"]) > 250:
        raise Unfit(f"{path}.id", "too_long")
    for key in LISTS:
        if not isinstance(said.get(key) or [], list):
            raise Unfit(f"{path}.{key}", "not_a_list")
        for number, one in enumerate(said.get(key) or []):
            if not isinstance(one, dict):
                raise Unfit(f"{path}.{key}[{number}]", "not_an_object")
    if not isinstance(said.get("organization") or {}, dict):
        raise Unfit(f"{path}.organization", "not_an_object")


def _text(said: Mapping[str, Any], key: str, path: str) -> str:
    value = said.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unfit(f"{path}.{key}", "not_text")
    return value.strip()


def _parts(said: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    found = said.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _texts(said: Mapping[str, Any], key: str, name: str, path: str) -> list[str]:
    return [
        words for number, one in enumerate(_parts(said, key)) if (words := _text(one, name, f"{path}.{key}[{number}]"))
    ]


def _said(one: Mapping[str, Any], *keys: str) -> list[str]:
    return [value.strip() for key in keys if isinstance(value := one.get(key), str) and value.strip()]


def fit(name: str, text: str) -> str:
    """The text as far as field ``name`` holds it; all of it stays with what is kept of the other directory."""
    most = LENGTHS[name]
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _phones(said: Mapping[str, Any], path: str) -> str:
    numbers = _texts(said, "phones", "number", path)
    while len(numbers) > 1 and len(" / ".join(numbers)) > LENGTHS["phone"]:
        numbers.pop()
    return fit("phone", " / ".join(numbers))


def _email(said: Mapping[str, Any], path: str) -> str:
    words = _text(said, "email", path)
    try:
        validate_email(words)
    except ValidationError:
        return ""
    return words


def _when(said: Mapping[str, Any], path: str) -> dict[str, str]:
    hours, starts, ends = [], "", ""
    for number, one in enumerate(_parts(said, "schedules")):
        words = _text(one, "description", f"{path}.schedules[{number}]") or _opening(one)
        hours += [words] if words else []
        starts, ends = starts or _day(one.get("valid_from")), ends or _day(one.get("valid_to"))
    if starts and ends and ends < starts:
        starts = ""
    return {"hours": fit("hours", "; ".join(hours)), "starts": starts, "ends": ends}


def _opening(one: Mapping[str, Any]) -> str:
    """Days and hours of a schedule that says none in words: ``MO,TU 09:00-17:00``."""
    days, hours = _said(one, "byday"), _said(one, "opens_at", "closes_at")
    return " ".join([*days, "-".join(hour[:5] for hour in hours)]).strip()


def _day(value: Any) -> str:
    """The day of a date or of an instant, in digits; blank when it is none."""
    try:
        return date.fromisoformat(str(value or "")[:10]).isoformat()
    except ValueError:
        return ""


def _languages(said: Mapping[str, Any]) -> list[str]:
    known = {code for code, _words in LANGUAGES}
    codes = [str(one.get("code") or "").lower().split("-")[0] for one in _parts(said, "languages")]
    return list(dict.fromkeys(code for code in (ISO.get(code, code) for code in codes) if code in known))


def _places(said: Mapping[str, Any]) -> dict[str, Any]:
    for one in [*_parts(said, "capacities"), *_parts(said, "service_capacities")]:
        free, day = _count(one.get("available")), _day(one.get("updated"))
        if free is None or not day:
            continue
        whole = _count(one.get("maximum"))
        whole = whole if whole is None or whole >= free else None
        return {"places_available": free, "places_total": whole, "places_said_on": day}
    return {"places_available": None, "places_total": None, "places_said_on": ""}


def _counted(said: dict[str, Any]) -> dict[str, Any]:
    """Places are said of a day, and a day of places."""
    if not said["places_said_on"]:
        return said | {"places_available": None, "places_total": None}
    if said["places_available"] is None and said["places_total"] is None:
        return said | {"places_said_on": ""}
    return said


def _count(value: Any) -> int | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return int(number) if number == number and 0 <= number <= MOST_PLACES and number == int(number) else None


def _own(said: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(link type, code of the term, value) of what is said in the house's own terms."""
    for one in _parts(said, "attributes"):
        if is_own(one):
            term = one["taxonomy_term"]
            yield str(one.get("link_type") or ""), str(term.get("code") or ""), str(one.get("value") or "").strip()


def is_own(attribute: Mapping[str, Any]) -> bool:
    """Whether an attribute is a term of the house's own taxonomy."""
    term = attribute.get("taxonomy_term")
    taxonomy = term.get("taxonomy") if isinstance(term, dict) else None
    return isinstance(taxonomy, dict) and taxonomy.get("id") == TAXONOMY


def _kind(said: Mapping[str, Any]) -> dict[str, str]:
    """The type: said in the house's own terms, else the one whose words are a term of the other directory."""
    codes = {entry.code for entry in lists().services}
    for link_type, code, _value in _own(said):
        if link_type == "service_type" and code in codes:
            return {"service_type": code}
    words = {plain(text): entry.code for entry in lists().services for text in entry.text.values()}
    for one in _parts(said, "attributes"):
        term = one.get("taxonomy_term") if isinstance(one.get("taxonomy_term"), dict) else {}
        names = [plain(str(term.get(key) or "")) for key in ("code", "name")] if term else []
        for name in names:
            if found := words.get(name) or (name if name in codes else ""):
                return {"service_type": found}
    return {"service_type": OTHER}


def _terms(said: Mapping[str, Any]) -> dict[str, Any]:
    """What the house's own terms say of an entry."""
    found: dict[str, Any] = {"referred_by": "", "channels": [], "capacity": ""}
    wanted: dict[str, Callable[[str, str], Any]] = {
        "referred_by": lambda code, _value: code if code in ReferredBy.values else "",
        "capacity": lambda _code, value: fit("capacity", value),
    }
    for link_type, code, value in _own(said):
        if link_type == "channel" and code in Channel.values and code not in found["channels"]:
            found["channels"].append(code)
        elif link_type in wanted:
            found[link_type] = wanted[link_type](code, value)
        elif link_type == "places_total" and (whole := _count(value)) is not None:
            found["places_total"] = whole
        elif link_type == "places_said_on" and _day(value):
            found["places_said_on"] = _day(value)
    return found
