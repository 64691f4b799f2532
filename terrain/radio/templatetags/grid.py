"""How the grid says days, lengths and colours: ``{% load grid %}``."""

from django import template
from django.utils.translation import ngettext

from terrain.core.ui import wording
from terrain.radio.forms.grid import WEEKDAYS
from terrain.radio.grid.board import HUES
from terrain.radio.slots import SECONDS

register = template.Library()


@register.filter
def hue(key: int) -> int:
    """The colour of the show with this key."""
    return key % HUES


@register.filter
def weekday_name(number: int) -> str:
    """``lundi`` for 0."""
    return str(dict(WEEKDAYS)[number])


@register.filter
def minutes_words(slots: int) -> str:
    """``30 minutes`` for 450 slots."""
    minutes = -(-slots * SECONDS // 60)
    return ngettext("%(shown)s minute", "%(shown)s minutes", minutes) % {"shown": wording.figure(minutes)}


@register.filter
def clock_length(seconds: int) -> str:
    """``4:05``, ``1:02:30``."""
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


@register.filter
def length_words(milliseconds: int) -> str:
    """The same of thousandths."""
    return clock_length(round(milliseconds / 1000))
