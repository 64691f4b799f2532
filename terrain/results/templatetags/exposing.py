"""``{% load exposing %}``: figures that could be one person."""

from django import template

from terrain.results.exposure import Exposure

register = template.Library()


@register.filter
def warned(number: int | None, exposure: Exposure) -> bool:
    """Whether this figure is marked: ``{% if number|warned:exposure %}``."""
    return exposure.warns(number)
