"""What anybody may know of the radio: plain values of what is heard, nothing of drafts, of who made it, of who was not to be named.

An episode is shown once it is published, may be heard by now, has its sound, and every voice in it agreed to the place where it is
shown (``Scope``). Whatever is taken back is gone from here at once; ``episode`` then says ``GONE``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet, Sum
from django.utils import timezone

from terrain.core import clock
from terrain.radio.consent.consents import agreed
from terrain.radio.enums import EpisodeState, GridRule, Part, Profile, RowKind, Scope, SoundState, VoiceWay
from terrain.radio.grid.timetable import occasions
from terrain.radio.grid.week import Occasion, fitted
from terrain.radio.models import BroadcastRow, Episode, Rendition, Show, Station
from terrain.radio.slots import SECONDS, begins, slot_at

Texts = Mapping[str, str]
Gone = Enum("Gone", ["GONE"])
GONE = Gone.GONE
"""It was heard once, and was taken back."""
NOMINAL = {Profile.STD: 24_650, Profile.ECO: 12_650}
"""Bytes of a slot before anything was prepared: 48 and 24 kbit/s, and the boxes of a fragment with its 125 frames."""
MEASURED = 40
"""So many of the newest sounds say how much data an hour takes."""
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class PublicStation:
    """A radio. ``name``, ``about``, ``help_text``: language → text. ``project``: code of the project whose radio it is."""

    pk: int
    uid: UUID
    slug: str
    name: Texts
    about: Texts
    help_text: Texts
    guid: UUID | None
    project: str


@dataclass(frozen=True)
class PublicShow:
    """A show. ``hosts``: the names by which listeners know them."""

    pk: int
    uid: UUID
    slug: str
    title: Texts
    summary: Texts
    language: str
    category: str
    explicit: bool
    licence: str
    guid: UUID | None
    has_ended: bool
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class PublicEpisode:
    """An episode. ``size``: bytes of its MP3, 0 where none may be taken along. ``voices``: (on-air name, ``Part``).

    ``chapters``: (seconds, title). ``changed``: the voice was changed, or lent, and listeners are told so.
    """

    uid: UUID
    sound: UUID
    show: PublicShow
    title: str
    summary: str
    language: str
    published_at: datetime
    seconds: int
    size: int
    voices: tuple[tuple[str, str], ...]
    transcript: str
    chapters: tuple[tuple[int, str], ...]
    changed: str
    as_podcast: bool


@dataclass(frozen=True)
class Place:
    """Something in the week. ``key``: the same for the same place of the grid in every week. ``extra``: that day only."""

    key: UUID
    show: PublicShow
    begins: datetime
    ends: datetime
    is_live: bool
    is_repeat: bool
    extra: bool


@dataclass(frozen=True)
class OnAir:
    """What is heard. ``show`` None: music, nothing was planned. ``begins``, ``ends``: None when not known."""

    show: PublicShow | None
    title: str
    is_live: bool
    begins: datetime | None
    ends: datetime | None


def _station(found: Station) -> PublicStation:
    return PublicStation(
        found.pk, found.uid, found.slug, found.name, found.about, found.help_text, found.guid, found.project.code
    )


def stations() -> tuple[PublicStation, ...]:
    """Every radio of this house."""
    return tuple(map(_station, Station.objects.select_related("project")))


def station(slug: str) -> PublicStation | None:
    """The radio at this address."""
    found = Station.objects.select_related("project").filter(slug=slug).first()
    return _station(found) if found is not None else None


def station_of(project: str) -> PublicStation | None:
    """The radio of the project with this code."""
    found = Station.objects.select_related("project").filter(project__code=project).first()
    return _station(found) if found is not None else None


def _show(found: Show, hosts: Iterable[str] = ()) -> PublicShow:
    return PublicShow(
        found.pk, found.uid, found.slug, found.title, found.summary, found.language, found.category, found.explicit,
        found.licence, found.guid, found.ended_on is not None and found.ended_on <= clock.today(), tuple(hosts),
    )  # fmt: skip


def _with_hosts(found: QuerySet[Show]) -> tuple[PublicShow, ...]:
    return tuple(
        _show(show, [voice.air_name for voice in show.hosts.all() if voice.left_at is None])
        for show in found.prefetch_related("hosts")
    )


def shows(station: PublicStation) -> tuple[PublicShow, ...]:
    """The station's shows, those that go on before those that have ended."""
    found = _with_hosts(Show.objects.filter(station_id=station.pk))
    return tuple(sorted(found, key=lambda show: (show.has_ended, show.slug)))


def show(station: PublicStation, slug: str) -> PublicShow | None:
    """The show at this address."""
    return next(iter(_with_hosts(Show.objects.filter(station_id=station.pk, slug=slug))), None)


def _heard(station: PublicStation, scope: Scope, day: date | None = None) -> QuerySet[Episode]:
    """Episodes that may be heard now, whose voices all agreed to ``scope``."""
    now = clock.now()
    found = Episode.objects.filter(
        Q(air_from=None) | Q(air_from__lte=now), show__station_id=station.pk, state=EpisodeState.PUBLISHED,
        published_at__lte=now, sound__state=SoundState.READY,
    )  # fmt: skip
    return agreed(found, scope, day or clock.today())


def _filled(found: QuerySet[Episode], carried: Iterable[int] | None = None) -> tuple[PublicEpisode, ...]:
    """``carried``: keys of the episodes that may also be taken along; None: all of them."""
    with_all = found.select_related("show", "sound").prefetch_related("parts__voice", "sound__renditions")
    episodes = list(with_all.order_by("-published_at", "-pk"))
    return tuple(_episode(one, carried is None or one.pk in carried) for one in episodes)


def _episode(found: Episode, carried: bool) -> PublicEpisode:
    sound: Any = found.sound
    sizes = [one.size for one in sound.renditions.all() if one.profile == Profile.MP3 and one.on_air]
    heard = [(p.voice.air_name, str(p.part)) for p in found.parts.all() if p.part != Part.AUTHOR]
    published: Any = found.published_at
    return PublicEpisode(
        uid=found.uid, sound=sound.uid, show=_show(found.show), title=found.title, summary=found.summary,
        language=found.language, published_at=published, seconds=sound.milliseconds // 1000,
        size=sizes[0] if sizes else 0, voices=tuple(heard), transcript=found.transcript,
        chapters=tuple((int(one["at"]), str(one["title"])) for one in found.chapters),
        changed=found.way if found.way != VoiceWay.OWN else "", as_podcast=bool(carried and sizes),
    )  # fmt: skip


def episodes(station: PublicStation, *, show: PublicShow | None = None, at_most: int = 30) -> tuple[PublicEpisode, ...]:
    """The newest episodes on the station's pages, newest first."""
    found = _heard(station, Scope.ARCHIVE)
    if show is not None:
        found = found.filter(show_id=show.pk)
    keys = list(found.order_by("-published_at", "-pk").values_list("pk", flat=True)[:at_most])
    carried = set(_heard(station, Scope.PODCAST).filter(pk__in=keys).values_list("pk", flat=True))
    return _filled(Episode.objects.filter(pk__in=keys), carried)


def episode(station: PublicStation, uid: UUID) -> PublicEpisode | Gone | None:
    """The episode with this number; ``GONE`` once it was heard and may not be any more; None when it never was."""
    found = _filled(
        _heard(station, Scope.ARCHIVE).filter(uid=uid),
        set(_heard(station, Scope.PODCAST).filter(uid=uid).values_list("pk", flat=True)),
    )
    if found:
        return found[0]
    now = clock.now()
    begun = Q(air_from=None) | Q(air_from__lte=now)
    once = Episode.objects.filter(begun, uid=uid, show__station_id=station.pk, published_at__lte=now)
    return GONE if once.exists() else None


def podcast(station: PublicStation, *, show: PublicShow | None = None, at_most: int = 300) -> tuple[PublicEpisode, ...]:
    """What a feed carries, newest first: only what every voice lets go out into the world, and what there is a file of."""
    found = _heard(station, Scope.PODCAST).filter(
        sound__renditions__profile=Profile.MP3, sound__renditions__on_air=True
    )
    if show is not None:
        found = found.filter(show_id=show.pk)
    keys = list(found.order_by("-published_at", "-pk").values_list("pk", flat=True)[:at_most])
    return _filled(Episode.objects.filter(pk__in=keys))


def last_days(station: PublicStation, until: datetime) -> tuple[PublicEpisode, ...]:
    """What was published in the seven days before ``until`` and may be taken along, oldest first."""
    return tuple(one for one in reversed(podcast(station)) if until - WEEK < one.published_at <= until)


def changed_at(station: PublicStation, *, show: PublicShow | None = None) -> datetime:
    """When a feed last said something else: something was published, or taken back."""
    found = Episode.objects.filter(show__station_id=station.pk, published_at__lte=clock.now())
    if show is not None:
        found = found.filter(show_id=show.pk)
    last = found.aggregate(published=Max("published_at"), withdrawn=Max("withdrawn_at"))
    known = [moment for moment in last.values() if moment is not None]
    return max(known) if known else Station.objects.values_list("opened_at", flat=True).get(pk=station.pk)


def on_air(station: PublicStation, instant: datetime) -> OnAir:
    """What is heard at this instant, by the broadcast log."""
    slot = slot_at(instant)
    rows = BroadcastRow.objects.filter(station_id=station.pk, slot_from__lte=slot, slot_to__gt=slot)
    row = rows.select_related("show", "episode", "sound").order_by("-pk").first()
    if row is None or row.show is None or row.kind == RowKind.FALLBACK or _is_gone(row, slot):
        return OnAir(None, "", False, None, None)
    told = row.episode.title if row.episode is not None and row.episode.is_heard else ""
    return OnAir(_show(row.show), told, row.kind == RowKind.LIVE, begins(row.slot_from), begins(row.slot_to))


def _is_gone(row: BroadcastRow, slot: int) -> bool:
    return row.sound is not None and row.sound.gone_from is not None and row.sound.gone_from <= slot


def _place(one: Occasion) -> Place:
    said: Any = one.change or one.place
    begin, end = begins(one.slot), begins(one.slot_to)
    again = one.rule == GridRule.REPEAT
    return Place(said.uid, _show(one.show), begin, end, one.is_live, again, one.change is not None)


def places(station: PublicStation, first: date, last: date) -> tuple[Place, ...]:
    """What is planned on these days (both included), in order: what begins later cuts short what runs."""
    return tuple(_place(one) for one in fitted(occasions(Station(pk=station.pk), first, last)))


def week(station: PublicStation, first: date) -> tuple[tuple[date, tuple[Place, ...]], ...]:
    """The seven days from ``first`` on, each with what is planned."""
    found = places(station, first, first + timedelta(days=6))
    days = [first + timedelta(days=number) for number in range(7)]
    return tuple((day, tuple(p for p in found if timezone.localdate(p.begins) == day)) for day in days)


def upcoming(station: PublicStation, instant: datetime, at_most: int = 3) -> tuple[Place, ...]:
    """The next things that are planned after this instant, within a week."""
    today = timezone.localdate(instant)
    return tuple(p for p in places(station, today, today + WEEK) if p.begins > instant)[:at_most]


def data_per_hour(station: PublicStation) -> dict[str, int]:
    """Bytes that an hour of listening takes in each broadcast form, the container included: as the newest sounds really are."""
    newest = Rendition.objects.filter(sound__station_id=station.pk, on_air=True, sound__state=SoundState.READY)
    keys = list(newest.order_by("-sound_id").values_list("sound_id", flat=True).distinct()[:MEASURED])
    found = Rendition.objects.filter(sound_id__in=keys, profile__in=NOMINAL).values("profile").order_by("profile")
    told = {
        row["profile"]: row["bytes"] / row["slots"]
        for row in found.annotate(bytes=Sum("size"), slots=Sum("sound__slots"))
    }
    return {str(profile): round(told.get(profile, each) * 3600 / SECONDS) for profile, each in NOMINAL.items()}
