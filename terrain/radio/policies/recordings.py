from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import Denied
from terrain.radio import lifecycle
from terrain.radio.enums import VoiceKind, WordsState
from terrain.radio.models import LentWords, Recording, Station
from terrain.radio.policies.stations import check_host, check_produce


def check_record(viewer: Viewer, station: Station) -> None:
    """Whether ``viewer`` may record for a station: she makes radio in its project."""
    check_host(viewer, station.project_id)


def check_recording(viewer: Viewer, recording: Recording) -> None:
    """Whether a part of ``recording`` may come from ``viewer``: it is hers."""
    check_host(viewer, recording.station.project_id)
    if viewer.user_id is None or recording.made_by_id != viewer.user_id:
        raise Denied(_("This recording is somebody else's."))


def _is_author(viewer: Viewer, testimony: LentWords) -> bool:
    return viewer.user_id is not None and testimony.author.user_id == viewer.user_id


def check_testimony(viewer: Viewer, testimony: LentWords) -> None:
    """Whether ``viewer`` may know who told this and hear it as it was told: the author, whoever wrote it in, and producers."""
    check_host(viewer, testimony.station.project_id)
    if testimony.state == WordsState.GONE:
        raise Denied(_("These words were taken back."))
    wrote_in = viewer.user_id is not None and testimony.made_by_id == viewer.user_id
    if not wrote_in and not _is_author(viewer, testimony):
        check_produce(viewer, testimony.station.project_id)


def check_original(viewer: Viewer, testimony: LentWords) -> None:
    """Whether ``viewer`` may hear her voice: as above, while it is still kept."""
    check_testimony(viewer, testimony)
    if testimony.original is None:
        raise Denied(_("There is no recording of this, or it was deleted."))


def check_write(viewer: Viewer, testimony: LentWords) -> None:
    """Whether ``viewer`` may write down or change the words: the author, whoever wrote it in, a producer, until somebody reads them.

    What a listener sent stays as she sent it.
    """
    check_testimony(viewer, testimony)
    if testimony.author.kind == VoiceKind.LISTENER:
        raise Denied(_("A listener sent these very words: nobody can ask her about others. Read them as they are."))
    lifecycle.after(lifecycle.TESTIMONY, "write", testimony.state)


def check_agree(viewer: Viewer, testimony: LentWords) -> None:
    """Whether ``viewer`` may say that the author agrees: she herself; a producer when the author has no sign-in or told her so."""
    check_testimony(viewer, testimony)
    lifecycle.after(lifecycle.TESTIMONY, "agree", testimony.state)
    if not _is_author(viewer, testimony):
        check_produce(viewer, testimony.station.project_id)


def check_read_words(viewer: Viewer, testimony: LentWords) -> None:
    """Whether ``viewer`` may see the agreed words to read them: another host. The author's own voice would tell whose they are."""
    check_host(viewer, testimony.station.project_id)
    if _is_author(viewer, testimony):
        raise Denied(_("Somebody else reads your words: your voice would tell whose they are."))
    if testimony.state == WordsState.READING and testimony.reader_id == (viewer.user_id or 0):
        return
    if testimony.state != WordsState.AGREED:
        raise Denied(_("Another host reads these words already, or they were changed."))


def check_take_up(viewer: Viewer, testimony: LentWords) -> None:
    """Whether ``viewer`` may be the one who reads the words."""
    check_read_words(viewer, testimony)
    lifecycle.after(lifecycle.TESTIMONY, "take_up", testimony.state)


def check_reading(viewer: Viewer, testimony: LentWords) -> None:
    """Whether what ``viewer`` recorded may be the reading of these words: she took them up."""
    check_read_words(viewer, testimony)
    lifecycle.after(lifecycle.TESTIMONY, "read", testimony.state)


def check_forget(viewer: Viewer, testimony: LentWords) -> None:
    """Whether ``viewer`` may delete the recording behind the words: whoever may hear it, at any time, without a reason."""
    check_testimony(viewer, testimony)


def check_take_back(viewer: Viewer, testimony: LentWords) -> None:
    """Whether ``viewer`` may take the words back, with everything made from them: the author, whoever wrote it in, a producer."""
    check_testimony(viewer, testimony)
    lifecycle.after(lifecycle.TESTIMONY, "take_back", testimony.state)
