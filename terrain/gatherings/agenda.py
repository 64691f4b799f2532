"""Which sessions there are: for the list, and for the words that a form proposes."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from terrain.core.access import Viewer
from terrain.core.texts import said
from terrain.core.ui.wording import exact_day, listed
from terrain.gatherings.models import Attendance, Session, SessionQuerySet
from terrain.people.models import Person
from terrain.programmes.enums import PlaceKind
from terrain.programmes.models import Organisation, Place, Project, Topic


def sessions(viewer: Viewer, asked: Mapping[str, Any]) -> SessionQuerySet:
    """The sessions the viewer may see, newest first, each with ``present``: how many people with a name were there,
    as far as the viewer may know of them.

    ``asked``: any of ``project``, ``kind``, ``since``, ``until``.
    """
    found = Session.objects.visible_to(viewer).select_related("project", "place").order_by("-day", "-pk")
    lookups = {"project": "project", "kind": "kind", "since": "day__gte", "until": "day__lte"}
    found = found.filter(**{lookups[name]: value for name, value in asked.items()})
    open_to_her = Attendance.objects.exclude(person__in=Person.objects.sealed_to(viewer))
    there = open_to_her.filter(session=OuterRef("pk")).order_by().values("session")
    present = Subquery(
        there.annotate(there=Count(Coalesce("person__merged_into_id", "person_id"), distinct=True)).values("there"),
        output_field=IntegerField(),
    )
    return found.annotate(present=Coalesce(present, 0))


def only_project(viewer: Viewer, permission: str = "gathering.view") -> Project | None:
    """The project of somebody who works in a single one."""
    held = viewer.projects(permission)
    return Project.objects.filter(pk__in=held).first() if held is not None and len(held) == 1 else None


def place_names() -> list[str]:
    """Provinces as the reader calls them, to choose from while typing."""
    return sorted(said(place.names) for place in Place.objects.filter(kind=PlaceKind.PROVINCE))


def theme_names() -> list[str]:
    """Topics that are recognised, to choose from while typing."""
    return sorted({said(topic.names) for topic in Topic.objects.filter(retired=False)} - {""})


def organisation_names() -> list[str]:
    """Organisations that somebody named, to choose from while typing."""
    return sorted({str(one) for one in Organisation.objects.all()})


def in_words(session: Session) -> str:
    """What a session says, on one line."""
    parts = (session.get_kind_display(), session.theme, exact_day(session.day), session.where, session.facilitator)
    return listed(str(part) for part in parts if part)
