"""An episode leaves: the stream from the next slot, pages, feeds and storage; the broadcast log keeps only the slot."""

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.radio import lifecycle
from terrain.radio.actions import log
from terrain.radio.enums import SoundState, Withdrawn
from terrain.radio.models import Episode, Sound
from terrain.radio.policies.episodes import check_destroy, check_withdraw
from terrain.radio.sounds import shelf

ERASING = frozenset({Withdrawn.CONSENT, Withdrawn.DANGER, Withdrawn.UNUSED})
"""Reasons for which what was recorded is destroyed as well; for others it is when ``erase`` says so."""


def withdraw_episode(episode: Episode, *, reason: str, by: Viewer, erase: bool = False) -> None:
    """Take ``episode`` away for ``reason`` (``Withdrawn``): heard no more from the next slot, on no page, in no feed.

    Its words go with it. When ``erase``, or the reason asks for it, the keys of all its sound are destroyed: nobody can bring it back.
    Withdrawing again changes nothing, except that it may erase what was only taken away. Raises ``ValueError`` for an unknown reason.
    """
    code = Withdrawn(reason)
    erase = erase or code in ERASING
    with action("radio.episode_withdrawn", by=by, obj=episode, project_id=episode.show.station.project_id) as act:
        now = (
            Episode.objects.select_for_update(of=("self",)).select_related("show__station", "sound").get(pk=episode.pk)
        )
        act.detail = {"reason": code.value, "from": now.state, "erased": erase}
        if now.withdrawn_at is None:
            check_withdraw(by, now)
            now.state = lifecycle.after(lifecycle.EPISODE, "withdraw", now.state)
            now.withdrawn_at, now.withdrawn_by_id, now.withdrawn_reason = clock.now(), by.user_id, code.value
            now.title = now.summary = now.transcript = now.sent_back = ""
            now.chapters = []
            now.version += 1
            now.save()
        else:
            check_destroy(by, now)
            act.silent = not erase
        if now.sound is not None:
            _silence(now.sound, erase=erase, by=by)


def _silence(sound: Sound, *, erase: bool, by: Viewer) -> None:
    log.take_off(sound, by=by)
    if erase:
        shelf.destroy(sound)
        return
    shelf.ground(sound)
    Sound.objects.filter(pk=sound.pk).update(state=SoundState.GONE)
