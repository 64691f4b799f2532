"""Papers of a campaign, in French and Arabic: posters, leaflets, sheets for the stand. Typst sets the page, the words come as data."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.documents.paper import clean, one_line
from terrain.core.documents.pdf import HERE as DOCUMENTS
from terrain.core.squares import as_qr
from terrain.core.texts import said
from terrain.core.ui.wording import dated
from terrain.outreach.models import Campaign

HERE = Path(__file__).parent
LANGUAGES = ("fr", "ar")
ROWS = 18
"""Lines of a sheet: it stays one page."""
MOST_DATES = 4
SIZES = ((150, 44), (300, 38), (600, 30), (1000, 25))
SMALLEST = 20
"""How large a title is, in points on A4, by how many letters the longest of the languages has; the rest follows it."""


@dataclass(frozen=True)
class Pack:
    """A paper that can be printed: its code in the address, what it is called, its sort and its size."""

    code: str
    words: Any
    kind: str
    paper: str


PACKS = (
    Pack("poster-a3", _("Poster, A3"), "poster", "a3"),
    Pack("poster-a4", _("Poster, A4"), "poster", "a4"),
    Pack("leaflet", _("Leaflets, two to a page"), "leaflet", "a4"),
    Pack("sheet", _("Sheet for the stand: contacts and telephones"), "sheet", "a4"),
)


def as_pdf(campaign: Campaign, pack: Pack, *, page: str, log: str) -> bytes:
    """The paper as PDF. ``page``: the address of the campaign's public page, blank without one; ``log``: where the team writes down."""
    content = _sheet(campaign, pack, log) if pack.kind == "sheet" else _shown(campaign, pack, page)
    return typst.compile(
        str(HERE / "packs.typ"),
        root=str(HERE),
        font_paths=[str(DOCUMENTS / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"pack": json.dumps(content)},
        timestamp=clock.now().replace(microsecond=0),
        format="pdf",
    )


def _parts(campaign: Campaign) -> list[dict[str, str]]:
    """The campaign's words in each language of the paper that has any, else in whatever it has."""
    known = [code for code in LANGUAGES if campaign.title.get(code)] or [next(iter(campaign.title), "fr")]
    return [
        {
            "language": code,
            "title": one_line(said(campaign.title, code)),
            "message": clean(campaign.message.get(code, "")),
            "todo": clean(campaign.what_to_do.get(code, "")),
        }
        for code in known
    ]


def _in_each(words: Any) -> list[dict[str, str]]:
    """A sentence of ours in both languages."""
    told = []
    for code in LANGUAGES:
        with override(code):
            told.append({"language": code, "words": words()})
    return told


def _common(campaign: Campaign, pack: Pack) -> dict[str, Any]:
    signed = [said(campaign.project.programme.name, "fr"), *(one.name for one in campaign.partners.all())]
    return {
        "kind": pack.kind,
        "paper": pack.paper,
        "name": one_line(said(campaign.title, "fr")),
        "languages": list(LANGUAGES),
        "parts": _parts(campaign),
        "signed": one_line(" · ".join(signed)),
    }


def _shown(campaign: Campaign, pack: Pack, page: str) -> dict[str, Any]:
    return _common(campaign, pack) | {
        "qr": as_qr(page, border=2) if page else None,
        "address": page.partition("://")[2],
        "numbers": one_line(campaign.help_numbers),
        "feet": _feet(campaign),
        "size": _size(campaign),
    }


def _feet(campaign: Campaign) -> list[dict[str, Any]]:
    """In each language: what stands before the numbers of help, blank without any, and the days to come."""
    coming = list(campaign.events.coming(clock.today())[:MOST_DATES])
    feet: list[dict[str, Any]] = []
    for code in LANGUAGES:
        with override(code):
            feet.append(
                {
                    "language": code,
                    "help": gettext("Help, free and confidential:") if campaign.help_numbers else "",
                    "dates": [one_line(f"{dated(event.day)} · {event.where}") for event in coming],
                }
            )
    return feet


def _size(campaign: Campaign) -> int:
    """How large the title is set, so that everything stays on one page."""
    letters = max(sum(len(words) for name, words in part.items() if name != "language") for part in _parts(campaign))
    return next((size for most, size in SIZES if letters <= most), SMALLEST)


def _sheet(campaign: Campaign, pack: Pack, log: str) -> dict[str, Any]:
    def both(words: Any) -> str:
        return " / ".join(one["words"] for one in _in_each(words))

    return _common(campaign, pack) | {
        "qr": as_qr(log, border=2),
        "rows": ROWS,
        "head": [both(lambda: gettext("Day")), both(lambda: gettext("Place")), both(lambda: gettext("Channel"))],
        "columns": [
            "",
            both(lambda: gettext("Contacts")),
            both(lambda: gettext("Language")),
            both(lambda: gettext("Telephone, if given")),
            both(lambda: gettext("Remarks")),
        ],
        "asked": _in_each(
            lambda: gettext(
                "One line for each person or group that you speak with. No name. A telephone only when it is freely given."
            )
        ),
        "scan": [one["words"] for one in _in_each(lambda: gettext("Write it down here"))],
        "kept": _in_each(
            lambda: gettext(
                "Telephones only tell whether the same person was met twice. They are kept nowhere: destroy this sheet once it is typed in."
            )
        ),
    }
