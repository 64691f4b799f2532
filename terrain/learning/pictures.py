"""Addresses as pictures that a telephone reads."""

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString


def picture_of(address: str, title: str) -> SafeString:
    """A QR code as a drawing inside the page, dark on light in both themes; ``title`` says what it opens."""
    drawn = segno.make(address, error="m").svg_inline(
        scale=4, border=4, light="#fff", dark="#000", omitsize=True, svgclass="qr", title=title
    )
    return format_html("{}", SafeString(drawn))
