"""Somebody else of the registry, meant by a name that is typed on a form about a person or a group."""

from typing import Any
from uuid import UUID

from terrain.core import audit
from terrain.core.access import Viewer
from terrain.core.http import Request
from terrain.people import directory
from terrain.people.models import Person

AT_MOST = 8


def meant(
    request: Request, typed: str, *, besides: Person | None = None, project_id: int | None = None
) -> list[directory.Entry]:
    """Who may be meant by ``typed``, the nearest first, without ``besides``; the journal says that they were looked for."""
    pks = [pk for pk in directory.search(request.viewer, typed).pks[:AT_MOST] if besides is None or pk != besides.pk]
    people = Person.objects.visible_to(request.viewer).select_related("key").in_bulk(pks)
    found = directory.entries([people[pk] for pk in pks if pk in people], request.viewer)
    detail: dict[str, Any] = {"terms": directory.hashed_terms(typed), "people": len(found)}
    audit.note_read(request, "people.searched", detail=detail, project_id=project_id)
    return found


def chosen(viewer: Viewer, uid: UUID | str | None) -> Person | None:
    """Whom the viewer chose among them; ``None`` for nobody, and for somebody whom she may not see by name."""
    try:
        known = uid if isinstance(uid, UUID) else UUID(uid or "")
    except ValueError:
        return None
    seen = Person.objects.visible_to(viewer) & Person.objects.identified_by(viewer)
    return seen.filter(uid=known).select_related("key").first()
