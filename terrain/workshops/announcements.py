"""What this room tells the engines below it, once, when the house is ready."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.facts.registry import register_kind, register_source
from terrain.gatherings.followers import register_follower
from terrain.gatherings.models import Session
from terrain.gatherings.ways import register_session_way
from terrain.workshops import dates
from terrain.workshops.facts import PROPOSAL, PROPOSALS, SESSIONS, WORKSHOP_SESSION
from terrain.workshops.models import Forum, Proposal


def _proposals_of(session: Session, viewer: Viewer) -> str:
    forum = Forum.objects.visible_to(viewer).filter(session=session).first()
    return forum.get_absolute_url() if forum is not None else ""


def _followers(session: Session) -> Iterable[int]:
    return Proposal.objects.filter(forum__session=session).values_list("pk", flat=True)


def announce() -> None:
    """The kinds of facts and their sources, what counts only while its gathering stands, the way from a gathering to its proposals."""
    register_kind(WORKSHOP_SESSION)
    register_kind(PROPOSAL)
    register_source(SESSIONS)
    register_source(PROPOSALS)
    dates.announce()
    register_follower("workshops.Proposal", _followers)
    register_session_way("workshops.proposals", _("What the public proposed"), _proposals_of)
