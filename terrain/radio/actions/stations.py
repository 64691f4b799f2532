"""Stations and shows: opening them, and what they say of themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from terrain.core import clock, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import held, put, save_next
from terrain.core.policies import Denied
from terrain.programmes.models import Project
from terrain.radio.air.horizon import INTERLUDE
from terrain.radio.enums import VoiceKind
from terrain.radio.grid.following import follow
from terrain.radio.models import Fallback, GridChange, Show, Station, Voice
from terrain.radio.policies.stations import check_open_station, check_show, check_station
from terrain.radio.slots import AHEAD, LEAD, slot_at

GUIDS = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""Podcasting 2.0: the namespace in which a feed's address, without scheme and closing slash, becomes its number for ever."""
Texts = Mapping[str, str]


@dataclass(frozen=True)
class StationSaid:
    """What a station says of itself, language → text. ``help_text``: where a listener in danger turns to."""

    name: Texts
    about: Texts
    help_text: Texts


@dataclass(frozen=True)
class ShowSaid:
    """What a show says of itself. ``title``, ``summary``: language → text. ``category``: of Apple's list of podcasts."""

    title: Texts
    summary: Texts
    language: str = "ar"
    category: str = ""
    explicit: bool = False
    licence: str = ""


def _number(feed: str, *arguments: str) -> UUID:
    """The number of the feed at the address called ``feed``."""
    with override(settings.LANGUAGE_CODE):
        path = reverse(feed, args=arguments)
    return number_of(f"{settings.TERRAIN_URL.rstrip('/')}{path}")


def number_of(address: str) -> UUID:
    """The number under which podcast players know the feed at ``address``."""
    return uuid5(GUIDS, address.partition("://")[2].rstrip("/"))


PAGES = frozenset({"club", "episodes", "help", "week", "write"})
"""Pages of listeners that stand where shows have theirs: no show has one of these for its address."""


def _slug(texts: Texts, longest: int, otherwise: str) -> str:
    """An address made of a name in Latin letters; without one, of ``otherwise``."""
    latin = [slugify(texts.get(language, "")) for language in ("fr", "en", "it")]
    return (next(filter(None, latin), "") or slugify(otherwise))[:longest].strip("-")


def _free(wanted: str, taken: set[str], longest: int) -> str:
    if wanted not in taken:
        return wanted
    tails = (f"-{number}" for number in range(2, len(taken) + 3))
    return next(found for tail in tails if (found := wanted[: longest - len(tail)] + tail) not in taken)


def open_station(project: Project, said: StationSaid, *, slip: UUID | None = None, by: Viewer) -> Station:
    """The radio of ``project``, on air from now on with the shipped music. Raises ``Denied`` when it has one."""
    check_open_station(by, project)
    slip = slips.own(slip, by, project, "station")
    with action("radio.station_opened", by=by, project_id=project.pk) as act:
        if (before := slips.taken(slip, Station)) is not None:
            act.silent = True
            return before
        taken = {"mine", "new", *Station.objects.values_list("slug", flat=True)}
        instant = clock.now()
        now = slot_at(instant)
        station = Station(project=project, first_slot=now, slug=_free(_slug(said.name, 40, project.code), taken, 40))
        put(station, said)
        station.guid = _number("listen:feed", station.slug)
        try:
            with transaction.atomic():
                station.save()
        except IntegrityError:
            raise Denied(_("This project has a radio already.")) from None
        Fallback.objects.create(
            station=station,
            slot_from=now + AHEAD + LEAD,
            sounds=[INTERLUDE],
            published=now + AHEAD,
            written_at=instant,
        )
        slips.made(slip, station)
        act.obj = station
    return station


def change_station(station: Station, said: StationSaid, *, version: int, by: Viewer) -> Station:
    """Write what is true of a station now; its address stays. Raises ``ChangedMeanwhile``."""
    check_station(by, station)
    with action("radio.station_changed", by=by, obj=station, project_id=station.project_id) as act:
        now = held(station)
        changed = put(now, said)
        if not changed:
            act.silent = True
            return now
        save_next(now, version)
        act.detail = {"fields": changed}
    return now


def _hosts(station: Station, hosts: frozenset[int], besides: frozenset[int] = frozenset()) -> set[int]:
    """Keys of those who may host: hosts of the project who have not left, and whoever hosts already."""
    voices = Voice.objects.filter(project_id=station.project_id, kind=VoiceKind.HOST, pk__in=hosts)
    return set(voices.filter(left_at__isnull=True).values_list("pk", flat=True)) | (hosts & besides)


def open_show(station: Station, said: ShowSaid, hosts: frozenset[int], *, slip: UUID | None = None, by: Viewer) -> Show:
    """A new show. ``hosts``: keys of voices."""
    check_station(by, station)
    slip = slips.own(slip, by, station, "show")
    with action("radio.show_opened", by=by, project_id=station.project_id) as act:
        if (before := slips.taken(slip, Show)) is not None:
            act.silent = True
            return before
        held(station)
        taken = {*PAGES, *station.shows.values_list("slug", flat=True)}
        show = Show(station=station, slug=_free(_slug(said.title, 60, "emission"), taken, 60))
        put(show, said)
        show.guid = _number("listen:show_feed", station.slug, show.slug)
        show.save()
        show.hosts.set(_hosts(station, hosts))
        slips.made(slip, show)
        act.obj = show
    return show


def change_show(show: Show, said: ShowSaid, hosts: frozenset[int], *, version: int, by: Viewer) -> Show:
    """Write what is true of a show now, and who hosts it; its address and its number stay. Raises ``ChangedMeanwhile``."""
    check_show(by, show)
    with action("radio.show_changed", by=by, obj=show, project_id=show.station.project_id) as act:
        now = held(show)
        changed = put(now, said)
        before = frozenset(now.hosts.values_list("pk", flat=True))
        after = _hosts(now.station, hosts, before)
        if not changed and before == after:
            act.silent = True
            return now
        save_next(now, version)
        now.hosts.set(after)
        act.detail = {"fields": [*changed, *(["hosts"] if before != after else [])]}
    return now


def end_show(show: Show, day: date | None, *, by: Viewer) -> Show:
    """The show ends on ``day``, and so do its places in the grid; its page and its archive stay. None: it goes on after all."""
    check_show(by, show)
    with action("radio.show_changed", by=by, obj=show, project_id=show.station.project_id) as act:
        now = held(show)
        if now.ended_on == day:
            act.silent = True
            return now
        now.ended_on, now.version = day, now.version + 1
        now.save(update_fields=["ended_on", "version"])
        if day is not None:
            now.grid.filter(valid_from__gt=day).delete()
            now.grid.exclude(valid_to__lte=day).update(valid_to=day)
            GridChange.objects.filter(show=now, day__gt=day).delete()
            follow(now.station, by=by)
        act.detail = {"ended": day.isoformat() if day else ""}
    return now
