"""What has to be true for an estimate to hold, in words; and what it was reckoned from."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from terrain.core.ui.wording import figure
from terrain.outreach.enums import Method
from terrain.outreach.lists import lists
from terrain.outreach.models import Estimate

HOLDS_WHEN: Mapping[str, tuple[Any, ...]] = {
    Method.RECAPTURE: (
        _("The same crowd could have been met at every event: nobody moved in or away between them."),
        _(
            "Everybody in it was about as easy to meet as everybody else. When some come to every market and others never, the figure is too low."
        ),
        _("Having given her telephone once neither draws somebody nor keeps her away."),
        _("One telephone is one person. A shared one makes the figure too low, somebody with two makes it too high."),
        _("Numbers were typed right: a wrong digit looks like somebody new, and makes the figure too high."),
        _(
            "Whoever gave no telephone came back as often as those who did, or at most as seldom as the upper figure says."
        ),
    ),
    Method.REPEATS: (
        _("Those who were asked were chosen by chance, at all events and not only at the last one."),
        _("People remember whether they met this campaign before, and say so."),
        _("Contacts were counted, not guessed: a guess goes into the figure as it is."),
    ),
    Method.EXPORT: (
        _("The channel counts its accounts right: nobody else can check it."),
        _("Its share of accounts where the campaign speaks is right."),
        _("How many accounts one person has comes from a study or a survey that is named."),
        _("An account that was shown a message need not belong to somebody who read it."),
    ),
    Method.HOUSEHOLDS: (
        _("The households that were asked were chosen by chance among those of people counted."),
        _(
            "A household is whoever eats from one pot, and family in the country of origin when the promise includes it: the survey says which."
        ),
        _("The people counted stay as they are: when more are counted, a new estimate is needed."),
    ),
}
WORDS: Mapping[str, Any] = {
    "contacts": _("contacts"),
    "events": _("events at which telephones were given"),
    "telephones": _("telephones given, over all events"),
    "different": _("different telephones"),
    "again": _("heard again at a later event"),
    "crowd_low": _("people who could have been met, at the lowest"),
    "crowd": _("people who could have been met, met or not"),
    "crowd_high": _("people who could have been met, at the highest"),
    "asked": _("asked"),
    "had_met": _("of them had met the campaign before"),
    "channel": _("channel"),
    "impressions": _("times it was shown"),
    "accounts": _("accounts reached"),
    "here": _("percent of them where the campaign speaks"),
    "fewest": _("accounts a person, at the lowest"),
    "most": _("accounts a person, at the highest"),
    "people": _("people counted in the project on that day"),
    "sample": _("households asked"),
    "size": _("members on average"),
    "deviation": _("standard deviation"),
    "counted": _("of them counted themselves, on average"),
}


def assumptions(method: str) -> tuple[Any, ...]:
    """What has to be true for an estimate of this sort."""
    return HOLDS_WHEN[method]


def inputs_in_words(estimate: Estimate) -> list[tuple[Any, str]]:
    """Everything an estimate was reckoned from, in the order of its reckoning."""
    return [(words, _said(code, estimate.inputs[code])) for code, words in WORDS.items() if code in estimate.inputs]


def _said(code: str, value: Any) -> str:
    return lists().words("channels", value) if code == "channel" else figure(value)
