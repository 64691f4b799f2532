"""Spans in words: for which age, for how large a group, from when to when."""

from django.utils.translation import gettext as _

from terrain.workshops.models import ActivitySheet


def ages(sheet: ActivitySheet) -> str:
    """``12 to 17 years``; blank for any age."""
    low, high = sheet.age_from, sheet.age_to
    if low is not None and high is not None:
        return _("%(low)d to %(high)d years") % {"low": low, "high": high}
    if low is not None:
        return _("from %(low)d years") % {"low": low}
    return _("up to %(high)d years") % {"high": high} if high is not None else ""


def group(sheet: ActivitySheet) -> str:
    """``6 to 12 people``; blank for any size."""
    low, high = sheet.group_from, sheet.group_to
    if low is not None and high is not None:
        return _("%(low)d to %(high)d people") % {"low": low, "high": high}
    if low is not None:
        return _("at least %(low)d people") % {"low": low}
    return _("at most %(high)d people") % {"high": high} if high is not None else ""


def lines(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
