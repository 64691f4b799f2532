"""Forum theatre before the public: a gathering with its audience, and what the public proposed."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from terrain.core import clock, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import held, put, save_next
from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.gatherings import actions as gatherings
from terrain.gatherings.enums import SessionKind
from terrain.gatherings.models import Session
from terrain.workshops.models import Forum, Proposal, Series
from terrain.workshops.policies import check_collect, check_forum, check_proposal, check_series

SHOWN_AS = SessionKind.AWARENESS_ACTION
"""As what a public session is opened: it informs the population and the authorities."""
FITTING = frozenset({SHOWN_AS, SessionKind.THEATRE_WORKSHOP, SessionKind.FORUM})
"""Kinds of sessions that may be the public session of a series."""


@dataclass(frozen=True)
class Played:
    """What was played, and what it asked its public."""

    play: str
    question: str = ""


@dataclass(frozen=True)
class Showing:
    """A public session that is not in the list yet: when, where, how long, before how many (``None``: not counted yet)."""

    day: date
    place: str
    minutes: int | None = None
    audience: int | None = None


@dataclass(frozen=True)
class ProposalSaid:
    """What was proposed, by what kind of spectator, to whom."""

    words: str
    spectator: str
    addressee: str


@dataclass(frozen=True)
class Became:
    """What became of a proposal, and since when."""

    outcome: str
    outcome_on: date
    outcome_words: str = ""


def link_forum(series: Series, session: Session, said: Played, *, slip: UUID | None = None, by: Viewer) -> Forum:
    """A session that is in the list was this series' public session. Raises ``Denied`` when it is another series'."""
    check_series(by, series)
    slip = slips.own(slip, by, series, "forum")
    with action("workshops.forum_linked", by=by, obj=series, project_id=series.project_id) as act:
        if (before := slips.taken(slip, Forum)) is not None:
            act.silent = True
            return before
        now = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
        if now.project_id != series.project_id or now.kind not in FITTING:
            raise Denied(_("This session cannot be a public session of the series."))
        standing = Forum.objects.filter(session=now).first()
        if standing is not None:
            if standing.series_id != series.pk:
                raise Denied(_("This session is already the public session of another series."))
            act.silent = True
            return standing
        forum = Forum(series=series, session=now, created_by_id=by.user_id)
        put(forum, said)
        forum.save()
        slips.made(slip, forum)
    return forum


def show_forum(series: Series, showing: Showing, said: Played, *, slip: UUID | None = None, by: Viewer) -> Forum:
    """A public session that stands in the list of sessions from now on, with its audience when it was counted.

    Raises ``gatherings.actions.AlreadyThere`` when the list has a session of this day, place and play.
    """
    check_series(by, series)
    slip = slips.own(slip, by, series, "forum")
    with action("workshops.forum_shown", by=by, obj=series, project_id=series.project_id) as act:
        if (before := slips.taken(slip, Forum)) is not None:
            act.silent = True
            return before
        opened = gatherings.Particulars(
            SHOWN_AS, showing.day, showing.place, said.play, facilitator=series.facilitator, minutes=showing.minutes
        )
        session = gatherings.open_session(series.project, opened, by=by)
        if showing.audience:
            gatherings.set_headcount(session, showing.audience, seen=0, by=by)
        forum = link_forum(series, session, said, by=by)
        slips.made(slip, forum)
    return forum


def change_forum(forum: Forum, said: Played, *, version: int, by: Viewer) -> Forum:
    """Say otherwise what was played. Raises ``ChangedMeanwhile``."""
    check_forum(by, forum)
    with action("workshops.forum_changed", by=by, obj=forum, project_id=forum.series.project_id) as act:
        now = held(forum)
        if not put(now, said):
            act.silent = True
            return now
        save_next(now, version)
    return now


def collect_proposal(forum: Forum, said: ProposalSaid, *, slip: UUID | None = None, by: Viewer) -> Proposal:
    """Somebody of the public proposed something: in their own words, without a name."""
    check_collect(by, forum)
    slip = slips.own(slip, by, forum)
    with action("workshops.proposal_collected", by=by, obj=forum, project_id=forum.series.project_id) as act:
        if (before := slips.taken(slip, Proposal)) is not None:
            act.silent = True
            return before
        day = min(forum.session.day, clock.today())
        proposal = Proposal(forum=forum, day=day, outcome_on=day, created_by_id=by.user_id)
        put(proposal, said)
        proposal.save()
        facts.sync(proposal)
        slips.made(slip, proposal)
    return proposal


def follow_proposal(proposal: Proposal, said: ProposalSaid, became: Became, *, version: int, by: Viewer) -> Proposal:
    """Say what became of a proposal, or mend its words. Raises ``ChangedMeanwhile``."""
    check_proposal(by, proposal)
    project_id = proposal.forum.series.project_id
    with action("workshops.proposal_followed", by=by, obj=proposal.forum, project_id=project_id) as act:
        now = held(proposal)
        check_proposal(by, now)
        changed = put(now, said) + put(now, became)
        if not changed:
            act.silent = True
            return now
        if not now.day <= became.outcome_on <= clock.today():
            raise Denied(_("It became so between the day it was proposed and today."))
        save_next(now, version)
        facts.sync(now)
        act.detail = {"fields": changed}
    return now


def strike_proposal(proposal: Proposal, *, by: Viewer) -> None:
    """A proposal written by mistake, or that named somebody: its words are gone for good, it counts for nothing. That it was taken
    back, by whom and when, stays."""
    check_forum(by, proposal.forum)
    project_id = proposal.forum.series.project_id
    with action("workshops.proposal_struck", by=by, obj=proposal.forum, project_id=project_id) as act:
        now = held(proposal)
        if now.struck_at is not None:
            act.silent = True
            return
        now.struck_at, now.version = clock.now(), now.version + 1
        now.words = now.outcome_words = ""
        now.save(update_fields=["struck_at", "version", "words", "outcome_words"])
        facts.sync(now)
