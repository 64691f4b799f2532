"""What the front desk shows on a person's page: the way to receive her."""

from typing import Any

from django.http import HttpRequest

from terrain.core.access import ANONYMOUS, Viewer
from terrain.pathways.reception.kind import RECEPTION
from terrain.people.models import Person


def reception_of(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """The button, for whoever receives people."""
    viewer: Viewer = getattr(request, "viewer", ANONYMOUS)
    return {} if viewer.may(RECEPTION.work) else None
