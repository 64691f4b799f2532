"""What every page knows of the house. Nothing here asks the database."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi

from terrain.core.access import ANONYMOUS, Viewer
from terrain.core.texts import said
from terrain.core.ui.navigation import FLAT, GROUPS, ways_for

OWN_NAMES = {"fr": "Français", "ar": "العربية", "en": "English", "it": "Italiano"}
NEUTRAL_PAGE = "https://{language}.wikipedia.org/"
PRODUCT = "Terrain"

_naming: list[Callable[[], Any]] = []


def register_house_name(name: Callable[[], Any]) -> None:
    """Say how the programme of this house is called: ``name()`` gives texts by language, or None. Asked by public pages."""
    _naming[:] = [name]


@dataclass(frozen=True)
class Entry:
    """A link of a menu. ``code`` is the language of the words, where they are not in the page's own."""

    words: Any
    url: str
    here: bool
    code: str = ""
    group: str = ""


@dataclass(frozen=True)
class Block:
    """A part of the menu: one link, or several under ``words`` (blank for one alone)."""

    words: Any
    entries: list[Entry]

    @property
    def here(self) -> bool:
        """Whether the present page is in it."""
        return any(entry.here for entry in self.entries)


def in_language(path: str, language: str) -> str:
    """The same page in another language: ``/people/?q=a`` ↔ ``/ar/people/?q=a``, also inside a ``next`` of the query."""
    path, _, query = path.partition("?")
    first = path.split("/")[1] if path.startswith("/") else ""
    if first in dict(settings.LANGUAGES):
        path = path[len(first) + 1 :] or "/"
    if language != settings.LANGUAGE_CODE:
        path = f"/{language}{path}"
    if not query:
        return path
    pairs = parse_qsl(query, keep_blank_values=True)
    moved = [
        (key, in_language(value, language) if key == "next" and value.startswith("/") else value)
        for key, value in pairs
    ]
    return f"{path}?{urlencode(moved)}"


class House:
    """The frame around a page: menu, languages, direction. Each is worked out only when a template asks for it."""

    product = PRODUCT

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._viewer: Viewer = getattr(request, "viewer", ANONYMOUS)
        self.language: str = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
        self.direction = "rtl" if get_language_bidi() else "ltr"
        self.demo = bool(settings.DEMO)
        self.frame = "core/base.html" if self._viewer.is_signed_in else "core/public_base.html"
        self.exit_url = NEUTRAL_PAGE.format(language=self.language)

    @cached_property
    def name(self) -> str:
        """The programme's name in the active language; the product's before a programme is loaded."""
        return next((said(name()) for name in _naming), "") or PRODUCT

    @cached_property
    def ways(self) -> list[Entry]:
        """The menu of whoever looks; the way with the longest matching address is the present one."""
        found = [(way, reverse(way.url_name)) for way in ways_for(self._viewer)]
        here = max((url for _, url in found if self._request.path.startswith(url)), key=len, default="")
        return [Entry(way.words, url, url == here, group=way.group) for way, url in found]

    @cached_property
    def menu(self) -> list[Block]:
        """The ways as they are drawn: side by side while they are few, else gathered, each group where its first way stands."""
        if len(self.ways) <= FLAT:
            return [Block("", [way]) for way in self.ways]
        gathered: dict[str, list[Entry]] = {}
        for way in self.ways:
            gathered.setdefault(way.group or way.url, []).append(way)
        return [Block(GROUPS[name] if len(ways) > 1 else "", ways) for name, ways in gathered.items()]

    @cached_property
    def languages(self) -> list[Entry]:
        """The present page in each language, named in that language."""
        path = self._request.get_full_path()
        return [
            Entry(OWN_NAMES[code], in_language(path, code), code == self.language, code)
            for code, _ in settings.LANGUAGES
        ]


def house(request: HttpRequest) -> dict[str, Any]:
    """``viewer``: who looks. ``house``: the frame around the page (see ``House``)."""
    return {"viewer": getattr(request, "viewer", ANONYMOUS), "house": House(request)}
