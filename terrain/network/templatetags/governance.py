"""Two windows of an experiment, said and drawn."""

from dataclasses import dataclass

from babel.dates import format_date
from django import template
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from terrain.core.ui.wording import figure, locale
from terrain.network.measuring import Reading, Window

register = template.Library()

WIDTH, EDGE = 360, 4


@dataclass(frozen=True)
class Bar:
    """One of two bars, in units of the view box."""

    name: str
    x: int
    y: int
    width: int


@register.simple_tag
def window_words(window: Window, floor: int) -> str:
    """The figure of a window in words: what is too small to be told is said so, what is to come too."""
    if not window.begun:
        return _("not begun yet")
    if window.figure is None:
        return _("fewer than %(few)s") % {"few": figure(floor)}
    return figure(window.figure)


@register.simple_tag
def months(window: Window) -> str:
    """The months of a window: ``mars 2026 – mai 2026``."""
    named = [format_date(day, "MMMM y", locale=locale()) for day in (window.first, window.last)]
    return named[0] if named[0] == named[1] else " – ".join(named)


@register.simple_tag
def bars(reading: Reading) -> list[Bar]:
    """Both bars, from where reading begins; a figure that is not told has a sliver, so that it is not taken for 0."""
    told = []
    for y, (name, window) in zip((4, 42), (("before", reading.before), ("after", reading.after)), strict=True):
        sliver = 3 if window.figure is None and window.begun else 0
        width = round((WIDTH - 2 * EDGE) * window.figure / reading.highest) if window.figure else sliver
        told.append(Bar(name, WIDTH - EDGE - width if get_language_bidi() else EDGE, y, width))
    return told
