"""Groups that listened to the week's zip together, and say so."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from terrain.core import clock, slips, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.radio.actions.messages import limit
from terrain.radio.enums import ClaimState
from terrain.radio.models import ClubClaim, Station
from terrain.radio.policies.messages import check_decide_claim, check_write

CODE = "radio.ClubClaim.code"


@dataclass(frozen=True)
class Claimed:
    """What somebody says who played a zip to a group. ``week``: Monday of the week of the zip, read from its code."""

    code: str
    week: date
    day: date
    heads: int
    place: str = ""


def claim(station_id: int, said: Claimed, *, sender: str = "", slip: UUID | None = None, by: Viewer) -> ClubClaim:
    """Keep what she says for a producer to check. Raises ``messages.TooMany``."""
    station = Station.objects.get(pk=station_id)
    check_write(by, station)
    slip = slips.own(slip, by, station, "claim", sender)
    with action("radio.claim_came", by=by, obj=station, project_id=station.project_id) as act:
        if (before := slips.taken(slip, ClubClaim)) is not None:
            act.silent = True
            return before
        limit(station, sender)
        made = ClubClaim(station=station, week=said.week, day=said.day, heads=said.heads, key=vault.new_key())
        made.code_digest = vault.digest(CODE, f"{station.uid} {said.code}")
        made.sent_at = clock.now()
        made.seal_place(said.place)
        made.save()
        slips.made(slip, made)
    return made


def decide(claim: ClubClaim, *, accepted: bool, by: Viewer) -> None:
    """A producer believes it, or does not; she may change her mind."""
    check_decide_claim(by, claim)
    state = ClaimState.ACCEPTED if accepted else ClaimState.REFUSED
    detail = {"accepted": accepted}
    with action("radio.claim_decided", by=by, obj=claim, project_id=claim.station.project_id, detail=detail) as act:
        now = ClubClaim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
        if now.state == state:
            act.silent = True
            return
        if now.day > clock.today():
            raise Denied(_("This day has not come yet."))
        now.state, now.decided_at, now.decided_by_id = state, clock.now(), by.user_id
        now.save(update_fields=["state", "decided_at", "decided_by"])
