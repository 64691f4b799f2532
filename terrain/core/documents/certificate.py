"""A certificate as PDF: one page across, one name in the middle, a square code that leads to its check page.

The same certificate always gives the same bytes, as any other paper of the house (``pdf.py``).
"""

import io
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import segno
import typst

from terrain.core.documents.paper import LOCALES, RIGHT_TO_LEFT, filled, one_line
from terrain.core.documents.pdf import said_line

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Certificate:
    """What stands on it, line by line, in one language.

    ``name``: whose it is. ``before``, ``after``: the words around the name and around the ``course``. ``facts``: labels and values
    below. ``check``: the address that the square code holds, ``check_words`` what stands beside it.
    """

    language: str
    issuer: str
    title: str
    before: str
    name: str
    after: str
    course: str
    facts: tuple[tuple[str, str], ...]
    signed: tuple[str, ...]
    check: str
    check_words: tuple[str, ...]
    day: date

    @property
    def rtl(self) -> bool:
        """Whether it is read from right to left."""
        return self.language in RIGHT_TO_LEFT


def certificate_pdf(certificate: Certificate) -> bytes:
    """The page, to be printed or kept."""
    day = certificate.day
    return typst.compile(
        str(HERE / "certificate.typ"),
        root=str(HERE),
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"certificate": json.dumps(_content(certificate))},
        timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
        format="pdf",
    )


def _content(one: Certificate) -> dict[str, Any]:
    """What ``certificate.typ`` reads."""
    language, region = LOCALES[one.language].split("_")
    rtl = one.rtl
    return {
        "language": language,
        "region": region,
        "rtl": rtl,
        "document": one_line(one.title),
        "date": {"year": one.day.year, "month": one.day.month, "day": one.day.day},
        **{
            part: said_line(getattr(one, part), rtl)
            for part in ("issuer", "title", "before", "name", "after", "course")
        },
        "size": _size_of(one.name),
        "facts": [[said_line(filled(label), rtl), said_line(filled(value), rtl)] for label, value in one.facts],
        "signed": [said_line(line, rtl) for line in one.signed],
        "code": _square(one.check),
        "words": [said_line(line, rtl) for line in one.check_words],
    }


def _size_of(name: str) -> int:
    """Letters of a long name are smaller, so that it stays on its line."""
    return 34 if len(name) <= 30 else 26 if len(name) <= 45 else 20


def _square(address: str) -> str:
    """The address as a square code, drawn."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=4, border=0, xmldecl=False)
    return out.getvalue().decode()
