"""From lines of the spool to rows: sessions, their parts by hour and show, a pseudonym's months with their facts, downloads.

Everything here joins what is new to what stands and computes what follows from it anew, so that the order in which files are read and
a file that is read twice change nothing. Called inside the transaction that keeps how far a file was read (``actions.listening``).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from django.db.models import Count, Q, Sum

from terrain.core import vault
from terrain.facts.actions import forget, new_subjects, sync_many
from terrain.radio.audience.attributing import Timeline, show_of
from terrain.radio.hearing.lines import Line
from terrain.radio.hearing.rule import SEVERAL, Download, Heard, downloads_of, one_device, sessions_of
from terrain.radio.hearing.salts import device_in, new_salt
from terrain.radio.models import (
    Episode,
    Fetching,
    HourHeard,
    Listener,
    ListenerMonth,
    ListeningPart,
    ListeningPeriod,
    ListeningSession,
    PodcastDay,
    Station,
)
from terrain.radio.slots import SECONDS

SALT = "radio.ListeningPeriod.sealed_salt"
MONTHS = "radio.ListenerMonth"
BATCH = 500
DERIVED = (
    "period", "device", "listener", "source", "mark", "pressed", "first_at", "last_at", "spans", "day", "first_slot", "last_slot",
    "seconds", "counted", "show",
)  # fmt: skip


def keep_sessions(lines: Iterable[Line], oldest: date) -> int:
    """Join what lines say of sessions to what stands; returns how many sessions changed. Days before ``oldest`` are over."""
    told: dict[str, list[Heard]] = defaultdict(list)
    for heard in sessions_of(lines).values():
        told[heard.station].append(heard)
    changed = 0
    for station in Station.objects.filter(slug__in=sorted(told)).order_by("pk"):
        found = told[station.slug]
        for start in range(0, len(found), BATCH):
            changed += _Keeping(station, oldest).keep(found[start : start + BATCH])
    return changed


class _Keeping:
    """One station's sessions, a batch of them."""

    def __init__(self, station: Station, oldest: date) -> None:
        self.station, self.oldest = station, oldest
        self.timeline = Timeline(station)
        self.periods: dict[int, tuple[ListeningPeriod, bytes] | None] = {}
        self.hours: set[datetime] = set()
        self.months: set[tuple[date, int | None]] = set()

    def keep(self, told: Sequence[Heard]) -> int:
        names = [heard.session for heard in told]
        standing = ListeningSession.objects.select_for_update(of=("self",)).select_related("listener")
        rows = {row.session: row for row in standing.filter(station=self.station, session__in=names)}
        changed = []
        for row in rows.values():
            row.station = self.station
        for heard in told:
            row = rows.get(heard.session) or ListeningSession(station=self.station, session=heard.session)
            self._note(row)
            if self._join(row, heard):
                changed.append(row)
        self._know(changed)
        self._write(changed)
        count_hours(self.station, self.hours)
        count_months(self.station, self.months)
        return len(changed)

    def _join(self, row: ListeningSession, fresh: Heard) -> bool:
        """Make the row say what both say; ``False`` when its day is over, or when it said so already."""
        standing = heard_of(row) if row.pk else None
        joined = standing.joined(fresh) if standing else fresh
        held = self._period(joined.day.year) if joined.day >= self.oldest else None
        if held is None:
            return False
        period, salt = held
        kept = row.device if row.pk and row.period_id == period.pk else ""
        known = fresh.device if fresh.device in {"", SEVERAL} else device_in(salt, fresh.device)
        device = one_device(kept, known)
        if standing == replace(joined, device="") and device == row.device:
            return False
        row.period, row.device = period, device
        self._say(row, joined)
        return True

    def _say(self, row: ListeningSession, heard: Heard) -> None:
        listened = heard.listened
        row.source, row.mark, row.pressed = heard.source, heard.mark, heard.pressed
        row.first_at, row.last_at, row.spans = heard.first_at, heard.last_at, [list(span) for span in heard.spans]
        row.day, row.seconds, row.counted = heard.day, heard.seconds, heard.counts
        row.first_slot = listened[0][0] if listened else heard.first_at // SECONDS
        row.last_slot = listened[-1][1] if listened else row.first_slot
        row.show_id = show_of(self.timeline.parts(listened))

    def _period(self, year: int) -> tuple[ListeningPeriod, bytes] | None:
        """The period and its salt; ``None`` when the salt was destroyed."""
        if year not in self.periods:
            held = ListeningPeriod.objects.select_related("key").filter(station=self.station, year=year).first()
            held = held or _new_period(self.station, year)
            try:
                self.periods[year] = held, vault.unseal(held.key, bytes(held.sealed_salt), SALT)
            except vault.Erased:
                self.periods[year] = None
        return self.periods[year]

    def _know(self, rows: Sequence[ListeningSession]) -> None:
        """Give the sessions that count their listener: the same for the same device in the same period."""
        counting = [row for row in rows if row.counted and row.device not in {"", SEVERAL}]
        keys = sorted({(row.period_id, row.device) for row in counting})
        found = Listener.objects.filter(device__in=[device for _period, device in keys])
        known = {(one.period_id, one.device): one for one in found}
        fresh = [key for key in keys if key not in known]
        subjects = new_subjects("listener", len(fresh))
        made = Listener.objects.bulk_create(
            Listener(period_id=period, device=device, subject=subject)
            for (period, device), subject in zip(fresh, subjects, strict=True)
        )
        known |= {(one.period_id, one.device): one for one in made}
        for row in rows:
            row.listener = known.get((row.period_id, row.device)) if row.counted else None

    def _note(self, row: ListeningSession) -> None:
        """Remember what has to be counted again because of this row."""
        if row.pk and row.counted:
            self.months.add((row.day.replace(day=1), row.listener.subject if row.listener else None))
            self.hours |= set(self._parts(row))

    def _parts(self, row: ListeningSession) -> dict[datetime, list[ListeningPart]]:
        found: dict[datetime, list[ListeningPart]] = defaultdict(list)
        for (hour, show, episode), seconds in self.timeline.parts(heard_of(row).listened).items():
            begins = datetime.fromtimestamp(hour * 3600, UTC)
            found[begins].append(
                ListeningPart(session=row, hour=begins, show_id=show, episode_id=episode, seconds=seconds)
            )
        return found

    def _write(self, rows: Sequence[ListeningSession]) -> None:
        old = [row for row in rows if row.pk]
        ListeningSession.objects.bulk_create([row for row in rows if not row.pk], batch_size=BATCH)
        ListeningSession.objects.bulk_update(old, DERIVED, batch_size=100)
        ListeningPart.objects.filter(session__in=old).delete()
        parts = []
        for row in rows:
            self._note(row)
            parts += [part for found in self._parts(row).values() for part in found]
        ListeningPart.objects.bulk_create(parts, batch_size=BATCH)


def _new_period(station: Station, year: int) -> ListeningPeriod:
    key = vault.new_key()
    return ListeningPeriod.objects.create(
        station=station, year=year, key=key, sealed_salt=vault.seal(key, new_salt(), SALT)
    )


def heard_of(row: ListeningSession) -> Heard:
    """What a row says, as the rule reads it; without its device, which the spool knows otherwise."""
    spans = tuple((first, last) for first, last in row.spans)
    return Heard(row.station.slug, row.session, "", row.source, row.mark, row.pressed, row.first_at, row.last_at, spans)


def count_hours(station: Station, hours: Iterable[datetime]) -> None:
    """Count these hours of a station again from the sessions that stand."""
    wanted = sorted(set(hours))
    HourHeard.objects.filter(station=station, hour__in=wanted).delete()
    parts = ListeningPart.objects.filter(session__station=station, session__counted=True, hour__in=wanted)
    rows = parts.values_list("hour", "show", "episode").annotate(Count("session", distinct=True), Sum("seconds"))
    HourHeard.objects.bulk_create(
        (
            HourHeard(station=station, hour=hour, show_id=show, episode_id=episode, sessions=sessions, seconds=seconds)
            for hour, show, episode, sessions, seconds in rows.order_by("hour", "show", "episode")
        ),
        batch_size=BATCH,
    )


def count_months(station: Station, keys: Iterable[tuple[date, int | None]]) -> None:
    """Count the months of these pseudonyms (or of the sessions without one) again, and their facts with them."""
    by_month: dict[date, set[int | None]] = defaultdict(set)
    for month, subject in keys:
        by_month[month].add(subject)
    for month in sorted(by_month):
        _count_month(station, month, by_month[month])


def _count_month(station: Station, month: date, subjects: set[int | None]) -> None:
    named = sorted(subject for subject in subjects if subject is not None)
    whose = Q(listener__subject__in=named) | (Q(listener=None) if None in subjects else Q(pk__in=[]))
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    counted = ListeningSession.objects.filter(whose, station=station, counted=True, day__gte=month, day__lt=after)
    rows = counted.values_list("listener__subject", "source", "show").annotate(Count("pk"), Sum("seconds"))
    wanted = {(subject, source, show): (count, total) for subject, source, show, count, total in rows.order_by()}
    mine = Q(subject__in=named) | (Q(subject=None) if None in subjects else Q(pk__in=[]))
    standing = ListenerMonth.objects.filter(mine, station=station, month=month)
    over, moved = [], []
    for row in standing:
        figures = wanted.pop((row.subject, row.source, row.show_id), None)
        if figures is None:
            over.append(row.pk)
        elif figures != (row.sessions, row.seconds):
            row.sessions, row.seconds = figures
            row.save(update_fields=["sessions", "seconds"])
            moved.append(row.pk)
    ordered = sorted(wanted.items(), key=str)
    for (subject, source, show), (count, total) in ordered:
        made = ListenerMonth.objects.create(
            station=station, month=month, subject=subject, source=source, show_id=show, sessions=count, seconds=total
        )
        moved.append(made.pk)
    ListenerMonth.objects.filter(pk__in=over).delete()
    forget(MONTHS, over)
    sync_many(MONTHS, moved)


def keep_downloads(lines: Iterable[Line]) -> None:
    """Join what lines say of downloads to what stands; of days that are closed nothing is added."""
    told: dict[tuple[str, str], list[Download]] = defaultdict(list)
    for download in downloads_of(lines).values():
        told[download.episode, download.day].append(download)
    uids = {UUID(uid) for uid, _day in told}
    episodes = {str(one.uid): one for one in Episode.objects.filter(uid__in=uids).select_related("show__station")}
    for (uid, day), found in sorted(told.items()):
        episode = episodes.get(uid)
        here = [one for one in found if episode is not None and one.station == episode.show.station.slug]
        if episode is not None and here:
            _keep_day(episode, date.fromisoformat(day), here)


def _keep_day(episode: Episode, day: date, told: Sequence[Download]) -> None:
    counted, _new = PodcastDay.objects.select_for_update().get_or_create(
        episode=episode, day=day, defaults={"downloads": 0}
    )
    if counted.closed:
        return
    names = [one.listener for one in told]
    rows = {row.listener: row for row in Fetching.objects.filter(episode=episode, day=day, listener__in=names)}
    for one in told:
        row = rows.get(one.listener) or Fetching(episode=episode, day=day, listener=one.listener)
        joined = one.joined(_download_of(row, one)) if row.pk else one
        row.ranges, row.size, row.minute = [list(span) for span in joined.ranges], joined.size, joined.minute
        row.counts = joined.counts
        row.save()
    counted.downloads = Fetching.objects.filter(episode=episode, day=day, counts=True).count()
    counted.save(update_fields=["downloads"])


def _download_of(row: Fetching, like: Download) -> Download:
    ranges = tuple((first, last) for first, last in row.ranges)
    return Download(like.station, like.episode, like.day, row.listener, ranges, row.size, row.minute)
