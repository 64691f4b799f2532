"""Whether somebody may be reached now, by this way: the rule that blocks the house's own messages too."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from terrain.core.policies import Denied
from terrain.people.models import Person
from terrain.people.models.profiles import Channel, ContactRule, Told, told_of

AHEAD = 8


@dataclass(frozen=True)
class Reach:
    """Whether a way is open at an instant; else ``why`` not, and ``opens``: when it opens next (``None``: never)."""

    allowed: bool
    why: str = ""
    opens: datetime | None = None

    def __bool__(self) -> bool:
        return self.allowed


def open_at(rule: ContactRule, at: datetime) -> bool:
    """Whether the days and hours of ``rule`` allow ``at`` (aware). Hours that end before they begin run over midnight."""
    local = timezone.localtime(at)
    since, until = rule.hours()
    day, hour = local.weekday(), local.time()
    if since and until and until < since:
        in_hours = hour >= since or hour < until
        day = (day - 1) % 7 if hour < until else day
    else:
        in_hours = (since is None or hour >= since) and (until is None or hour < until)
    return in_hours and (not rule.days or day in rule.days)


def next_opening(rule: ContactRule, at: datetime) -> datetime | None:
    """The next instant after ``at`` at which the hours of ``rule`` begin, within eight days; ``None`` when there is none."""
    local = timezone.localtime(at)
    since = rule.hours()[0] or time(0)
    for days in range(AHEAD):
        day = local.date() + timedelta(days=days)
        opening = timezone.make_aware(datetime.combine(day, since))
        if opening > at and open_at(rule, opening):
            return opening
    return None


def reach_of(told: Told, channel: str, at: datetime) -> Reach:
    """Whether she may be reached by ``channel`` at ``at``. Pure.

    A channel that she forbids is closed; one with rules is open when one of them is; one without rules is open unless some
    other channel has rules: who said how she may be reached did not mean the others.
    """
    if channel in told.never:
        return Reach(False, _("Never by this way."))
    rules = [rule for rule in told.rules if rule.channel == channel]
    if not rules:
        return Reach(False, _("She said other ways.")) if told.rules else Reach(True)
    if any(open_at(rule, at) for rule in rules):
        return Reach(True)
    openings = [opening for rule in rules if (opening := next_opening(rule, at)) is not None]
    return Reach(False, _("Not at this hour."), min(openings, default=None))


def check_reach(person: Person, channel: str, at: datetime) -> Told:
    """What is known of how to reach her. Raises ``Denied`` when she may not be reached by ``channel`` at ``at``."""
    told = told_of(person)
    reach = reach_of(told, channel, at)
    if not reach:
        raise Denied(reach.why)
    return told


def ways(told: Told, at: datetime) -> list[dict[str, Any]]:
    """Every way that she said, as it stands at ``at``."""
    labels = dict(Channel.choices)
    return [
        {
            "rule": rule,
            "label": labels[rule.channel],
            "reach": reach_of(told, rule.channel, at),
            "open": rule.channel not in told.never and open_at(rule, at),
        }
        for rule in told.rules
    ]
