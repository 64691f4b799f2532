"""Whether, when and in which words somebody is reminded of an appointment. Pure: nothing is read or written here.

She is reminded from the beginning of the day before, at her hours, and two hours before the appointment at the latest. Whoever
said nothing of hours is written to by day only.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override
from pydantic import BaseModel, ConfigDict

from terrain.casework.enums import Reminder
from terrain.people.models.profiles import Channel, ContactRule, Told
from terrain.people.profiles.contact import next_opening, open_at

FILE = Path(__file__).with_name("reference") / "reminders.yaml"
LAST = timedelta(hours=2)
LEFT_TO_RIGHT, END = "\u2066", "\u2069"


class Words(BaseModel):
    """What is written, by language; ``hours``: of day, for whoever said none; which languages by what she reads, or speaks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    checked: object
    hours: tuple[str, str]
    reads: dict[str, tuple[str, ...]]
    speaks: dict[str, tuple[str, ...]]
    otherwise: tuple[str, ...]
    subject: dict[str, str]
    line: dict[str, str]
    call: dict[str, str]


@lru_cache
def words() -> Words:
    """The house's own."""
    return Words.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Decision:
    """``send``: write to her now; ``opens``: not before that instant; ``held``: why the house does not, a code of ``Reminder``."""

    send: bool = False
    opens: datetime | None = None
    held: str = ""


def begins(starts_at: datetime) -> datetime:
    """From when somebody is reminded: the beginning of the day before, in the programme's time zone."""
    day = timezone.localdate(starts_at) - timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time.min))


def barrier(told: Told) -> str:
    """Why the house never writes to her, whatever the hour: a code of ``Reminder``, or blank."""
    if not settings.QUIET_FROM:
        return Reminder.NO_SENDER
    if not told.email:
        return Reminder.NO_ADDRESS
    if Channel.EMAIL in told.never:
        return Reminder.NEVER
    if not _rules(told):
        return Reminder.OTHER_WAYS
    if told.code_word:
        return Reminder.CODE_WORD
    named = any(rule.channel == Channel.EMAIL for rule in told.rules)
    return Reminder.NO_MESSAGE if told.no_voicemail and not named else Reminder.NONE


def decide(told: Told, starts_at: datetime, at: datetime) -> Decision:
    """What to do at ``at`` about the reminder of an appointment at ``starts_at``."""
    held = barrier(told)
    if held:
        return Decision(held=held)
    first, last = begins(starts_at), starts_at - LAST
    if at < first:
        return Decision(opens=first)
    rules = _rules(told)
    if at <= last and any(open_at(rule, at) for rule in rules):
        return Decision(send=True)
    openings = [opening for rule in rules if (opening := next_opening(rule, at)) is not None]
    soonest = min(openings, default=None)
    return Decision(opens=soonest) if soonest is not None and soonest <= last else Decision(held=Reminder.HOURS)


def _rules(told: Told) -> list[ContactRule]:
    """When she may be written to at her own address; none when she only said other ways."""
    own = {"", told.email.strip().lower()}
    mine = [rule for rule in told.rules if rule.channel == Channel.EMAIL and rule.number.strip().lower() in own]
    if not told.rules:
        mine = [ContactRule(Channel.EMAIL)]
    since, until = words().hours
    return [rule if rule.since or rule.until else replace(rule, since=since, until=until) for rule in mine]


def languages_of(told: Told) -> tuple[str, ...]:
    """In which languages she is written to."""
    said = words()
    return said.reads.get(told.literacy) or said.speaks.get(told.speak) or said.otherwise


def message(starts_at: datetime, languages: Iterable[str], number: str) -> tuple[str, str]:
    """Subject and text: a day, an hour, a number to call back. Nothing else is known here, so that nothing else can be told."""
    said, local, lines = words(), timezone.localtime(starts_at), []
    for language in languages:
        with override(language):
            day = date_format(local, "l")
            when = f"{day if language == 'en' else day.lower()} {_apart(date_format(local, 'H:i'), language)}"
        lines.append(said.line[language].format(when=when))
        if number:
            lines.append(said.call[language].format(number=_apart(number, language)))
    return " · ".join(said.subject[language] for language in languages), "\n".join(lines)


def _apart(text: str, language: str) -> str:
    """Figures within Arabic words keep their order."""
    return f"{LEFT_TO_RIGHT}{text}{END}" if language == "ar" else text
