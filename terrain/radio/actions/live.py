"""Going live: she gets ready, a producer listens, she is on air; it ends, and what she said is kept as a draft."""

import hmac
import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from terrain.core import clock, files, jobs, slips, vault
from terrain.core.access import Viewer, system_viewer
from terrain.core.actions import action
from terrain.core.models import SealedFile
from terrain.core.policies import Denied
from terrain.radio.actions import log
from terrain.radio.consent import consents
from terrain.radio.enums import LiveState, Part, Scope, SoundKind, VoiceWay
from terrain.radio.live import pieces, starting
from terrain.radio.models import Episode, EpisodeVoice, LiveBroadcast, Show, Sound, Voice
from terrain.radio.policies.live import (
    check_close,
    check_cut,
    check_go_live,
    check_keep,
    check_open,
    check_send,
    check_watch,
)
from terrain.radio.policies.stations import check_host
from terrain.radio.slots import SECONDS, slot_at
from terrain.radio.sounds import preparing

LONGEST = 240
"""Minutes that a live broadcast may last."""
LATE = timedelta(hours=6)
"""How long pieces that a telephone still holds are waited for."""
FORGOTTEN = timedelta(hours=12)
"""After this, who got ready and never went on air does not any more."""
SETTLED = timedelta(minutes=10)
"""After this no player asks any more for what was heard live."""
PASSWORD = "radio.desk"  # noqa: S105


def announce(
    show: Show, voice: Voice, *, way: str = VoiceWay.OWN, slip: UUID | None = None, by: Viewer
) -> LiveBroadcast:
    """She gets ready. Raises ``Denied`` when she may not, or somebody else is live."""
    check_go_live(by, voice)
    if voice.project_id != show.station.project_id:
        raise Denied(_("This voice belongs to another radio."))
    if way not in {VoiceWay.OWN, VoiceWay.CHANGED}:
        raise Denied(_("Live, one speaks with one's own voice or with a changed one."))
    _check_agreed(voice)
    slip = slips.own(slip, by, show)
    with action("radio.live_announced", by=by, project_id=voice.project_id) as act:
        if (before := slips.taken(slip, LiveBroadcast)) is not None:
            act.silent = True
            return before
        try:
            with transaction.atomic():
                live = LiveBroadcast.objects.create(
                    station=show.station,
                    show=show,
                    voice=voice,
                    way=way,
                    announced_at=clock.now(),
                    announced_by_id=by.user_id,
                )
        except IntegrityError:
            raise Denied(_("Somebody else is live, or getting ready. Wait until she has ended.")) from None
        slips.made(slip, live)
        act.obj = live
        act.after_commit(lambda: starting.begin(live))
    return live


def _check_agreed(voice: Voice) -> None:
    if not consents.covers(voice, Scope.AIR, clock.today()):
        raise Denied(_("She has not agreed, or not any more, to be heard on the radio."))


def _held(live: LiveBroadcast) -> LiveBroadcast:
    return (
        LiveBroadcast.objects.select_for_update(of=("self",)).select_related("station", "show", "voice").get(pk=live.pk)
    )


def watch(live: LiveBroadcast, *, by: Viewer) -> None:
    """A producer says that she listens and can cut."""
    with action("radio.live_watched", by=by, obj=live, project_id=live.station.project_id):
        held = _held(live)
        check_watch(by, held)
        held.watched_by_id, held.watched_at = by.user_id, clock.now()
        held.save(update_fields=["watched_by", "watched_at"])


def open_air(live: LiveBroadcast, *, minutes: int, by: Viewer) -> LiveBroadcast:
    """She goes on air, from the first slot that is free for her, for at most so many minutes."""
    if not 1 <= minutes <= LONGEST:
        raise Denied(_("Between one minute and four hours."))
    with action(
        "radio.live_opened", by=by, obj=live, project_id=live.station.project_id, detail={"minutes": minutes}
    ) as act:
        held = _held(live)
        check_open(by, held)
        _check_agreed(held.voice)
        held.slot_from, held.slot_to = log.open_live(held.station, held.show, minutes * 60 // SECONDS, by=by)
        held.state, held.opened_at = LiveState.OPEN, clock.now()
        held.save(update_fields=["slot_from", "slot_to", "state", "opened_at"])
        act.after_commit(lambda: starting.begin(held))
    return held


def _end(held: LiveBroadcast, state: LiveState, by: Viewer) -> None:
    was_open = held.state == LiveState.OPEN
    held.state, held.ended_at, held.ended_by_id = state, clock.now(), by.user_id
    if was_open and state == LiveState.CUT:
        held.silenced_from = slot_at(clock.now()) + 1
    held.save(update_fields=["state", "ended_at", "ended_by", "silenced_from"])
    if was_open:
        log.close_live(held.station, by=by)


def cut(live: LiveBroadcast, *, by: Viewer) -> None:
    """Nothing of it is heard from the next slot on, even where a slot was published; the grid takes over."""
    with action("radio.live_cut", by=by, obj=live, project_id=live.station.project_id):
        held = _held(live)
        check_cut(by, held)
        _end(held, LiveState.CUT, by)


def fall_silent(voice: Voice, *, by: Viewer) -> None:
    """This voice may not be on the air any more: what it says live is cut, what was said and not heard yet is never heard."""
    check_host(by, voice.project_id)
    for live in LiveBroadcast.objects.running().filter(voice=voice).select_related("station"):
        with action("radio.live_cut", by=by, obj=live, project_id=voice.project_id, detail={"why": "agreement"}):
            _end(_held(live), LiveState.CUT, by)
    following = slot_at(clock.now()) + 1
    LiveBroadcast.objects.filter(voice=voice, silenced_from=None, slots__slot__gte=following).update(
        silenced_from=following
    )


def give_up(voice: Voice, *, by: Viewer) -> None:
    """She took everything back: what she said live is kept nowhere, neither as it was sent nor as a draft."""
    fall_silent(voice, by=by)
    for live in LiveBroadcast.objects.filter(voice=voice).select_related("station"):
        with action("radio.live_forgotten", by=by, obj=live, project_id=voice.project_id) as act:
            act.silent = live.kept_at is not None
            if live.kept_at is None:
                LiveBroadcast.objects.filter(pk=live.pk).update(kept_at=clock.now())
            act.after_commit(partial(pieces.forget, live.uid))


def close(live: LiveBroadcast, takes: Mapping[str, int], *, by: Viewer) -> LiveBroadcast:
    """She ends it. ``takes``: how many pieces of each take her telephone recorded; those that did not arrive yet are waited for."""
    with action("radio.live_closed", by=by, obj=live, project_id=live.station.project_id) as act:
        held = _held(live)
        check_close(by, held)
        held.takes = {str(int(take)): int(count) for take, count in takes.items()}
        held.save(update_fields=["takes"])
        if held.is_running:
            _end(held, LiveState.OVER, by)
        else:
            act.silent = True
    _keep_when_complete(held, by)
    return held


def receive(live: LiveBroadcast, take: int, number: int, content: bytes, *, age: float = 0, by: Viewer) -> bool:
    """A piece that her telephone sends, spoken ``age`` seconds ago; false when it had arrived before.

    Raises ``pieces.Clash`` and ``pieces.TooLarge``.
    """
    check_send(by, live)
    fresh = pieces.keep(live.uid, take, number, content, age=age)
    if live.is_running:
        starting.begin(live)
    elif fresh:
        _keep_when_complete(live, by)
    return fresh


def open_desk(live: LiveBroadcast, *, by: Viewer) -> str:
    """A password under which a mixing desk (any Icecast source client) may send this broadcast; told once."""
    with action("radio.live_desk_opened", by=by, obj=live, project_id=live.station.project_id):
        held = _held(live)
        check_send(by, held)
        password = secrets.token_urlsafe(9)
        held.desk_digest = vault.digest(PASSWORD, f"{held.uid} {password}")
        held.save(update_fields=["desk_digest"])
    return password


def opens_desk(live: LiveBroadcast, password: str) -> bool:
    """Whether this is the password of the broadcast's mixing desk, while it runs."""
    wanted = bytes(live.desk_digest)
    return (
        live.is_running
        and bool(wanted)
        and hmac.compare_digest(vault.digest(PASSWORD, f"{live.uid} {password}"), wanted)
    )


def _keep_when_complete(live: LiveBroadcast, by: Viewer) -> None:
    if live.kept_at is None and pieces.complete(live.uid, live.takes):
        jobs.start("radio.keep_live", by=by, title=str(live.show), project_id=live.station.project_id, live=live.pk)


@jobs.job("radio.keep_live")
def keep(progress: jobs.Progress, live: int) -> dict[str, Any]:
    """Keep what was sent as a draft of the show, complete with what came late."""
    return {"episode": kept(LiveBroadcast.objects.get(pk=live), by=progress.viewer)}


def _archived(live: LiveBroadcast, by: Viewer) -> SealedFile | None:
    work = Path(settings.TERRAIN_HOME) / "radio" / "tmp"
    work.mkdir(parents=True, exist_ok=True, mode=0o700)
    with TemporaryDirectory(dir=work) as folder:
        path = Path(folder) / "live.flac"
        if not starting.archive(live.uid, path):
            return None
        with path.open("rb") as sound:
            return files.keep(sound, name=f"{live.uid}.flac", media_type="audio/flac", by=by, limit=2 << 30)


def kept(live: LiveBroadcast, *, by: Viewer) -> int | None:
    """Make the draft, once; the key of the episode, nothing when nothing was sent."""
    check_keep(by, live)
    original = _archived(live, by) if LiveBroadcast.objects.filter(pk=live.pk, kept_at=None).exists() else None
    with action("radio.live_kept", by=by, obj=live, project_id=live.station.project_id) as act:
        held = _held(live)
        if held.kept_at is not None or held.is_running:
            act.silent = True
            if original is not None:
                vault.destroy(original.key)
                files.forget_later(original)
            return held.episode_id
        held.kept_at = clock.now()
        if original is not None:
            sound, held.episode = _draft(held, original)
            act.after_commit(lambda: preparing.prepare(sound, by=by))
        held.save(update_fields=["kept_at", "episode"])
    return held.episode_id


def _draft(live: LiveBroadcast, original: SealedFile) -> tuple[Sound, Episode]:
    sound = Sound.objects.create(
        station=live.station, kind=SoundKind.EPISODE, original=original, made_by_id=live.announced_by_id
    )
    episode = Episode.objects.create(
        show=live.show, way=live.way, language=live.show.language, sound=sound, made_by_id=live.announced_by_id
    )
    EpisodeVoice.objects.create(episode=episode, voice=live.voice, part=Part.HOST)
    return sound, episode


def sweep(_today: date) -> str:
    """What time does: broadcasts whose slots are over, those that never began, archives whose late pieces never came."""
    now, house = clock.now(), system_viewer("terrain")
    done = 0
    for live in LiveBroadcast.objects.running().select_related("station", "voice"):
        if live.voice.left_at is not None or not consents.covers(live.voice, Scope.AIR, clock.today()):
            fall_silent(live.voice, by=house)
            done += 1
            continue
        over = live.slot_to is not None and live.slot_to <= slot_at(now)
        if over or (live.state == LiveState.WAITING and live.announced_at < now - FORGOTTEN):
            with action("radio.live_closed", by=house, obj=live, project_id=live.station.project_id):
                _end(_held(live), LiveState.OVER, house)
            done += 1
    ended = LiveBroadcast.objects.filter(kept_at=None, ended_at__lt=now - timedelta(minutes=1)).select_related(
        "station", "show"
    )
    for live in ended:
        if pieces.complete(live.uid, live.takes) or (live.ended_at or now) < now - LATE:
            kept(live, by=house)
            done += 1
    for uid in pieces.broadcasts():
        if LiveBroadcast.objects.filter(uid=uid, kept_at__lt=now - SETTLED).exists():
            pieces.forget(uid)
            done += 1
    return f"{done} live broadcasts ended, kept or cleared away" if done else ""
