"""What is read of listening: the three lines of a station that are never added up, and how many heard what, and when.

Whoever may not see small figures gets those under five hidden, and a second one where a single hidden one could be worked out.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Sum
from django.utils import timezone

from terrain.core import clock
from terrain.core.ui.wording import dated
from terrain.facts.estimates import Estimate
from terrain.radio.audience.attributing import Stretch, stretches
from terrain.radio.audience.estimating import estimate
from terrain.radio.hearing.rule import COUNTS_FROM
from terrain.radio.models import (
    BroadcastRow,
    Club,
    Episode,
    HourHeard,
    ListenerMonth,
    ListeningPart,
    ListeningSession,
    PodcastDay,
    Show,
    Station,
)
from terrain.radio.slots import SECONDS

FEW = 5
"""A figure below it is hidden from most readers."""
WEEKS = 4
"""Weeks whose hours are drawn."""
MINUTE = 60 // SECONDS
"""Slots in a minute."""
BROADCASTS = 26
"""How many broadcasts of a show are drawn."""


def hidden(numbers: Sequence[int], *, whole: bool) -> list[int | None]:
    """The same figures, small ones ``None``; when it is a single one, the next smallest too."""
    if whole:
        return list(numbers)
    small = {place for place, number in enumerate(numbers) if 0 < number < FEW}
    rest = [(number, place) for place, number in enumerate(numbers) if number >= FEW]
    if len(small) == 1 and rest:
        small.add(min(rest)[1])
    return [None if place in small else number for place, number in enumerate(numbers)]


@dataclass(frozen=True)
class Lines:
    """A station's audience in a year, or in all. ``floor``: devices; of all years the highest. ``sessions``: listenings that count,
    ``loose`` of them of devices that keep no mark. ``downloads``; ``clubs`` and the ``heads`` in them. Never added up."""

    years: tuple[tuple[int, int], ...]
    floor: int
    sessions: int
    loose: int
    hours: int
    downloads: int
    clubs: int
    heads: int
    estimate: Estimate


def lines_of(station: Station, year: int | None = None) -> Lines:
    """The three lines; a constant number of queries."""
    months, podcasts = (
        ListenerMonth.objects.filter(station=station),
        PodcastDay.objects.filter(episode__show__station=station),
    )
    clubs = Club.objects.standing().filter(station=station)
    if year is not None:
        months, podcasts, clubs = (
            months.filter(month__year=year),
            podcasts.filter(day__year=year),
            clubs.filter(day__year=year),
        )
    devices = months.exclude(subject=None).values_list("month__year").annotate(Count("subject", distinct=True))
    years = tuple(devices.order_by("month__year"))
    sums = months.aggregate(sessions=Sum("sessions", default=0), seconds=Sum("seconds", default=0))
    loose = months.filter(subject=None).aggregate(sessions=Sum("sessions", default=0))["sessions"]
    met = clubs.aggregate(clubs=Count("pk"), heads=Sum("heads", default=0))
    floor = max((count for _year, count in years), default=0)
    return Lines(
        years=years,
        floor=floor,
        sessions=sums["sessions"],
        loose=loose,
        hours=sums["seconds"] // 3600,
        downloads=podcasts.aggregate(total=Sum("downloads", default=0))["total"],
        clubs=met["clubs"],
        heads=met["heads"],
        estimate=estimate(station.project_id, floor),
    )


@dataclass(frozen=True)
class Point:
    """A column of a curve: its words, and how many (``None``: hidden); ``short``: the same in few letters, blank when it is short."""

    words: str
    number: int | None
    short: str = ""


def by_hour(station: Station, *, whole: bool) -> list[Point]:
    """The hours of the day where the station is: listenings that heard something of it, in the last four weeks together."""
    since = clock.now() - timedelta(weeks=WEEKS)
    found: dict[int, int] = defaultdict(int)
    rows = HourHeard.objects.filter(station=station, hour__gte=since).values_list("hour").annotate(Sum("sessions"))
    for hour, sessions in rows.order_by():
        found[timezone.localtime(hour).hour] += sessions
    numbers = hidden([found[hour] for hour in range(24)], whole=whole)
    return [Point(f"{hour:02d}:00", number) for hour, number in enumerate(numbers)]


@dataclass(frozen=True)
class ShowHeard:
    """A show, how many listenings heard something of it, and for how many hours together; ``None``: hidden."""

    show: Show
    listenings: int | None
    hours: int | None


def by_show(station: Station, *, whole: bool) -> list[ShowHeard]:
    """The station's shows with what was heard of them since it began."""
    rows = HourHeard.objects.filter(station=station).exclude(show=None).values_list("show")
    sums = {
        show: (sessions, seconds)
        for show, sessions, seconds in rows.annotate(Sum("sessions"), Sum("seconds")).order_by()
    }
    shows = list(Show.objects.filter(station=station))
    numbers = hidden([sums.get(show.pk, (0, 0))[0] for show in shows], whole=whole)
    return [
        ShowHeard(show, number, None if number is None else sums.get(show.pk, (0, 0))[1] // 3600)
        for show, number in zip(shows, numbers, strict=True)
    ]


def of_show(show: Show, *, whole: bool) -> list[Point]:
    """The days on which a show was heard, the newest last: listenings of each."""
    found: dict[date, int] = defaultdict(int)
    rows = HourHeard.objects.filter(show=show).values_list("hour").annotate(Sum("sessions"))
    for hour, sessions in rows.order_by("-hour")[: BROADCASTS * 24]:
        found[timezone.localdate(hour)] += sessions
    days = sorted(found)[-BROADCASTS:]
    numbers = hidden([found[day] for day in days], whole=whole)
    return [Point(dated(day), number, f"{day.day}/{day.month}") for day, number in zip(days, numbers, strict=True)]


@dataclass(frozen=True)
class EpisodeHeard:
    """By how many an episode was heard. ``devices``: those that heard a minute of it, ``loose``: listenings of devices without a mark that
    did; ``None``: between one and four. ``curve``: minute by minute, all broadcasts together. ``downloads`` on their own line.
    ``times``: when it was broadcast."""

    devices: int | None
    loose: int | None
    downloads: int | None
    curve: tuple[Point, ...]
    times: tuple[int, ...]


def of_episode(episode: Episode, *, whole: bool) -> EpisodeHeard:
    """By how many an episode was heard, as far as listenings are kept (thirteen months)."""
    parts = ListeningPart.objects.filter(episode=episode, session__counted=True)
    known = parts.exclude(session__listener=None).values("session__listener").annotate(heard=Sum("seconds"))
    loose = parts.filter(session__listener=None).values("session").annotate(heard=Sum("seconds"))
    downloads = PodcastDay.objects.filter(episode=episode).aggregate(total=Sum("downloads", default=0))["total"]
    counts = [known.filter(heard__gte=COUNTS_FROM).count(), loose.filter(heard__gte=COUNTS_FROM).count(), downloads]
    devices, unmarked, fetched = (None if not whole and 0 < number < FEW else number for number in counts)
    broadcasts = broadcasts_of(episode)
    times = tuple(one.first for one in broadcasts if one.start == 0)
    return EpisodeHeard(devices, unmarked, fetched, _curve(episode, broadcasts, whole=whole), times)


def broadcasts_of(episode: Episode) -> list[Stretch]:
    """The slots in which an episode was on air, past ones, in order."""
    station, now = episode.show.station, int(clock.now().timestamp()) // SECONDS
    rows = BroadcastRow.objects.filter(episode=episode, slot_from__lt=now).order_by("slot_from")
    found: set[Stretch] = set()
    for first, last in rows.values_list("slot_from", "slot_to"):
        found |= {one for one in stretches(station, first, min(last, now)) if one.episode == episode.pk}
    return sorted(found, key=lambda one: one.first)


def _curve(episode: Episode, broadcasts: Sequence[Stretch], *, whole: bool) -> tuple[Point, ...]:
    """How many listenings were there in each minute of the episode."""
    length = max((one.start + one.last - one.first for one in broadcasts), default=0)
    minutes: list[set[int]] = [set() for _minute in range(-(-length // MINUTE))]
    for one in broadcasts:
        rows = ListeningSession.objects.filter(
            station_id=episode.show.station_id, counted=True, last_slot__gt=one.first, first_slot__lt=one.last
        )
        for pk, spans in rows.values_list("pk", "spans"):
            for first, last in spans:
                inner, outer = max(first, one.first), min(last, one.last)
                if inner < outer:
                    start, end = one.start + inner - one.first, one.start + outer - one.first
                    for minute in range(start // MINUTE, (end - 1) // MINUTE + 1):
                        minutes[minute].add(pk)
    numbers = hidden([len(there) for there in minutes], whole=whole)
    return tuple(Point(str(minute + 1), number) for minute, number in enumerate(numbers))
