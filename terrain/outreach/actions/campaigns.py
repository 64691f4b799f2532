"""Campaigns and their events: opening, changing, logging what took place, ending for good."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from terrain.core import clock, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import held, put, save_next
from terrain.core.policies import Denied
from terrain.core.texts import said
from terrain.imports.forgetting import forget_content, forget_whole
from terrain.imports.models import Batch
from terrain.outreach import phones
from terrain.outreach.actions.estimates import compare_at_the_end
from terrain.outreach.actions.proofs import Proof, kept
from terrain.outreach.enums import CampaignState
from terrain.outreach.models import Campaign, CampaignEvent, Heard
from terrain.outreach.policies import check_campaign, check_event, check_log, check_over, check_run
from terrain.programmes.enums import AnsweredBy, Unit
from terrain.programmes.models import Organisation, Place, Project, Target

LOG, LOG_QUESTION = "campaign_log", "campaign"
"""The kind of rows that bring events, and its question: of which campaign."""


@dataclass(frozen=True)
class CampaignSaid:
    """What a campaign says of itself."""

    title: dict[str, str]
    message: dict[str, str]
    channels: list[str]
    first_day: date
    last_day: date
    languages: list[str] = field(default_factory=list)
    places: str = ""
    what_to_do: dict[str, str] = field(default_factory=dict)
    help_numbers: str = ""
    cost: int | None = None
    target: Target | None = None
    public: bool = False


@dataclass(frozen=True)
class EventSaid:
    """What an event was: ``contacts`` ``None`` when it is still to come."""

    day: date
    place_as_written: str
    channel: str
    contacts: int | None = None
    counted_how: str = ""
    language: str = ""
    materials: int | None = None
    note: str = ""


def targets_of(project: Project | int) -> list[Target]:
    """The promises of a project that the reach of a campaign may answer: people reached, declared."""
    of = project if isinstance(project, int) else project.pk
    found = Target.objects.filter(project=of, unit=Unit.AUDIENCE, answered_by=AnsweredBy.DECLARATION, retired=False)
    return list(found.order_by("position"))


def _check_target(campaign: Campaign) -> None:
    if campaign.target_id is not None and campaign.target_id not in {one.pk for one in targets_of(campaign.project_id)}:
        raise Denied(_("This promise is not answered by what campaigns reach."))


def _slug(title: dict[str, str]) -> str:
    """An address that nobody has yet, from the title in French, English or Italian."""
    words = slugify(next((title[code] for code in ("fr", "en", "it") if title.get(code)), said(title)))[:60]
    start = words or "campagne"
    taken = set(Campaign.objects.filter(slug__startswith=start).values_list("slug", flat=True))
    return next(
        slug for slug in (start, *(f"{start}-{number}" for number in range(2, len(taken) + 3))) if slug not in taken
    )


def open_campaign(
    project: Project,
    told: CampaignSaid,
    *,
    partners: Sequence[Organisation] = (),
    slip: UUID | None = None,
    by: Viewer,
) -> Campaign:
    """A campaign that is planned."""
    check_run(by, project)
    slip = slips.own(slip, by, project, "campaign")
    with action("outreach.campaign_opened", by=by, project_id=project.pk) as act:
        if (before := slips.taken(slip, Campaign)) is not None:
            act.silent = True
            return before
        campaign = Campaign(project=project, slug=_slug(told.title), created_by_id=by.user_id)
        put(campaign, told)
        _check_target(campaign)
        campaign.save()
        campaign.partners.set(partners)
        slips.made(slip, campaign)
        act.obj = campaign
    return campaign


def change_campaign(
    campaign: Campaign, told: CampaignSaid, *, partners: Sequence[Organisation] = (), version: int, by: Viewer
) -> Campaign:
    """Say otherwise what a campaign is. Raises ``ChangedMeanwhile``; a promise that an estimate answers stays."""
    check_campaign(by, campaign)
    with action("outreach.campaign_changed", by=by, obj=campaign, project_id=campaign.project_id) as act:
        now = held(campaign)
        before = now.target_id
        changed = put(now, told)
        if set(partners) != set(now.partners.all()):
            changed.append("partners")
        if not changed:
            act.silent = True
            return now
        _check_target(now)
        if before != now.target_id and now.estimates.declared().exists():
            raise Denied(_("An estimate answers this promise. Take it back first."))
        save_next(now, version)
        now.partners.set(partners)
        act.detail = {"fields": changed}
    return now


def log_event(
    campaign: Campaign,
    told: EventSaid,
    *,
    numbers: Sequence[str] = (),
    proof: Proof | None = None,
    slip: UUID | None = None,
    by: Viewer,
) -> CampaignEvent:
    """What took place, or what is to come, with the telephones that were given. The first contacts say that it has begun."""
    check_log(by, campaign)
    slip = slips.own(slip, by, campaign, "event")
    with action("outreach.event_logged", by=by, obj=campaign, project_id=campaign.project_id) as act:
        if (before := slips.taken(slip, CampaignEvent)) is not None:
            act.silent = True
            return before
        now = held(campaign)
        check_log(by, now)
        event = CampaignEvent(campaign=now, created_by_id=by.user_id, evidence=kept(proof, by))
        _say(event, told)
        event.save()
        phones.hear(now, event, _fitting(event, numbers))
        _begun(now, event)
        slips.made(slip, event)
        act.detail = {"contacts": told.contacts, "telephones": len(set(numbers))}
    return event


def _say(event: CampaignEvent, told: EventSaid) -> list[str]:
    changed = put(event, told)
    if "place_as_written" in changed:
        event.place = Place.objects.find(told.place_as_written)
    return changed


def _fitting(event: CampaignEvent, numbers: Sequence[str]) -> Sequence[str]:
    """The numbers, when they can be of this event: never more telephones than contacts, none of what is to come."""
    known = Heard.objects.filter(event=event).count()
    if numbers and len(set(numbers)) + known > (event.contacts or 0):
        raise Denied(_("There are more telephones than contacts. Count again how many people you spoke with."))
    return numbers


def _begun(campaign: Campaign, event: CampaignEvent) -> None:
    if campaign.state == CampaignState.PLANNED and event.contacts is not None:
        campaign.state = CampaignState.RUNNING
        campaign.save(update_fields=["state"])


def change_event(
    event: CampaignEvent,
    told: EventSaid,
    *,
    numbers: Sequence[str] = (),
    proof: Proof | None = None,
    version: int,
    by: Viewer,
) -> CampaignEvent:
    """Say otherwise what took place, add telephones or a proof. Raises ``ChangedMeanwhile``. Who changes what an import brought makes
    it hers: undoing the import leaves it."""
    check_event(by, event)
    with action("outreach.event_changed", by=by, obj=event.campaign, project_id=event.campaign.project_id) as act:
        campaign, now = held(event.campaign), held(event)
        now.campaign = campaign
        check_event(by, now)
        changed = _say(now, told)
        if not (changed or numbers or proof):
            act.silent = True
            return now
        if told.contacts is None and now.heard.exists():
            raise Denied(_("Telephones were given here: it took place. Say how many people you spoke with."))
        if proof is not None:
            now.evidence = kept(proof, by)
        now.batch = None
        save_next(now, version)
        phones.hear(campaign, now, _fitting(now, numbers))
        _begun(campaign, now)
        act.detail = {"fields": changed, "telephones": len(set(numbers))}
    return now


def strike_event(event: CampaignEvent, *, by: Viewer) -> None:
    """An event that was written by mistake: it counts no more, and its telephones are gone."""
    check_log(by, event.campaign)
    with action("outreach.event_struck", by=by, obj=event.campaign, project_id=event.campaign.project_id) as act:
        campaign, now = held(event.campaign), held(event)
        check_log(by, campaign)
        if now.struck_at is not None:
            act.silent = True
            return
        now.struck_at, now.version = clock.now(), now.version + 1
        now.save(update_fields=["struck_at", "version"])
        now.heard.all().delete()


def end_campaign(campaign: Campaign, *, by: Viewer) -> Campaign:
    """It is over: telephones are compared a last time, then destroyed with their key; nothing is added any more."""
    check_over(by, campaign)
    return _over(campaign, CampaignState.ENDED, by)


def cancel_campaign(campaign: Campaign, *, by: Viewer) -> Campaign:
    """It does not take place: it declares nothing, has no public page, and its telephones are destroyed."""
    check_over(by, campaign)
    return _over(campaign, CampaignState.CANCELLED, by)


def _over(campaign: Campaign, state: CampaignState, by: Viewer) -> Campaign:
    verb = "outreach.campaign_ended" if state == CampaignState.ENDED else "outreach.campaign_cancelled"
    with action(verb, by=by, obj=campaign, project_id=campaign.project_id) as act:
        now = held(campaign)
        if not now.is_going:
            act.silent = True
            return now
        if state == CampaignState.ENDED:
            compare_at_the_end(now, by=by)
        gone = phones.destroy(now)
        _forget_logs(now, by)
        now.state, now.ended_at, now.version = state, clock.now(), now.version + 1
        now.save()
        act.detail = {"telephones": gone}
    return now


def _forget_logs(campaign: Campaign, by: Viewer) -> None:
    """The files that brought its events hold telephones as they were written: their content is destroyed too.

    One that is not in goes whole, even where nobody said yet of which campaign of the project it is: it can be brought again.
    """
    brought = Batch.objects.filter(kind=LOG, project=campaign.project_id).select_for_update(of=("self",))
    for batch in brought.select_related("file__key").order_by("pk"):
        if batch.answers.get(LOG_QUESTION, str(campaign.uid)) != str(campaign.uid):
            continue
        if batch.is_open:
            forget_whole(batch)
        else:
            forget_content(batch, by=by)
