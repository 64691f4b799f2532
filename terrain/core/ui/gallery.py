"""Specimens of every component, for the gallery page."""

from typing import Any

from django.http import HttpRequest


def specimens(request: HttpRequest) -> dict[str, Any]:
    """What the gallery shows."""
    return {}
