"""Who never counts: programs, somebody who is signed in here, sound that a browser fetched before anybody asked.

Patterns and names of headers are dated data (``reference/bots.yaml``).
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings
from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).parent.parent / "reference" / "bots.yaml"
LONGEST = 400
"""Characters of a program's name that are looked at."""

STUDIO_COOKIES = ("terrain_kept", "terrain_phone")
"""Cookies that only a device has on which somebody signed in here, besides that of the session itself."""

Headers = Iterable[tuple[bytes, bytes]]
"""As ASGI gives them: names in small letters."""


class Bots(BaseModel):
    """What is known of programs. ``anywhere``: patterns in what a program calls itself; ``people``: patterns that only players for
    people have, asked first; ``fetching``: header → values that say that nobody asked yet."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    checked: date
    source: str
    people: tuple[str, ...]
    anywhere: tuple[str, ...]
    fetching: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def bots() -> Bots:
    """The list as the package ships it."""
    return Bots.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))


@lru_cache(maxsize=2)
def _one_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


@lru_cache(maxsize=4096)
def is_bot(agent: str) -> bool:
    """Whether a program calls itself by this name; one that says nothing is none of a person's."""
    known = bots()
    if not agent.strip():
        return True
    return not _one_of(known.people).search(agent) and _one_of(known.anywhere).search(agent) is not None


def values(headers: Headers) -> dict[str, str]:
    """Headers by name, each at most ``LONGEST`` characters; of several the last, but all cookies."""
    found: dict[str, str] = {}
    for name, value in headers:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}; {text}" if key == "cookie" and key in found else text
    return {key: text if key == "cookie" else text[:LONGEST] for key, text in found.items()}


def mark_of(said: Mapping[str, str]) -> str:
    """Why a request with these headers never counts; blank when it may."""
    if is_bot(said.get("user-agent", "")):
        return "bot"
    if _names(said.get("cookie", "")) & {settings.SESSION_COOKIE_NAME, *STUDIO_COOKIES}:
        return "staff"
    for name, words in bots().fetching.items():
        if any(word in said.get(name, "").lower() for word in words):
            return "auto"
    return ""


def _names(cookies: str) -> set[str]:
    return {part.partition("=")[0].strip() for part in cookies.split(";")}
