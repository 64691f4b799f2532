"""Dates, figures, money and telephone numbers as people here write them."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import phonenumbers
from babel import Locale
from babel.dates import format_date, format_time, format_timedelta
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from terrain.core import clock

THIN = "\u202f"
"""Narrow no-break space: a common separator in the bidirectional algorithm, so figures stay whole in Arabic too."""
NO_BREAK = "\u00a0"
NOTHING = "—"
MINUS = "\u2212"
SOON = 6
HOME_REGION = "MA"


FIRST = re.compile(r"(?<!\d)1 (?=[a-zéû])")


def locale() -> Locale:
    """The active language as it is written in Morocco (month names, Latin digits)."""
    code = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return Locale.parse({"ar": "ar_MA", "en": "en_GB"}.get(code, code))


def listed(words: Iterable[Any]) -> str:
    """Words one after the other, parted as the active language parts them: an Arabic comma is another sign."""
    return pgettext("between the words of a list", ", ").join(str(word) for word in words)


def exact_day(moment: date) -> str:
    """``jeudi 12 mars 2026``, with the time of day when ``moment`` has one."""
    words = _first(format_date(moment, "full", locale=locale()))
    return _at(words, moment) if isinstance(moment, datetime) else words


def _first(words: str) -> str:
    """French says the first day of a month as an ordinal: ``1er mars``."""
    return FIRST.sub("1er ", words) if locale().language == "fr" else words


def weekday(day: date) -> str:
    """``jeudi 12 mars``, with the month as it is called in Morocco."""
    return _first(format_date(day, "EEEE d MMMM", locale=locale()))


def dated(day: date) -> str:
    """``12 mars 2026``, with the month as it is called in Morocco."""
    return _first(format_date(day, "long", locale=locale()))


def day_words(moment: date) -> str:
    """The day as one says it: today, il y a 3 jours, jeudi 12 mars, 12 mars 2024. An instant is read in local time."""
    day = moment.date() if isinstance(moment, datetime) else moment
    away = day - clock.today()
    names = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    if away.days in names:
        words = names[away.days]
        return _at(words, moment) if isinstance(moment, datetime) else words
    if abs(away.days) <= SOON:
        return format_timedelta(away, granularity="day", threshold=2, add_direction=True, locale=locale())
    if day.year == clock.today().year:
        return weekday(day)
    return dated(day)


def local(moment: date | datetime) -> date | datetime:
    """An aware instant in the programme's own time zone; anything else as it is."""
    return timezone.localtime(moment) if isinstance(moment, datetime) and timezone.is_aware(moment) else moment


def _at(words: str, moment: datetime) -> str:
    time = format_time(moment, "short", locale=locale())
    return _("%(day)s at %(time)s") % {"day": words, "time": time}


def figure(number: Any, decimals: int | None = None) -> str:
    """``12 345,5``: thousands apart by a thin space, the language's decimal mark; None gives a dash.

    ``decimals``: how many to show; None shows those there are, two at most.
    """
    if number is None or number == "":
        return NOTHING
    value = number if isinstance(number, int | Decimal) else Decimal(str(number))
    places = 2 if decimals is None else decimals
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{abs(rounded):,}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    mark = "." if locale().language == "en" else ","
    text = text.replace(",", THIN).replace(".", mark)
    return f"{MINUS}{text}" if rounded < 0 else text


def money(amount: Any) -> str:
    """An amount in dirhams; centimes only where there are some."""
    if amount is None or amount == "":
        return NOTHING
    exact = Decimal(str(amount))
    decimals = 0 if exact == exact.to_integral_value() else 2
    return (_("%(amount)s MAD") % {"amount": figure(exact, decimals)}).replace(" ", NO_BREAK)


def phone(number: str) -> str:
    """A telephone number in national form, a foreign one with its country code; what cannot be read stays as written."""
    try:
        read = phonenumbers.parse(number, HOME_REGION)
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_possible_number(read):
        return number
    at_home = read.country_code == phonenumbers.country_code_for_region(HOME_REGION)
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(read, form.NATIONAL if at_home else form.INTERNATIONAL)
