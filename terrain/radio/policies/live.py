from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.policies import Denied, verdict
from terrain.radio.enums import LiveState
from terrain.radio.models import LiveBroadcast, Voice
from terrain.radio.policies.stations import check_host, check_produce

LISTENS = timedelta(minutes=30)
"""So long before she goes on air a producer may have said that she listens."""


def _is_hers(viewer: Viewer, voice: Voice) -> bool:
    return viewer.user_id is not None and voice.user_id == viewer.user_id


def is_watched(live: LiveBroadcast) -> bool:
    """Whether a producer listens who can cut: once it is on air she stays, before that she says so anew after half an hour."""
    lately = live.watched_at is not None and live.watched_at > clock.now() - LISTENS
    return live.watched_by_id is not None and (lately or live.state != LiveState.WAITING)


def check_go_live(viewer: Viewer, voice: Voice) -> None:
    """Whether ``viewer`` may go live with this voice: her own and trusted; or, for a producer, any trusted voice of her radio."""
    check_host(viewer, voice.project_id)
    if not _is_hers(viewer, voice) and not verdict(check_produce, viewer, voice.project_id):
        raise Denied(_("You go live with your own voice only."))
    if voice.left_at is not None:
        raise Denied(_("She does not make radio here any more."))
    if not voice.goes_live:
        raise Denied(
            _(
                "Nobody has said yet that you may go live. Ask your producer; meanwhile record, and a second person listens."
            )
        )


def check_send(viewer: Viewer, live: LiveBroadcast) -> None:
    """Whether ``viewer`` may send sound to this broadcast: whoever announced it, until it was kept."""
    check_host(viewer, live.station.project_id)
    if viewer.user_id is None or viewer.user_id != live.announced_by_id:
        raise Denied(_("Only who got ready sends this broadcast."))
    if live.kept_at is not None:
        raise Denied(_("This broadcast is over and kept."))


def check_watch(viewer: Viewer, live: LiveBroadcast) -> None:
    """Whether ``viewer`` may listen to it and cut it: a producer who does not speak herself."""
    check_produce(viewer, live.station.project_id)
    if not live.is_running:
        raise Denied(_("This broadcast is over."))
    if viewer.user_id in {live.announced_by_id, live.voice.user_id}:
        raise Denied(_("Another person than who speaks must listen."))


def check_open(viewer: Viewer, live: LiveBroadcast) -> None:
    """Whether ``viewer`` may go on air now: she got ready, and somebody listens who can cut."""
    check_send(viewer, live)
    if live.state != LiveState.WAITING:
        raise Denied(_("This broadcast is on air already, or over."))
    check_go_live(viewer, live.voice)
    if not is_watched(live):
        raise Denied(_("A producer must say first that she listens and can cut."))


def check_cut(viewer: Viewer, live: LiveBroadcast) -> None:
    """Whether ``viewer`` may take the broadcast off the air at once: any producer of this radio, even one who speaks."""
    check_produce(viewer, live.station.project_id)
    if not live.is_running:
        raise Denied(_("This broadcast is over."))


def check_close(viewer: Viewer, live: LiveBroadcast) -> None:
    """Whether ``viewer`` may end the broadcast: whoever announced it."""
    check_send(viewer, live)


def check_keep(viewer: Viewer, live: LiveBroadcast) -> None:
    """Whether ``viewer`` may have what was sent kept as a draft: whoever makes radio here, the house by itself too."""
    check_host(viewer, live.station.project_id)
