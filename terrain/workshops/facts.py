from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from terrain.facts.registry import FactDraft, FactKind, Source
from terrain.workshops.lists import lists
from terrain.workshops.models import Proposal, SeriesSession

WORKSHOP_SESSION = FactKind(
    code="workshop_session",
    label=_("session of a workshop"),
    subject="",
    attributes={"method": lists().codes("methods")},
    noun=ngettext_lazy("%(count)d workshop session", "%(count)d workshop sessions", "count"),
    words={"method": (_("Method"), lists().known("methods"))},
)
PROPOSAL = FactKind(
    code="proposal",
    label=_("proposal of the public"),
    subject="",
    attributes={"spectator": lists().codes("spectators"), "outcome": lists().codes("outcomes")},
    noun=ngettext_lazy("%(count)d proposal of the public", "%(count)d proposals of the public", "count"),
    words={
        "spectator": (_("Who proposed"), lists().known("spectators")),
        "outcome": (_("What became of it"), lists().known("outcomes")),
    },
)


def facts_of_session(session: SeriesSession) -> list[FactDraft]:
    """One fact about nobody: the group met that day, for so many minutes. Participants are not counted: they have no identity
    here, and an audience is counted by its gathering."""
    if session.struck_at is not None:
        return []
    series = session.series
    return [
        FactDraft(
            kind=WORKSHOP_SESSION.code,
            project_id=series.project_id,
            day=session.day,
            subject=None,
            place_id=series.centre.place_id,
            quantity=session.minutes,
            attributes={"method": series.method},
        )
    ]


def facts_of_proposal(proposal: Proposal) -> list[FactDraft]:
    """One fact about nobody: something was proposed that day, and what became of it; none when it was taken back, nor of a public
    session that was cancelled."""
    if proposal.struck_at is not None or proposal.forum.session.is_cancelled:
        return []
    return [
        FactDraft(
            kind=PROPOSAL.code,
            project_id=proposal.forum.series.project_id,
            day=proposal.day,
            subject=None,
            attributes={"spectator": proposal.spectator, "outcome": proposal.outcome},
        )
    ]


def sessions(pks: Iterable[int] | None) -> Iterable[Any]:
    """Sessions with their series and its centre, in one query."""
    found = SeriesSession.objects.select_related("series__centre").order_by("pk")
    return found if pks is None else found.filter(pk__in=list(pks))


def proposals(pks: Iterable[int] | None) -> Iterable[Any]:
    """Proposals with their series and public session, in one query."""
    found = Proposal.objects.select_related("forum__series", "forum__session").order_by("pk")
    return found if pks is None else found.filter(pk__in=list(pks))


SESSIONS = Source(model="workshops.SeriesSession", facts_of=facts_of_session, records=sessions)
PROPOSALS = Source(model="workshops.Proposal", facts_of=facts_of_proposal, records=proposals)
