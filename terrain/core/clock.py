"""One clock for the house, so that tests can hold it still."""

from datetime import date, datetime, timedelta

from django.utils import timezone

ONE_DAY = timedelta(days=1)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """The present day in the programme's own time zone (``settings.TIME_ZONE``)."""
    return timezone.localdate(now())
