"""What people say about who listens, that no counter can know: clubs with their sheet, what a survey found."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO
from uuid import UUID

from terrain.core import clock, files, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.radio.models import Club, Episode, ListenerSurvey, Show, Station
from terrain.radio.policies.listening import check_club, check_strike_club, check_survey

LARGEST_SHEET = 20 << 20


@dataclass(frozen=True)
class Gathered:
    """A club that listened: when, where, how many, to what."""

    day: date
    heads: int
    place: str = ""
    show: Show | None = None
    episode: Episode | None = None


@dataclass(frozen=True)
class Sheet:
    """The attendance sheet, as it came."""

    stream: BinaryIO
    name: str
    media_type: str = ""


def add_club(
    station: Station, said: Gathered, *, sheet: Sheet | None = None, slip: UUID | None = None, by: Viewer
) -> Club:
    """Write down that a club listened. Raises ``Denied``, and ``files.TooLarge`` past 20 MB of sheet."""
    check_club(by, station)
    if said.show is not None and said.show.station_id != station.pk:
        raise Denied("this show is another station's")
    slip = slips.own(slip, by, station)
    with action("radio.club_added", by=by, project_id=station.project_id) as act:
        if (before := slips.taken(slip, Club)) is not None:
            act.silent = True
            return before
        proof = None
        if sheet is not None:
            proof = files.keep(sheet.stream, name=sheet.name, media_type=sheet.media_type, by=by, limit=LARGEST_SHEET)
        club = Club.objects.create(
            station=station, proof=proof, made_at=clock.now(), made_by_id=by.user_id, **said.__dict__
        )
        slips.made(slip, club)
        act.obj, act.detail = club, {"heads": club.heads, "day": club.day.isoformat()}
    return club


def strike_club(club: Club, *, by: Viewer) -> None:
    """Take a club back; it counts no more."""
    with action("radio.club_struck", by=by, obj=club, project_id=club.station.project_id):
        held = Club.objects.select_for_update(of=("self",)).select_related("station").get(pk=club.pk)
        check_strike_club(by, held)
        held.struck_at = clock.now()
        held.save(update_fields=["struck_at"])


@dataclass(frozen=True)
class Found:
    """What a survey found: people to a device, devices to a person, each from, to."""

    day: date
    asked: int
    persons_low: Decimal
    persons_high: Decimal
    devices_low: Decimal
    devices_high: Decimal
    method: str


def declare_survey(station: Station, found: Found, *, slip: UUID | None = None, by: Viewer) -> ListenerSurvey:
    """Say what a survey of listeners found; the newest makes the best estimate, older ones stay in the history."""
    check_survey(by, station)
    slip = slips.own(slip, by, station)
    with action("radio.survey_declared", by=by, project_id=station.project_id) as act:
        if (before := slips.taken(slip, ListenerSurvey)) is not None:
            act.silent = True
            return before
        survey = ListenerSurvey.objects.create(
            station=station, declared_at=clock.now(), declared_by_id=by.user_id, **found.__dict__
        )
        slips.made(slip, survey)
        act.obj, act.detail = survey, {"asked": survey.asked, "day": survey.day.isoformat()}
    return survey
