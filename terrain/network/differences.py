"""What somebody says of an entry against what stands in it: field by field, in values that a file can hold."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from terrain.core.ui import wording
from terrain.network.enums import Channel, ReferredBy
from terrain.network.finding import LANGUAGES
from terrain.network.lists import lists
from terrain.programmes.models import Place

FIELDS: dict[str, Any] = {
    "name": _("What it is called"), "audience": _("For whom"), "place": _("Province or region"), "address": _("Address"),
    "hours": _("Days and hours"), "languages": _("Languages spoken"), "starts": _("From"), "ends": _("Until"),
    "referred_by": _("Who asks"), "channels": _("By what"), "phone": _("Telephone"), "email": _("E-mail"),
    "documents": _("What to bring"), "cost": _("What it costs"), "capacity": _("How many it takes"),
}  # fmt: skip
"""What a partner may say of her own entry. Of what type it is, whose, and who reads it is the keeper's to say."""
NEVER_AT_ONCE = frozenset({"email"})
"""Links of referrals are sent there: whoever holds a link does not turn them to herself."""
DAYS = frozenset({"starts", "ends"})


def plain_of(name: str, value: Any) -> Any:
    """A value of field ``name`` as a file holds it: a place by its code, a day by its digits."""
    if name == "place":
        return value.code if value is not None else ""
    if name in DAYS:
        return value.isoformat() if value is not None else ""
    return value


def value_of(name: str, said: Any) -> Any:
    """The value that ``plain_of`` made; a place that is gone is none."""
    if name == "place":
        return Place.objects.filter(code=said).first() if said else None
    if name in DAYS:
        return date.fromisoformat(said) if said else None
    return said


def plainly(said: Any, names: Any = FIELDS) -> dict[str, Any]:
    """The fields of an entry, or of what is said of one, as a file holds them."""
    return {name: plain_of(name, getattr(said, name)) for name in names}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """field → {"was", "says"} of what differs."""
    return {
        name: {"was": before[name], "says": value}
        for name, value in after.items()
        if value != before[name] and _sorted(value) != _sorted(before[name])
    }


def _sorted(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


def in_words(name: str, said: Any) -> str:
    """A plain value of a field as a person reads it."""
    if said in ("", [], None):
        return wording.NOTHING
    if name in DAYS:
        return wording.dated(date.fromisoformat(said))
    if name == "place":
        return str(value_of(name, said) or said)
    if name == "service_type":
        return lists().words("services", said)
    chosen: dict[str, Any] = dict(ReferredBy.choices) | dict(Channel.choices) | dict(LANGUAGES)
    codes = said if isinstance(said, list) else [said]
    return ", ".join(
        str(chosen.get(code, code)) if name in {"channels", "languages", "referred_by"} else str(code) for code in codes
    )
