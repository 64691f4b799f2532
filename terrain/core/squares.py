"""Addresses as pictures that a telephone reads."""

from io import BytesIO

import segno
from django.utils.safestring import SafeString


def picture_of(address: str, title: str = "") -> SafeString:
    """A QR code as a drawing inside the page: dark on light in both themes, so that it is read; ``title`` says what it opens."""
    code = segno.make(address, error="m")
    drawn = code.svg_inline(scale=4, border=4, light="#fff", dark="#000", omitsize=True, title=title or None)
    return SafeString(drawn)


def as_qr(link: str, *, border: int = 4) -> str:
    """The link as a drawing of its own (SVG, dark on its own white ground)."""
    drawing = BytesIO()
    segno.make(link, error="m").save(drawing, kind="svg", scale=5, border=border, light="white", xmldecl=False)
    return drawing.getvalue().decode()
