"""Appointments as a calendar that a telephone reads; the secret in the address is all it asks."""

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Alarm, Calendar, Event

from terrain.casework.actions.appointments import FEED
from terrain.casework.models import Appointment, CalendarFeed
from terrain.core import clock, vault
from terrain.core.http import Request
from terrain.programmes.middleware import viewer_of

BEHIND = timedelta(days=31)
BEFORE = timedelta(days=1)
AT_MOST = 500


def feed(request: Request, secret: str) -> HttpResponse:
    """The appointments that the owner of the address receives, without a name: a telephone may be lost.

    Read as its owner may read them today: whoever lost her role, or a file, loses them here too.
    """
    digest = vault.digest(FEED, secret)
    held = CalendarFeed.objects.select_related("user").filter(digest=digest, revoked_at=None).first()
    if held is None:
        raise Http404
    with override(held.user.language):
        calendar = _calendar(held)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _calendar(held: CalendarFeed) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Terrain//calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("My appointments"))
    found = Appointment.objects.visible_to(viewer_of(held.user)).planned().filter(host=held.user)
    for appointment in found.filter(starts_at__gte=clock.now() - BEHIND).select_related("case")[:AT_MOST]:
        event = Event()
        event.add("uid", f"{appointment.uid}@terrain")
        event.add("dtstamp", appointment.created_at)
        event.add("dtstart", appointment.starts_at)
        event.add("dtend", appointment.ends_at)
        event.add("sequence", appointment.version)
        event.add("summary", _("Appointment %(number)s") % {"number": appointment.case.number})
        event.add("class", "PRIVATE")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", event["summary"])
        alarm.add("trigger", -BEFORE)
        event.add_component(alarm)
        calendar.add_component(event)
    return calendar
