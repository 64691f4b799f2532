"""Appointments in the calendar of whoever receives: the hour and the file's number, never a name, never what it is about."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrain.calendar.beside import register_beside
from terrain.calendar.registry import Happening, Source, instants, register_dates
from terrain.casework.kinds import kinds
from terrain.casework.models import Appointment
from terrain.core.access import Viewer


def _appointments(viewer: Viewer, first: date, last: date) -> Iterable[Happening]:
    if viewer.user_id is None:
        return
    begin, end = instants(first, last)
    found = Appointment.objects.visible_to(viewer).planned().filter(host=viewer.user_id)
    for one in found.filter(starts_at__gte=begin, starts_at__lt=end).select_related("case"):
        words = _("Appointment %(number)s") % {"number": one.case.number}
        yield Happening(
            str(one.uid), words, one.starts_at, one.ends_at, address=one.get_absolute_url(),
            project_id=one.case.project_id, version=one.version, rings=True,
        )  # fmt: skip


def _sees_files(viewer: Viewer) -> bool:
    return any(viewer.may(kind.see) for kind in kinds())


def announce() -> None:
    """Appointments stand in the calendar of whoever receives, and in nobody else's."""
    register_dates(Source("appointments", gettext_lazy("Appointments"), hers=_appointments))
    register_beside("casework:calendar", gettext_lazy("My appointments, week by week"), _sees_files)
