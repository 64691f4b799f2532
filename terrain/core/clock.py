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


def months_later(day: date, months: int) -> date:
    """The same day ``months`` later; the last of the month where it has no such day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))
