"""A voice took everything back: what of hers is no broadcast yet goes too."""

from terrain.core.access import Viewer
from terrain.radio.actions import recordings, testimonies
from terrain.radio.actions.withdrawing import withdraw_episode
from terrain.radio.enums import EpisodeState, RecordingState, Withdrawn, WordsState
from terrain.radio.models import Episode, LentWords, Voice
from terrain.radio.models.recordings import Recording
from terrain.radio.policies.stations import check_produce


def give_up(voice: Voice, *, by: Viewer) -> None:
    """Recordings on their way, words lent to others, drafts in which she is heard: destroyed, inside the caller's transaction."""
    check_produce(by, voice.project_id)
    coming = Recording.objects.filter(
        made_by=voice.user_id, state=RecordingState.ARRIVING, station__project=voice.project_id
    )
    for recording in coming.select_related("station") if voice.user_id is not None else ():
        recordings.drop(recording, by=by)
    for words in LentWords.objects.filter(author=voice).exclude(state=WordsState.GONE).select_related("station"):
        testimonies.take_back(words, by=by)
    unheard = {EpisodeState.DRAFT, EpisodeState.REVIEW, EpisodeState.APPROVED}
    for episode in (
        Episode.objects.filter(parts__voice=voice, state__in=unheard).select_related("show__station").distinct()
    ):
        withdraw_episode(episode, reason=Withdrawn.CONSENT, by=by)
