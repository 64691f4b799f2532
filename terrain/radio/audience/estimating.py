"""What stands beside the floor of listeners: how it is measured, what is not counted, and between which figures the truth may lie."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from terrain.core.ui.wording import dated, figure
from terrain.facts.estimates import Estimate
from terrain.radio.models import ListenerSurvey

METHOD = gettext_lazy(
    "Counted are devices, not people: each one that heard at least a minute of sound after somebody pressed play, once in a calendar "
    "year. Of several years the highest counts, because no device can be recognised in two. Programs, our own team and sound that "
    "begins by itself are left out; no address is kept. Whoever empties the browser's memory is another device afterwards."
)
NOT_COUNTED = (
    gettext_lazy("listenings of less than a minute, and those of devices that keep no mark"),
    gettext_lazy("downloads of podcasts: they stand on their own line"),
    gettext_lazy("listening clubs: they stand on their own line"),
    gettext_lazy("relays on other stations: declared by those who relay"),
    gettext_lazy("whoever listens along at one device, or to a file that was handed on: only a survey can say it"),
)


def surveyed(project_id: int) -> ListenerSurvey | None:
    """The newest survey of a project's listeners that stands."""
    return ListenerSurvey.objects.filter(station__project_id=project_id, withdrawn_at=None).first()


def bounds(floor: int, survey: ListenerSurvey) -> tuple[int, int]:
    """People, from and to: devices × people to a device ÷ devices that one person uses."""
    low = floor * survey.persons_low / survey.devices_high
    high = floor * survey.persons_high / survey.devices_low
    return round(low), round(high)


def estimate(project_id: int, floor: int) -> Estimate:
    """What stands beside the floor of a project's listeners."""
    survey = surveyed(project_id)
    if survey is None:
        return Estimate(METHOD, NOT_COUNTED)
    low, high = bounds(floor, survey)
    return Estimate(f"{METHOD} {survey.method}", NOT_COUNTED, low, high, survey_words(survey))


def survey_words(survey: ListenerSurvey) -> str:
    """A survey in one line."""
    asked = ngettext("%(count)s person asked", "%(count)s people asked", survey.asked) % {"count": figure(survey.asked)}
    found = _("%(persons)s people to a device, %(devices)s devices to a person") % {
        "persons": _range(survey.persons_low, survey.persons_high),
        "devices": _range(survey.devices_low, survey.devices_high),
    }
    return _("survey of %(day)s, %(asked)s: %(found)s") % {"day": dated(survey.day), "asked": asked, "found": found}


def _range(low: Decimal, high: Decimal) -> str:
    one, other = figure(low.normalize(), _places(low)), figure(high.normalize(), _places(high))
    return one if low == high else f"{one}–{other}"


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
