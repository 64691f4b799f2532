"""Reading a campaign's log: which events it speaks of, how many contacts, which telephones. Writes nothing; a number is never kept.

Rows of one day, place and channel are one event. A row that says no number of contacts is one contact.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.policies import Denied
from terrain.gatherings.registers import Doubt
from terrain.imports.models import Batch
from terrain.imports.registry import Context, Plan, Progress, Question, RowProblem, Rows
from terrain.outreach import phones
from terrain.outreach.actions.campaigns import LOG_QUESTION
from terrain.outreach.enums import GOING, CampaignState, Counted
from terrain.outreach.models import Campaign, CampaignEvent, Heard
from terrain.outreach.policies import check_import, check_undo
from terrain.people.identity import normalise_phone, phone_key
from terrain.programmes.models import Place, plain

CHUNK = 1000
Key = tuple[date, str, str]
"""What makes an event of a log that very event within its campaign: day, plain place, channel."""


@dataclass
class Told:
    """An event as its rows say it."""

    place: str
    contacts: int = 0
    language: str = ""
    notes: list[str] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)

    @property
    def note(self) -> str:
        """Its remarks, each once, as far as they fit."""
        return " · ".join(dict.fromkeys(self.notes))[:500]


@dataclass
class Reading:
    """A log, ready to be written: the campaign, and its events that are new."""

    campaign: Campaign
    events: dict[Key, Told]


def _offered(context: Context) -> "QuerySet[Campaign]":
    return Campaign.objects.filter(project=context.project, state__in=GOING).order_by("-first_day", "-pk")


def questions(rows: Rows, context: Context) -> list[Question]:
    """Of which campaign the log is."""
    options = [(str(one.uid), str(one)) for one in _offered(context)]
    proposal = options[0][0] if len(options) == 1 else None
    help_ = _("Campaigns of this project that have not ended.")
    return [Question(LOG_QUESTION, _("Which campaign is it?"), options, proposal, len(rows), help_)] if options else []


def _campaign(context: Context) -> Campaign | None:
    wanted = context.answers.get(LOG_QUESTION)
    return next((one for one in _offered(context) if str(one.uid) == wanted), None)


def plan(rows: Rows, context: Context) -> Plan:
    """What applying the log would do; ``prepared`` is the ``Reading``."""
    made = Plan()
    campaign = _campaign(context)
    if campaign is None:
        made.problems = [RowProblem(number, "", "campaign_not_told") for number in rows.numbers]
        return made
    known = _known(campaign)
    reading = Reading(campaign, {})
    again: set[Key] = set()
    columns = ("day", "place", "channel", "contacts", "phone", "language", "note")
    for number, row in zip(rows.numbers, rows.tuples(*columns), strict=True):
        said = _without_doubts(number, dict(zip(columns, row, strict=True)), made)
        if (key := _key(number, said, campaign, made)) is None:
            continue
        if key in known:
            again.add(key)
            continue
        _add(reading.events.setdefault(key, Told(said["place"])), said, number, made)
    made.prepared = reading
    made.figures = _figures(reading, again)
    return made


def _known(campaign: Campaign) -> set[Key]:
    found = campaign.events.standing().values_list("day", "place_as_written", "channel")
    return {(day, plain(place), channel) for day, place, channel in found}


def _without_doubts(number: int, said: dict[str, Any], made: Plan) -> dict[str, Any]:
    for code, value in said.items():
        if type(value) is Doubt:
            made.warnings.append(RowProblem(number, code, value.code))
            said[code] = None
    return said


def _key(number: int, said: dict[str, Any], campaign: Campaign, made: Plan) -> Key | None:
    """The event of a row; what keeps the row out, or deserves a look, is noted."""
    channel = said["channel"] or (campaign.channels[0] if len(campaign.channels) == 1 else None)
    if channel is None:
        made.problems.append(RowProblem(number, "channel", "channel_not_told"))
        return None
    day: date = said["day"]
    if day > clock.today():
        made.problems.append(RowProblem(number, "day", "day_to_come"))
        return None
    if not campaign.first_day <= day <= campaign.last_day:
        made.warnings.append(RowProblem(number, "day", "outside_campaign"))
    return day, plain(said["place"]), channel


def _add(event: Told, said: dict[str, Any], number: int, made: Plan) -> None:
    event.contacts += 1 if said["contacts"] is None else said["contacts"]
    event.language = event.language or said["language"] or ""
    if said["note"]:
        event.notes.append(said["note"])
    if said["phone"] is None:
        return
    phone = phone_key(normalise_phone(said["phone"].text, said["phone"].restored))
    if not phone:
        made.warnings.append(RowProblem(number, "phone", "not_a_phone"))
    elif phone in event.numbers:
        made.notes["phones_twice"] = made.notes.get("phones_twice", 0) + 1
    else:
        event.numbers.add(phone)


def _figures(reading: Reading, again: set[Key]) -> dict[str, int]:
    for event in reading.events.values():
        event.contacts = max(event.contacts, len(event.numbers))
    return {
        "events": len(reading.events),
        "contacts": sum(event.contacts for event in reading.events.values()),
        "telephones": sum(len(event.numbers) for event in reading.events.values()),
        "already_recorded": len(again),
    }


def apply(rows: Rows, batch: Batch, context: Context, progress: Progress) -> dict[str, int]:
    """Write the events and the fingerprints of their telephones. Creates nothing that is there already."""
    check_import(context.by, context.project)
    found = _campaign(context)
    if found is None:
        raise Denied(_("This campaign is over: nothing is added to it any more."))
    campaign = Campaign.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if not campaign.is_going:
        raise Denied(_("This campaign is over: nothing is added to it any more."))
    made = plan(rows, context)
    reading: Reading = made.prepared
    events = _write(campaign, reading.events, batch, context)
    progress(1, 2, "")
    _hear(campaign, zip(events, reading.events.values(), strict=True), batch)
    if events and campaign.state == CampaignState.PLANNED:
        campaign.state = CampaignState.RUNNING
        campaign.save(update_fields=["state"])
    progress(2, 2, "")
    return made.figures


def _write(campaign: Campaign, events: dict[Key, Told], batch: Batch, context: Context) -> list[CampaignEvent]:
    places = Place.objects.by_plain_name()
    made = [
        CampaignEvent(
            campaign=campaign,
            day=day,
            place=places.get(where),
            place_as_written=told.place,
            channel=channel,
            language=told.language,
            contacts=told.contacts,
            counted_how=Counted.ROWS,
            note=told.note,
            batch=batch,
            created_by_id=context.by.user_id,
        )
        for (day, where, channel), told in events.items()
    ]
    return CampaignEvent.objects.bulk_create(made, batch_size=CHUNK)


def _hear(campaign: Campaign, events: Iterable[tuple[CampaignEvent, Told]], batch: Batch) -> None:
    secret = phones.secret_of(campaign)
    heard = [
        Heard(event=event, fingerprint=one, batch=batch)
        for event, told in events
        for one in phones.fingerprints(secret, sorted(told.numbers))
    ]
    Heard.objects.bulk_create(heard, batch_size=CHUNK)


def undo(batch: Batch, context: Context) -> dict[str, int]:
    """Take back the events that came from this batch and that nobody made hers since, with their telephones."""
    check_undo(context.by, context.project)
    going = CampaignEvent.objects.filter(batch=batch)
    if going.exclude(campaign__state__in=GOING).exists():
        raise Denied(_("This campaign is over: its figures stand."))
    events = going.count()
    telephones, _models = Heard.objects.filter(batch=batch).delete()
    going.delete()
    return {"events_removed": events, "telephones_removed": telephones}
