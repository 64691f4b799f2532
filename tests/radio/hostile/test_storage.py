"""What lies on the disk: no more than one person needs, and nothing that comes back from a backup."""

import io
import uuid

import pytest

from terrain.core import files, vault
from terrain.radio import public
from terrain.radio.actions import recordings
from terrain.radio.actions.recordings import RecordingSaid, Unfit
from terrain.radio.enums import RecordingFor
from terrain.radio.models import Recording, Rendition
from terrain.radio.sounds import shelf
from tests.factories import HOUSE
from tests.radio.listen.conftest import episode_of, host  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db


def test_one_person_has_only_so_many_recordings_on_their_way(show, amal, malika, voice_of, viewer_of, monkeypatch):
    monkeypatch.setattr(recordings, "MOST_ARRIVING", 2, raising=False)
    voice_of(amal), voice_of(malika)
    said = RecordingSaid(RecordingFor.EPISODE, show=show)
    first = uuid.uuid4()
    for uid in (first, uuid.uuid4(), first):
        recordings.begin(uid, show.station, said, size=100_000, by=viewer_of(amal))
    with pytest.raises(Unfit):
        recordings.begin(uuid.uuid4(), show.station, said, size=100_000, by=viewer_of(amal))
    recordings.begin(uuid.uuid4(), show.station, said, size=100_000, by=viewer_of(malika))
    recordings.drop(Recording.objects.get(uid=first), by=viewer_of(amal))
    recordings.begin(uuid.uuid4(), show.station, said, size=100_000, by=viewer_of(amal))


def test_what_a_backup_brings_back_of_a_voice_that_was_erased_is_gone_again(station, episode_of, host):  # noqa: F811
    """The database was put back to a day before she took it away: its key is destroyed, the copy is not in the folder."""
    erased, other = episode_of("Ce qu'elle a repris"), episode_of("Un autre")
    for episode, content in ((erased, b"her"), (other, b"another")):
        sealed = files.keep(io.BytesIO(content), name="x", by=HOUSE)
        Rendition.objects.filter(sound=episode.sound).update(sealed=sealed, size=len(content))
        shelf.path(episode.sound.uid, "mp3").unlink()
    vault.destroy(erased.sound.renditions.get().sealed.key)
    shelf.tidy()
    told = public.station(station.slug)
    assert [one.title for one in public.episodes(told)] == ["Un autre"]
    assert shelf.path(other.sound.uid, "mp3").read_bytes() == b"another"
    assert public.episode(told, erased.uid) is public.GONE
