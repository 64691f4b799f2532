"""What plays at an instant, and why: from the broadcast log where it can no longer change, from the plan after that."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from terrain.radio.enums import GridRule, RowKind
from terrain.radio.grid import timetable
from terrain.radio.grid.choosing import Outlook
from terrain.radio.grid.week import local
from terrain.radio.models import BroadcastRow, Episode, Show, Station
from terrain.radio.slots import begins, slot_at


@dataclass(frozen=True)
class Answer:
    """``from_log``: it was published, and cannot change. ``show`` None: the fallback plays. ``why``: a sentence."""

    slot: int
    from_log: bool
    why: str
    show: Show | None = None
    episode: Episode | None = None
    is_live: bool = False
    starts: datetime | None = None
    ends: datetime | None = None
    second: int = 0

    @property
    def instant(self) -> datetime:
        """What the station's clock shows when the slot begins."""
        return local(self.slot)

    @property
    def minutes_in(self) -> str:
        """How far into the episode it is: ``3:20``."""
        return f"{self.second // 60}:{self.second % 60:02}"


def plays(station: Station, instant: datetime) -> Answer:
    """What is heard at ``instant``."""
    slot = slot_at(instant)
    if slot < station.first_slot:
        return Answer(slot, True, _("The radio was not open yet."))
    if slot < timetable.settled():
        return _logged(station, slot)
    looked = timetable.outlooks(station, slot, slot + 1)
    return (
        _planned(looked[-1], slot) if looked else Answer(slot, False, _("Nothing is planned, so the fallback plays."))
    )


def _logged(station: Station, slot: int) -> Answer:
    rows = BroadcastRow.objects.filter(station=station, slot_from__lte=slot, slot_to__gt=slot)
    row = rows.select_related("show", "episode", "sound").order_by("-pk").first()
    if row is None or row.kind == RowKind.FALLBACK or row.show is None:
        return Answer(slot, True, _("The log has nothing for this time: the fallback plays."))
    begun = row.slot_from - row.first
    times: dict[str, Any] = {"starts": local(begun), "ends": local(row.slot_to)}
    if row.kind == RowKind.LIVE:
        why = _("A live broadcast was planned. While nobody speaks, the fallback plays.")
        return Answer(slot, True, why, row.show, is_live=True, **times)
    if row.sound is not None and row.sound.gone_from is not None and row.sound.gone_from <= slot:
        return Answer(slot, True, _("What was planned was taken off the air, so the fallback plays."))
    second = int((begins(slot) - begins(begun)).total_seconds())
    return Answer(slot, True, _("It stands in the log."), row.show, row.episode, False, second=second, **times)


def _planned(one: Outlook, slot: int) -> Answer:
    occasion, entry = one.occasion, one.entry
    shown = {"show": str(occasion.show)}
    if entry is None:
        why = _("“%(show)s” has its place here, but no episode that may be heard by then: the fallback plays.")
        return Answer(slot, False, why % shown)
    times: dict[str, Any] = {"starts": local(entry.slot_from), "ends": local(entry.slot_to)}
    if slot >= entry.slot_to:
        why = _("The episode of “%(show)s” is shorter than its place: the fallback plays until something else begins.")
        return Answer(slot, False, why % shown)
    if occasion.is_live:
        why = _("Its place in the grid is live. While nobody speaks, the fallback plays.")
        return Answer(slot, False, why, occasion.show, is_live=True, **times)
    second = int((begins(slot) - begins(entry.slot_from)).total_seconds())
    return Answer(slot, False, _reason(one), occasion.show, entry.episode, False, second=second, **times)


def _reason(one: Outlook) -> str:
    """Why it is this episode."""
    occasion = one.occasion
    if occasion.change is not None and occasion.change.episode_id is not None:
        return _("This very episode was chosen for that day.")
    place = _("That day has an exception.") if occasion.change is not None else _("It has its place in the grid.")
    return f"{place} {_('What plays there:')} {GridRule(occasion.rule).label}."
