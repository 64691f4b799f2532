"""The hint on top of a page of the studio: ``{% load hints %}{% hint "home" %}``."""

from typing import Any

from django import template

from terrain.radio import hints

register = template.Library()


@register.inclusion_tag("radio/studio/hint.html", takes_context=True)
def hint(context: Any, key: str) -> dict[str, Any]:
    """What the hint says, and its recording when there is one. ``KeyError`` for a key that is not in ``hints.HINTS``."""
    return {"words": hints.HINTS[key].words, "recorded": hints.heard(context["request"].viewer, key)}
