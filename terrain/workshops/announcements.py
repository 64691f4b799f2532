"""What this room tells the engines below it, once, when the house is ready."""

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.facts.registry import register_kind, register_source
from terrain.gatherings.models import Session
from terrain.gatherings.ways import register_session_way
from terrain.workshops.facts import PROPOSAL, PROPOSALS, SESSIONS, WORKSHOP_SESSION
from terrain.workshops.models import Forum


def _proposals_of(session: Session, viewer: Viewer) -> str:
    forum = Forum.objects.visible_to(viewer).filter(session=session).first()
    return forum.get_absolute_url() if forum is not None else ""


def announce() -> None:
    """The kinds of facts and their sources, and the way from a gathering to what its public proposed."""
    register_kind(WORKSHOP_SESSION)
    register_kind(PROPOSAL)
    register_source(SESSIONS)
    register_source(PROPOSALS)
    register_session_way("workshops.proposals", _("What the public proposed"), _proposals_of)
