"""Reading what the air doors wrote down, and making an end of it: the spool becomes rows once, rows become figures, and go."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from terrain.core import clock, vault
from terrain.core.access import Viewer, system_viewer
from terrain.core.actions import action
from terrain.radio.audience.tallying import keep_downloads, keep_sessions
from terrain.radio.hearing import salts, spool
from terrain.radio.models import Fetching, Listener, ListeningPeriod, ListeningSession, PodcastDay, SpoolFile
from terrain.radio.policies.listening import check_take_in

HOUSE = system_viewer("listening")
MONTHS_KEPT = 13
CLOSED_AFTER = timedelta(hours=1)
"""How long after midnight a day of podcasts is closed: what was being fetched then has ended."""
SPOOL_KEPT = timedelta(days=2)


@dataclass(frozen=True)
class TakenIn:
    """Lines read, and those that were none of ours."""

    lines: int = 0
    refused: int = 0


def take_in(*, by: Viewer) -> TakenIn:
    """Read whole lines of the spool that were not read yet, each exactly once; running it again changes nothing.

    What was read of a file is kept in the transaction that keeps how far: a process that is killed between leaves either both or neither.
    """
    check_take_in(by)
    lines = refused = 0
    for path in spool.files():
        while piece := _take_piece(path, by):
            lines, refused = lines + piece.lines, refused + piece.refused
    return TakenIn(lines, refused)


def _take_piece(path: Path, by: Viewer) -> TakenIn | None:
    """Read the next piece of a file; ``None`` when there is none."""
    with action("radio.listening_read", by=by) as act:
        file, _new = SpoolFile.objects.select_for_update().get_or_create(name=path.name)
        found, offset, refused = spool.lines_from(path, file.offset)
        if offset == file.offset:
            act.silent = True
            return None
        keep_sessions(found, oldest_kept(clock.today()))
        keep_downloads(found)
        file.offset, file.refused = offset, file.refused + refused
        file.save(update_fields=["offset", "refused"])
        act.obj, act.detail = file, {"lines": len(found), "refused": refused}
    return TakenIn(len(found), refused)


def oldest_kept(today: date) -> date:
    """The first day of which raw rows stand: months go whole, so that none is kept longer than thirteen months."""
    month = today.year * 12 + today.month - MONTHS_KEPT
    return date(month // 12, month % 12 + 1, 1)


def close_days(*, by: Viewer) -> int:
    """Close the days of podcasts that are over: only their numbers stay, fingerprints and the salt of the day go. Returns how many."""
    check_take_in(by)
    standing = {*salts.standing(), *Fetching.objects.values_list("day", flat=True).distinct()}
    over = sorted(day for day in standing if clock.now() >= _ends(day) + CLOSED_AFTER)
    for day in over:
        with action("radio.podcast_day_closed", by=by, detail={"day": day.isoformat()}):
            PodcastDay.objects.filter(day=day).update(closed=True)
            Fetching.objects.filter(day=day).delete()
            transaction.on_commit(lambda day=day: salts.destroy(day))  # type: ignore[misc]
    return len(over)


def _ends(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + clock.ONE_DAY, time.min))


def sweep_spool(*, by: Viewer) -> int:
    """Take away files of the spool that were read to their last whole line and are older than two days; returns how many."""
    check_take_in(by)
    gone = 0
    for path in spool.files():
        day, file = spool.day_of(path), SpoolFile.objects.filter(name=path.name).first()
        if day is None or file is None or clock.today() - day <= SPOOL_KEPT:
            continue
        if spool.lines_from(path, file.offset)[1] == file.offset:
            with action("radio.spool_removed", by=by, obj=file):
                file.delete()
                transaction.on_commit(path.unlink)
            gone += 1
    return gone


def forget_listening(*, by: Viewer, today: date | None = None) -> int:
    """Delete raw rows of months that began thirteen months ago; with the last of a year its devices and their salt go too.

    What stays: how many listened by hour and show, and each pseudonym's months, to which no device leads any more. Returns how many
    sessions went.
    """
    check_take_in(by)
    oldest = oldest_kept(today or clock.today())
    with action("radio.listening_forgotten", by=by, detail={"before": oldest.isoformat()}) as act:
        old = ListeningSession.objects.filter(day__lt=oldest)
        count = old.count()
        old.delete()
        act.detail["sessions"] = count
        over = ListeningPeriod.objects.select_related("key").filter(year__lt=oldest.year, key__destroyed_at=None)
        ended = [period for period in over if not period.sessions.exists()]
        Listener.objects.filter(period__in=ended).delete()
        for period in ended:
            vault.destroy(period.key)
            period.sealed_salt = b""
            period.save(update_fields=["sealed_salt"])
        act.silent = not count and not ended
    return count


def sweep(today: date) -> str:
    """What the hour brings: read, close, tidy, forget; told in a few words."""
    taken = take_in(by=HOUSE)
    closed = close_days(by=HOUSE)
    sweep_spool(by=HOUSE)
    forgotten = forget_listening(by=HOUSE, today=today)
    told = {"lines of listening read": taken.lines, "days of podcasts closed": closed, "sessions forgotten": forgotten}
    return ", ".join(f"{count} {words}" for words, count in told.items() if count)
