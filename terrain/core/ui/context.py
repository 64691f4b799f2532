"""What every page knows of the house."""

from typing import Any

from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, Any]:
    """The viewer and the ways through the house."""
    return {"viewer": getattr(request, "viewer", None)}
