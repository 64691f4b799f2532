"""A file of another directory, JSON or a tabular package, as its services; what is no such file is refused in words."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terrain.network.hsds.packages import unpacked

LARGEST = 50 << 20
"""Bytes of a file, and of everything in a package."""
MOST = 2000
"""Services of a file."""
MOST_FILES = 200
DEEPEST = 40
REASONS = {
    "empty": _("This file is empty."),
    "too_large": _("This file is larger than 50 MB. Ask for it in parts."),
    "too_many": _("This file holds more than 2,000 services. Ask for it in parts."),
    "not_json": _("This is no JSON that can be read, and no ZIP of tables. Is it a file of an HSDS directory?"),
    "no_services": _("There is no service in this file."),
    "bad_package": _("This ZIP cannot be opened: it is damaged, locked, or no package of tables."),
}


class NotHsds(Exception):
    """The file is none that can be brought; ``str()`` says why. ``at``: the line of JSON where reading ended, 0 for nowhere."""

    def __init__(self, code: str, at: int = 0) -> None:
        super().__init__(code)
        self.code, self.at = code, at

    def __str__(self) -> str:
        words = str(REASONS[self.code])
        return f"{words} ({gettext('line %(line)d') % {'line': self.at}})" if self.at else words


def services_of(data: bytes) -> list[tuple[str, Any]]:
    """(JSON path, service) of a file. Raises ``NotHsds``."""
    if not data.strip():
        raise NotHsds("empty")
    if len(data) > LARGEST:
        raise NotHsds("too_large")
    if data.startswith(b"PK\x03\x04"):
        found = [(f"services.csv[{number}]", one) for number, one in enumerate(unpacked(_texts(data)))]
    else:
        found = _listed(_json(data))
    if not found:
        raise NotHsds("no_services")
    if len(found) > MOST:
        raise NotHsds("too_many")
    return found


def _json(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise NotHsds("not_json", error.lineno) from None
    except (UnicodeDecodeError, RecursionError, ValueError):
        raise NotHsds("not_json") from None


def _no_number(name: str) -> None:
    raise ValueError(name)


def _listed(said: Any) -> list[tuple[str, Any]]:
    """A list of services, a page of an API (``contents``), or one service."""
    if isinstance(said, list):
        return [(f"$[{number}]", one) for number, one in enumerate(said)]
    if isinstance(said, Mapping):
        for key in ("contents", "services", "items"):
            if isinstance(said.get(key), list) and ("id" not in said or key == "contents"):
                return [(f"$.{key}[{number}]", one) for number, one in enumerate(said[key])]
        if "id" in said:
            return [("$", said)]
    return []


def _texts(data: bytes) -> dict[str, str]:
    """The CSV files of a package; nothing that it declares about sizes is believed."""
    found, left = {}, LARGEST
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = [one for one in package.namelist() if one.lower().endswith(".csv")]
            if len(names) > MOST_FILES:
                raise NotHsds("bad_package")
            for name in names:
                with package.open(name) as part:
                    read = part.read(left + 1)
                left -= len(read)
                if left < 0:
                    raise NotHsds("too_large")
                found[name] = read.decode("utf-8-sig")
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, UnicodeDecodeError, EOFError, OSError):
        raise NotHsds("bad_package") from None
    return found


def too_strange(said: Any, path: str, depth: int = 0) -> str:
    """Where a document holds what no record can: signs that are no text, or nesting without end; blank for nowhere."""
    if depth > DEEPEST:
        return path
    if isinstance(said, str):
        return path if "\x00" in said or any("\ud800" <= sign <= "\udfff" for sign in said) else ""
    if isinstance(said, Mapping):
        pairs = [(f"{path}.{key}", part) for key, value in said.items() for part in (key, value)]
    elif isinstance(said, list):
        pairs = [(f"{path}[{number}]", value) for number, value in enumerate(said)]
    else:
        return ""
    return next((found for where, part in pairs if (found := too_strange(part, where, depth + 1))), "")
