"""A recording arrives part by part: whatever is lost, said twice or forged on the way, it is whole or it is not there."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrain.core import files, vault
from terrain.core.models import AuditEvent
from terrain.radio.actions import recordings
from terrain.radio.enums import RecordingState
from terrain.radio.models import Episode, Recording, RecordingChunk
from terrain.radio.models.recordings import CHUNK_SIZE, LARGEST
from tests.radio.studio.conftest import HOUSE

pytestmark = pytest.mark.django_db


def test_what_was_recorded_arrives_whole_and_becomes_a_draft_of_hers(amal, hers, telephone, others):
    phone = telephone(amal, cut_from=1200, cut_to=7000)
    assert phone.begin().json()["lacking"] == [0, 1, 2, 3]
    for number in (3, 0, 2, 1):
        assert phone.send(number).status_code == 200
    answer = phone.finish().json()
    episode = Episode.objects.get()
    assert answer["next"].endswith(f"/episodes/{episode.uid}/")
    assert files.read(episode.sound.original) == phone.content
    assert (episode.made_by, episode.state) == (amal, "draft")
    assert (episode.sound.cut_from, episode.sound.cut_to) == (1200, 7000)
    assert others["prepare"] == [episode.sound.pk]
    assert [(one.voice, one.part) for one in episode.parts.all()] == [(hers, "host")]


def test_parts_are_sealed_and_gone_once_it_arrived(amal, telephone):
    phone = telephone(amal)
    phone.begin()
    phone.send(0)
    kept = RecordingChunk.objects.get()
    assert phone.part(0)[:64] not in bytes(kept.sealed)
    for number in (1, 2, 3):
        phone.send(number)
    phone.finish()
    assert not RecordingChunk.objects.exists()
    with pytest.raises(vault.Erased):
        vault.unseal(Recording.objects.get().key, bytes(kept.sealed), "radio.RecordingChunk.sealed")


def test_everything_said_twice_is_said_once(amal, telephone):
    phone = telephone(amal)
    for _time in range(2):
        assert phone.begin().status_code == 200
        for number in range(4):
            assert phone.send(number).status_code == 200
    first, second = phone.finish().json(), phone.finish().json()
    assert first == second
    assert phone.send(1).status_code == 200
    assert Episode.objects.count() == 1 and Recording.objects.count() == 1
    assert AuditEvent.objects.filter(verb="radio.episode_begun").count() == 1


def test_after_a_lost_network_only_what_is_missing_is_asked_for(amal, telephone):
    phone = telephone(amal)
    phone.begin()
    phone.send(0)
    phone.send(2)
    answer = phone.finish()
    assert (answer.status_code, answer.json()["code"]) == (409, "lacking")
    assert phone.begin().json()["lacking"] == [1, 3]
    assert not Episode.objects.exists()


def test_the_ends_may_be_moved_while_it_is_on_its_way(amal, telephone):
    phone = telephone(amal, b"x" * 100)
    phone.begin(cut_from=100, cut_to=900)
    phone.begin(cut_from=200, cut_to=800)
    phone.send(0)
    phone.finish()
    sound = Episode.objects.get().sound
    assert (sound.cut_from, sound.cut_to) == (200, 800)


def test_another_size_under_the_same_number_is_refused(amal, telephone):
    phone = telephone(amal)
    phone.begin()
    assert phone.begin(size=12).json()["code"] == "size"


@pytest.mark.parametrize(
    ("number", "content", "mark", "status", "code"),
    [
        (0, b"x" * CHUNK_SIZE, "0" * 64, 409, "mangled"),
        (0, b"x" * 10, None, 409, "size"),
        (0, b"x" * (CHUNK_SIZE + 1), None, 409, "size"),
        (3, b"x", None, 409, "size"),
        (4, b"", None, 422, "number"),
        (99_999_999, b"x", None, 422, "number"),
    ],
)
def test_a_forged_part_is_refused_with_a_word(amal, telephone, number, content, mark, status, code):
    phone = telephone(amal)
    phone.begin()
    answer = phone.send(number, content, mark)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["words"]
    assert not RecordingChunk.objects.exists()


def test_another_part_under_the_same_number_does_not_replace_the_first(amal, telephone):
    phone = telephone(amal)
    phone.begin()
    phone.send(1)
    answer = phone.send(1, b"y" * CHUNK_SIZE)
    assert (answer.status_code, answer.json()["code"]) == (409, "other")
    kept = RecordingChunk.objects.get()
    assert vault.unseal(kept.recording.key, bytes(kept.sealed), "radio.RecordingChunk.sealed") == phone.part(1)


@pytest.mark.parametrize("who", ["malika", "dounia", "stranger", "director"])
def test_a_recording_is_nobody_elses(request, amal, telephone, client_of, who):
    phone = telephone(amal)
    phone.begin()
    phone.send(0)
    phone.client = client_of(request.getfixturevalue(who))
    for answer in (phone.send(1), phone.finish(), phone.begin()):
        assert answer.status_code in {403, 404}
    assert phone.client.post(reverse("radio:drop_recording", args=[phone.uid])).status_code in {403, 404}
    assert Recording.objects.get().state == RecordingState.ARRIVING
    assert RecordingChunk.objects.count() == 1


def test_she_gives_it_up_and_what_had_arrived_is_destroyed(amal, telephone):
    phone = telephone(amal)
    phone.begin()
    phone.send(0)
    assert phone.client.post(reverse("radio:drop_recording", args=[phone.uid])).status_code == 200
    assert not RecordingChunk.objects.exists()
    assert Recording.objects.get().key.destroyed_at is not None
    assert phone.send(1).status_code == 410


def test_a_part_sent_after_giving_up_keeps_nothing(amal, telephone):
    phone = telephone(amal)
    phone.begin()
    phone.client.post(reverse("radio:drop_recording", args=[phone.uid]))
    assert phone.finish().status_code == 404 and not Episode.objects.exists()


@pytest.mark.parametrize(
    "told",
    [
        {"size": 0},
        {"size": LARGEST + 1},
        {"size": "beaucoup"},
        {"milliseconds": 4 * 3600 * 1000},
        {"cut_from": 5000, "cut_to": 4000},
        {"show": "0b0e7a52-7b0e-4c0e-9a44-0d9b3c1b2f10"},
        {"way": "lent"},
        {"purpose": "anything"},
        {"purpose": "reading"},
    ],
)
def test_what_cannot_be_is_not_begun(amal, telephone, told):
    answer = telephone(amal).begin(**told)
    assert answer.status_code == 422 and answer.json()["words"]
    assert not Recording.objects.exists()


def test_a_show_of_another_project_takes_nothing_from_her(amal, stranger, telephone):
    assert telephone(stranger).begin().status_code in {403, 422}


def test_an_old_recording_that_never_arrived_goes(amal, telephone, viewer_of):
    phone = telephone(amal)
    phone.begin()
    phone.send(0)
    record = Recording.objects.get()
    assert recordings.drop_old(by=HOUSE) == 0
    Recording.objects.update(begun_at=record.begun_at - recordings.WAITED - recordings.WAITED)
    assert recordings.drop_old(by=HOUSE) == 1
    assert not RecordingChunk.objects.exists() and Recording.objects.get().state == RecordingState.GONE


def test_without_scripts_a_file_arrives_by_a_form(amal, show, client_of, others):
    browser = client_of(amal)
    page = browser.get(reverse("radio:record", args=["own"]))
    slip = page.context["form"]["slip"].value()
    note = SimpleUploadedFile("PTT-20260101-WA0001.opus", b"OggS" + b"\0" * 5000, content_type="audio/ogg")
    typed = {"purpose": "episode", "way": "own", "station": show.station.uid, "show": show.uid, "slip": slip}
    for _time in range(2):
        note.seek(0)
        answer = browser.post(reverse("radio:upload"), typed | {"file": note})
        assert answer.status_code == 302
    episode = Episode.objects.get()
    assert files.name_of(episode.sound.original) == "PTT-20260101-WA0001.opus"
    assert others["prepare"] == [episode.sound.pk]


def test_a_file_with_a_changed_voice_is_changed_here(amal, show, client_of):
    typed = {"purpose": "episode", "way": "changed", "station": show.station.uid, "show": show.uid}
    client_of(amal).post(reverse("radio:upload"), typed | {"file": io.BytesIO(b"RIFF" + b"\0" * 100)})
    assert Episode.objects.get().sound.voice_way == "changed"


def test_what_was_changed_on_the_telephone_is_not_changed_again(amal, telephone):
    phone = telephone(amal, b"x" * 100, way="changed")
    phone.begin()
    phone.send(0)
    phone.finish()
    episode = Episode.objects.get()
    assert (episode.way, episode.sound.voice_way) == ("changed", "")


def test_an_empty_file_is_said_to_be_empty(amal, show, client_of):
    typed = {"purpose": "episode", "way": "own", "station": show.station.uid, "show": show.uid}
    answer = client_of(amal).post(reverse("radio:upload"), typed | {"file": SimpleUploadedFile("a.opus", b"")})
    assert answer.status_code == 422 and answer.context["form"].errors["file"]
    assert not Episode.objects.exists()


def test_the_ticket_says_whose_session_it_is_and_to_nobody_else(amal, malika, client_of, client):
    told = client_of(amal).get(reverse("radio:recordings")).json()
    assert told["token"] and told["mark"] != client_of(malika).get(reverse("radio:recordings")).json()["mark"]
    assert client.get(reverse("radio:recordings")).status_code == 302


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), length=st.integers(1, 3 * CHUNK_SIZE + 5))
def test_in_whatever_order_and_however_often_parts_come_it_is_the_same(data, length, amal, show, hers, viewer_of):
    by, content = viewer_of(amal), bytes(number % 253 for number in range(length))
    said = recordings.RecordingSaid("episode", show=show)
    recording = recordings.begin(uuid.uuid4(), show.station, said, size=length, by=by)
    numbers = list(range(recording.chunks_due))
    for number in data.draw(st.permutations(numbers)) + data.draw(st.lists(st.sampled_from(numbers), max_size=4)):
        part = content[number * CHUNK_SIZE : (number + 1) * CHUNK_SIZE]
        recordings.take_chunk(recording, number, part, recordings.fingerprint(part), by=by)
    episode = recordings.finish(recording, by=by)
    assert files.read(episode.sound.original) == content
