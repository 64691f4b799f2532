"""Addresses as pictures that a telephone reads."""

import segno
from django.utils.safestring import SafeString


def picture_of(address: str) -> SafeString:
    """A QR code as a drawing inside the page: dark on light in both themes, so that it is read."""
    return SafeString(
        segno.make(address, error="m").svg_inline(scale=4, border=4, light="#fff", dark="#000", omitsize=True)
    )
