"""The plan of a station: what its grid, its exceptions and its episodes put on air, slot by slot.

The plan is computed, never kept: what was planned and published stands in the broadcast log. It depends on nothing but the records and
``known_to``, up to which the log is the truth, so that every part of it is the same whichever span is asked for.
"""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Q

from terrain.core import clock
from terrain.radio.enums import EpisodeState, GridRule, SoundState
from terrain.radio.grid.choosing import Allowed, Entry, Logged, Outlook, outlook
from terrain.radio.grid.week import DAY, ONE_DAY, Occasion, local, meant, midnight
from terrain.radio.models import BroadcastRow, Episode, GridChange, GridPlace, Station
from terrain.radio.slots import AHEAD, LEAD, slot_at

__all__ = [
    "Allowed",
    "Entry",
    "Outlook",
    "may_be_heard",
    "occasions",
    "outlooks",
    "plan",
    "plan_slots",
    "register_allowance",
    "settled",
]

BEFORE = timedelta(days=2)
"""Days before a span in which something may begin that still runs in it."""
_ASKED: list[Allowed] = []


def register_allowance(ask: Allowed) -> None:
    """Ask ``ask(keys of episodes, day)`` once for every day that is planned: of which everybody agrees to be heard on that day."""
    _ASKED.append(ask)


def may_be_heard(episodes: Collection[int], day: date) -> Collection[int]:
    """Of these episodes (keys) those to which nobody who was registered objects on that day."""
    for ask in _ASKED:
        episodes = ask(episodes, day)
    return episodes


def settled() -> int:
    """The first slot that a change may still touch: until there the log is the truth."""
    return slot_at(clock.now()) + AHEAD + LEAD


def occasions(station: Station, first: date, last: date) -> list[Occasion]:
    """What the grid and its exceptions mean from day ``first`` to day ``last``, in order, before anything is cut short."""
    places = GridPlace.objects.filter(station=station, valid_from__lte=last).select_related("show")
    standing = places.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first))
    changes = GridChange.objects.filter(station=station, day__range=(first, last)).select_related("show", "episode")
    return meant(list(standing), list(changes), first, last)


def outlooks(
    station: Station, slot_from: int, slot_to: int, *, known_to: int | None = None, allowed: Allowed | None = None
) -> list[Outlook]:
    """The occasions that touch ``[slot_from, slot_to)`` and what each plays, in order; an entry is whole, not cut to the span.

    ``known_to``: until there the log is the truth, and what is planned comes after it (default: the first slot that may still be changed,
    or ``slot_from`` when that is earlier). ``allowed``: asked instead of ``may_be_heard``.
    """
    known_to = min(slot_from, settled()) if known_to is None else known_to
    found = occasions(station, local(known_to).date() - BEFORE, local(slot_to).date())
    coming = [one for one in found if one.slot < slot_to]
    shows = {one.show.pk for one in coming}
    episodes = (
        Episode.objects.filter(show__in=shows, state=EpisodeState.PUBLISHED, sound__state=SoundState.READY)
        .select_related("sound")
        .defer("summary", "transcript", "chapters")
    )
    looked = outlook(coming, episodes, _log(station, coming, known_to), known_to, allowed or may_be_heard)
    return [one for one in looked if _touches(one, slot_from, slot_to)]


def _touches(one: Outlook, slot_from: int, slot_to: int) -> bool:
    end = max(one.occasion.slot_to, one.entry.slot_to if one.entry else 0)
    return one.occasion.slot < slot_to and end > slot_from


def _log(station: Station, coming: list[Occasion], known_to: int) -> list[Logged]:
    """The rows that planning asks for: all of them where it matters what was ever heard, else what may be running.

    What was decided by hand stands over the plan: after it goes on what would have run without it.
    """
    rows = BroadcastRow.objects.filter(station=station, slot_from__lt=known_to, by_hand=False).order_by("pk")
    if not any(one.rule in {GridRule.NEXT, GridRule.REPEAT} for one in coming):
        rows = rows.filter(slot_to__gt=known_to - 2 * DAY)
    told = rows.values_list("pk", "slot_from", "slot_to", "kind", "first", "show_id", "episode_id")
    return [Logged(*row) for row in told]


def plan_slots(
    station: Station, slot_from: int, slot_to: int, *, known_to: int | None = None, allowed: Allowed | None = None
) -> list[Entry]:
    """What is planned in ``[slot_from, slot_to)``, in order and without overlap; slots without an entry play the fallback.

    Whoever writes the log calls it with the first slot that may still be changed as ``slot_from``: what began before goes on as the log
    has it. See ``outlooks`` for ``known_to`` and ``allowed``.
    """
    looked = outlooks(station, slot_from, slot_to, known_to=known_to, allowed=allowed)
    parts = (one.entry.within(slot_from, slot_to) for one in looked if one.entry)
    return [part for part in parts if part]


def plan(
    station: Station, day_from: date, day_to: date, *, known_to: int | None = None, allowed: Allowed | None = None
) -> list[Entry]:
    """What is planned from day ``day_from`` to day ``day_to`` of the station's clock, both included."""
    return plan_slots(station, midnight(day_from), midnight(day_to + ONE_DAY), known_to=known_to, allowed=allowed)
