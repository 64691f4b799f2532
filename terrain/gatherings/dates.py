"""Sessions in the programme's calendar."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from terrain.calendar.registry import Happening, Source, register_dates
from terrain.core.access import Viewer
from terrain.gatherings.models import Session, SessionQuerySet


def _told(found: SessionQuerySet, first: date, last: date) -> Iterable[Happening]:
    planned = found.filter(day__range=(first, last), cancelled_at=None).select_related("place")
    for session in planned:
        yield Happening(
            f"session-{session.uid}", str(session), session.day, where=session.where,
            address=session.get_absolute_url(), project_id=session.project_id, version=session.version,
        )  # fmt: skip


def _of_projects(viewer: Viewer, first: date, last: date) -> Iterable[Happening]:
    return _told(Session.objects.visible_to(viewer), first, last)


def _opened_by(viewer: Viewer, first: date, last: date) -> Iterable[Happening]:
    """Those that the viewer opened by hand: who holds a session is written as words, which may be anybody's."""
    if viewer.user_id is None:
        return ()
    hers = Session.objects.visible_to(viewer).filter(created_by=viewer.user_id, batch=None)
    return _told(hers, first, last)


def announce() -> None:
    """Sessions stand in the calendar of the project, and in that of whoever opened them."""
    register_dates(Source("gatherings", _("Sessions"), staff=_of_projects, hers=_opened_by))
