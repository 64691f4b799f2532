from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import Denied, require
from terrain.radio import lifecycle
from terrain.radio.enums import EpisodeState, SoundState
from terrain.radio.models import Episode, Show
from terrain.radio.policies.stations import check_host


def _produces(viewer: Viewer, episode: Episode) -> bool:
    return viewer.may("radio.produce", episode.show.station.project_id)


def _is_heard_in(viewer: Viewer, episode: Episode) -> bool:
    heard = [part.voice.user_id for part in episode.parts.all()]
    return viewer.user_id is not None and viewer.user_id in heard


def made_it(viewer: Viewer, episode: Episode) -> bool:
    """Whether ``viewer`` had a hand in it: began it, sent its sound, is heard in it, lent her words to it, or changed it last."""
    if viewer.user_id is None:
        return False
    sound = episode.sound
    hands = {episode.made_by_id, episode.changed_by_id, sound.made_by_id if sound is not None else None}
    return viewer.user_id in hands or _is_heard_in(viewer, episode)


def check_begin(viewer: Viewer, show: Show) -> None:
    """Whether ``viewer`` may begin an episode: she makes radio in the show's project, and the show goes on."""
    check_host(viewer, show.station.project_id)
    if show.ended_on is not None:
        raise Denied(_("This show has ended: it takes no new episodes."))


def check_view(viewer: Viewer, episode: Episode) -> None:
    """Whether ``viewer`` may open an episode in the studio: a draft is hers and the producers', the rest every host's."""
    check_host(viewer, episode.show.station.project_id)
    hers = viewer.user_id is not None and episode.made_by_id == viewer.user_id
    if episode.state == EpisodeState.DRAFT and not hers and not _produces(viewer, episode):
        raise Denied(_("This is still a draft of somebody else."))


def check_hear(viewer: Viewer, episode: Episode) -> None:
    """Whether ``viewer`` may listen to an episode in the studio: one she sees, that is ready and was not withdrawn."""
    check_view(viewer, episode)
    if episode.state == EpisodeState.WITHDRAWN or episode.sound is None:
        raise Denied(_("This was withdrawn: nobody hears it any more."))
    if episode.sound.state != SoundState.READY:
        raise Denied(_("This is not ready to be heard yet."))


def check_change(viewer: Viewer, episode: Episode) -> None:
    """Whether ``viewer`` may say anew what an episode is: whoever made it while it is a draft, producers until it is approved."""
    check_view(viewer, episode)
    lifecycle.after(lifecycle.EPISODE, "change", episode.state)
    if _produces(viewer, episode):
        return
    if episode.made_by_id != viewer.user_id:
        raise Denied(_("Only whoever made this, or a producer, may change it."))
    if episode.state != EpisodeState.DRAFT:
        raise Denied(_("A second person is listening to this now. She can send it back to you."))


def check_send(viewer: Viewer, episode: Episode) -> None:
    """Whether ``viewer`` may give an episode to a second person: it can be heard and has a name."""
    check_change(viewer, episode)
    lifecycle.after(lifecycle.EPISODE, "send", episode.state)
    _check_sound(episode)
    if not episode.title.strip():
        raise Denied(_("Give it a name first, so that it is found again."))


def check_approve_at_all(viewer: Viewer, episode: Episode) -> None:
    """Whether ``viewer`` is one who may judge this episode: a second person, never one who made it."""
    check_view(viewer, episode)
    reason = _("Your role does not approve what others made.")
    require(viewer, "radio.approve", episode.show.station.project_id, reason)
    if made_it(viewer, episode):
        raise Denied(_("You had a hand in this. A second person must listen to it and approve it."))


def check_approve(viewer: Viewer, episode: Episode, *, checked_names: bool, lacking: list[str]) -> None:
    """Whether ``viewer`` may approve: a second person heard it whole, no name that must not be said, and everybody agreed.

    ``lacking``: what is missing of consents, in words.
    """
    check_approve_at_all(viewer, episode)
    lifecycle.after(lifecycle.EPISODE, "approve", episode.state)
    _check_sound(episode)
    if not checked_names:
        raise Denied(_("Say first that you heard no name that must not be said."))
    if lacking:
        raise Denied(" ".join(lacking))


def check_send_back(viewer: Viewer, episode: Episode) -> None:
    """Whether ``viewer`` may give an episode back to whoever made it: a second person, a producer, or she herself."""
    check_view(viewer, episode)
    lifecycle.after(lifecycle.EPISODE, "send_back", episode.state)
    if not made_it(viewer, episode) and not _produces(viewer, episode):
        check_approve_at_all(viewer, episode)


def check_publish(viewer: Viewer, episode: Episode, *, lacking: list[str]) -> None:
    """Whether ``viewer`` may publish what a second person approved: those who made it, and producers, while everybody still agrees."""
    check_view(viewer, episode)
    lifecycle.after(lifecycle.EPISODE, "publish", episode.state)
    if not made_it(viewer, episode) and not _produces(viewer, episode):
        raise Denied(_("Only whoever made this, or a producer, may publish it."))
    _check_sound(episode)
    if lacking:
        raise Denied(" ".join(lacking))


def check_withdraw(viewer: Viewer, episode: Episode) -> None:
    """Whether ``viewer`` may take an episode away: whoever made it, whoever is heard in it, producers. No reason is asked."""
    check_destroy(viewer, episode)
    lifecycle.after(lifecycle.EPISODE, "withdraw", episode.state)


def check_destroy(viewer: Viewer, episode: Episode) -> None:
    """Whether ``viewer`` may have what was recorded destroyed: the same people, before and after it was taken away."""
    check_host(viewer, episode.show.station.project_id)
    made = viewer.user_id is not None and episode.made_by_id == viewer.user_id
    if not made and not _is_heard_in(viewer, episode) and not _produces(viewer, episode):
        raise Denied(_("Only whoever made this, whoever is heard in it, or a producer may take it away."))


def _check_sound(episode: Episode) -> None:
    if episode.sound is None or episode.sound.state == SoundState.GONE:
        raise Denied(_("There is no sound yet."))
    if episode.sound.state == SoundState.REFUSED:
        raise Denied(_("We could not read this sound. Record it again, or choose another file."))
    if episode.sound.state != SoundState.READY:
        raise Denied(_("The sound is still being prepared. Wait a moment."))
