"""``{% load confidentiality %}``: the band of an exceptional access, and the ways that ask for care."""

from typing import Any

from django import template

from terrain.casework.enums import NoteClass
from terrain.casework.models import Case, EmergencyAccess
from terrain.casework.policies.emergencies import check_ask_privileged, check_confidence
from terrain.casework.policies.exports import check_export
from terrain.casework.policies.oversight import check_oversee
from terrain.core import clock
from terrain.core.access import ANONYMOUS, Viewer
from terrain.core.policies import verdict

register = template.Library()


@register.inclusion_tag("casework/emergencies/band.html", takes_context=True)
def emergency_band(context: template.Context, case: Case) -> dict[str, Any]:
    """The band of one's own exceptional access to ``case``; nothing when there is none."""
    viewer: Viewer = context.get("viewer") or ANONYMOUS
    access = EmergencyAccess.objects.active().filter(case=case, user_id=viewer.user_id or 0).first()
    if access is None:
        return {"access": None, "minutes": 0, "may_ask": False, "csrf_token": ""}
    left = access.until - clock.now()
    closed = not verdict(check_confidence, viewer, case, NoteClass.PRIVILEGED)
    return {
        "access": access,
        "minutes": max(1, round(left.total_seconds() / 60)),
        "may_ask": closed and bool(verdict(check_ask_privileged, viewer, access)),
        "csrf_token": context.get("csrf_token", ""),
    }


@register.inclusion_tag("casework/oversight/ways.html", takes_context=True)
def careful_ways(context: template.Context) -> dict[str, Any]:
    """The ways that ask for care: taking a list out, entering a file in an emergency, watching over it."""
    viewer: Viewer = context.get("viewer") or ANONYMOUS
    return {"may_export": bool(verdict(check_export, viewer)), "may_oversee": bool(verdict(check_oversee, viewer))}
