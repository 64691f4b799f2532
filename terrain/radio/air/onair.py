"""Views of the broadcast log, read from the tables, and what they say about any slot."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Max, Q

from terrain.core import clock
from terrain.radio.air.fragments import interlude_slots
from terrain.radio.air.horizon import INTERLUDE, Log, Piece, Playing, Row, Version
from terrain.radio.air.horizon import plays as plays_in
from terrain.radio.air.live import voices_live
from terrain.radio.consent.consents import agreed
from terrain.radio.enums import EpisodeState, Scope, SoundState
from terrain.radio.models import BroadcastRow, Episode, Fallback, Show, Sound, Station
from terrain.radio.slots import BEHIND, SECONDS

KNOWN = 48 * 3600 // SECONDS
"""Slots that are read beyond the present one: so long the station goes on while the tables cannot be read."""


@dataclass(frozen=True)
class Titled:
    """What listeners are told of a show."""

    slug: str
    title: Mapping[str, str]


@dataclass(frozen=True)
class Told:
    """All that the air knows of a station: its name, its log around a slot, the titles of what is in it (key → title)."""

    station: int
    slug: str
    name: Mapping[str, str]
    first_slot: int
    log: Log
    shows: Mapping[int, Titled] = field(default_factory=dict)
    episodes: Mapping[int, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Enclosure:
    """A podcast's file: the name of its sound, and the episode's title for the file's name. ``gone``: it was withdrawn."""

    sound: str
    gone: bool


def slugs() -> frozenset[str]:
    """The stations there are."""
    return frozenset(Station.objects.values_list("slug", flat=True))


def log_of(station: int, low: int, high: int) -> Log:
    """The view of a station that answers for ``[low, high)``, as the tables stand now."""
    rows = tuple(
        Row(*told)
        for told in BroadcastRow.objects.filter(station_id=station, slot_to__gt=low, slot_from__lt=high)
        .order_by("pk")
        .values_list("pk", "slot_from", "slot_to", "kind", "sound_id", "first", "show_id", "episode_id", "by_hand")
    )
    versions = _versions(station, low, high)
    keys = {row.sound for row in rows} | {key for version in versions for key in version.sounds}
    return Log(rows, versions, _pieces(keys), voices_live(station, low, high), interlude_slots())


def _versions(station: int, low: int, high: int) -> tuple[Version, ...]:
    fallbacks = Fallback.objects.filter(station_id=station, slot_from__lt=high)
    holding = fallbacks.filter(slot_from__lte=low).aggregate(pk=Max("pk"))["pk"] or 0
    told = fallbacks.filter(pk__gte=holding).order_by("pk").values_list("pk", "slot_from", "sounds")
    return tuple(Version(pk, start, tuple(sounds)) for pk, start, sounds in told)


def _pieces(keys: Iterable[int | None]) -> dict[int, Piece]:
    wanted = {key for key in keys if key is not None and key != INTERLUDE}
    told = Sound.objects.filter(pk__in=wanted).values_list("pk", "slots", "gone_from", "uid")
    return {pk: Piece(slots, gone_from, str(uid)) for pk, slots, gone_from, uid in told}


def read(slug: str, slot: int) -> Told | None:
    """What the air has to know of a station in ``slot``; ``None`` when there is no such station."""
    station = Station.objects.filter(slug=slug).only("pk", "slug", "name", "first_slot").first()
    if station is None:
        return None
    log = log_of(station.pk, slot - BEHIND - 1, slot + KNOWN)
    shows = Show.objects.filter(pk__in={row.show for row in log.rows if row.show is not None})
    episodes = Episode.objects.filter(
        pk__in={row.episode for row in log.rows if row.episode is not None}, state=EpisodeState.PUBLISHED
    )
    return Told(
        station=station.pk,
        slug=station.slug,
        name=station.name,
        first_slot=station.first_slot,
        log=log,
        shows={pk: Titled(name, title) for pk, name, title in shows.values_list("pk", "slug", "title")},
        episodes={pk: (str(uid), title) for pk, uid, title in episodes.values_list("pk", "uid", "title")},
    )


def enclosures(slug: str) -> dict[UUID, Enclosure]:
    """The podcasts' files of a station: those that everybody agreed to, in podcasts or on its pages, and those that are gone."""
    episodes = Episode.objects.filter(
        Q(state=EpisodeState.WITHDRAWN)
        | Q(state=EpisodeState.PUBLISHED) & (Q(air_from__isnull=True) | Q(air_from__lte=clock.now())),
        show__station__slug=slug,
        published_at__isnull=False,
    )
    today = clock.today()
    held = {
        uid
        for scope in (Scope.PODCAST, Scope.ARCHIVE)
        for uid in agreed(episodes, scope, today).values_list("uid", flat=True)
    }
    told = episodes.values_list("uid", "sound__uid", "sound__state", "state")
    return {
        uid: Enclosure(str(sound), gone=state == EpisodeState.WITHDRAWN or ready != SoundState.READY or uid not in held)
        for uid, sound, ready, state in told
    }


def plays(station: Station, slot: int) -> Playing:
    """What is heard in any slot, as far as the log knows."""
    return plays_in(log_of(station.pk, slot, slot + 1), slot)
