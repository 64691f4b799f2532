"""Workshops in the programme's calendar: that one takes place, and in which centre. Nothing of who is there, or of what they work on."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrain.calendar.registry import Happening, Source, register_dates
from terrain.core.access import Viewer
from terrain.workshops.models import SeriesSession


def _sessions(viewer: Viewer, first: date, last: date) -> Iterable[Happening]:
    found = SeriesSession.objects.visible_to(viewer).standing().filter(day__range=(first, last))
    for one in found.select_related("series__centre").only(
        "uid", "day", "version", "series__project", "series__centre__name"
    ):
        yield Happening(
            f"workshop-{one.uid}", _("Workshop"), one.day, where=one.series.centre.name,
            address=one.get_absolute_url(), project_id=one.series.project_id, version=one.version,
        )  # fmt: skip


def announce() -> None:
    """Workshops stand in the calendar of the project."""
    register_dates(Source("workshops", gettext_lazy("Workshops"), staff=_sessions))
