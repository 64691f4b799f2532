"""Lent voices: only she and producers hear her, nobody reads what she did not agree to, and everything goes when she says so."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from terrain.core import files, vault
from terrain.core.changing import ChangedMeanwhile
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.radio.actions import episodes, recordings, testimonies
from terrain.radio.actions.testimonies import Told
from terrain.radio.enums import Agreed, Part, RecordingFor, VoiceKind, VoiceWay, WordsState
from terrain.radio.models import Episode, LentWords, Sound, Voice
from tests.radio.studio.conftest import HOUSE, Telephone, keep, made_ready

pytestmark = pytest.mark.django_db
WORDS = "Je suis partie un matin avec ma fille."


@pytest.fixture
def told(station, amal, hers, viewer_of):
    """What Amal said into her telephone, for somebody else to read."""
    return testimonies.tell(station, Told(hers, original=keep()), by=viewer_of(amal))


@pytest.fixture
def written(told, dounia, viewer_of):
    testimonies.write(told, WORDS, version=told.version, by=viewer_of(dounia))
    told.refresh_from_db()
    return told


@pytest.fixture
def agreed(written, amal, viewer_of):
    testimonies.agree(written, Agreed.HERSELF, version=written.version, by=viewer_of(amal))
    written.refresh_from_db()
    return written


@pytest.fixture
def read(agreed, malika, another, show, station, viewer_of):
    """Malika read the words: a draft of hers."""
    by = viewer_of(malika)
    testimonies.take_up(agreed, by=by)
    agreed.refresh_from_db()
    said = recordings.RecordingSaid(RecordingFor.READING, show=show, testimony=agreed)
    recording = recordings.begin(uuid.uuid4(), station, said, size=4, by=by)
    recordings.take_chunk(recording, 0, b"abcd", recordings.fingerprint(b"abcd"), by=by)
    return recordings.finish(recording, by=by)


def published(read, malika, dounia, viewer_of):
    made_ready(read.sound)
    read = episodes.change(read, episodes.EpisodeSaid("Un matin"), version=read.version, by=viewer_of(malika))
    episodes.send(read, by=viewer_of(malika))
    read.refresh_from_db()
    episodes.approve(read, checked_names=True, version=read.version, by=viewer_of(dounia))
    episodes.publish(read, by=viewer_of(malika))
    return Episode.objects.get(pk=read.pk)


def test_from_her_telephone_to_another_voice(read, agreed, hers, another, malika):
    agreed.refresh_from_db()
    assert (agreed.state, agreed.episode) == (WordsState.READ, read)
    assert (read.way, read.made_by) == (VoiceWay.LENT, malika)
    assert {(one.voice, one.part) for one in read.parts.all()} == {(hers, Part.AUTHOR), (another, Part.READER)}


def test_she_tells_it_with_her_own_telephone(amal, hers, show, client_of):
    phone = Telephone(client_of(amal), show, b"abcd" * 30, purpose="testimony", way="lent", forget_when_heard="on")
    phone.begin()
    phone.send(0)
    answer = phone.finish().json()
    made = LentWords.objects.get()
    assert answer["next"].endswith(f"/lent/{made.uid}/")
    assert (made.author, made.state, made.forget_when_heard) == (hers, "told", True)
    assert files.read(made.original) == phone.content and not Episode.objects.exists()


def test_she_writes_it_and_it_is_sealed(amal, hers, client_of, station):
    typed = {"words": WORDS, "language": "fr", "station": station.uid}
    client_of(amal).post(reverse("radio:new_testimony"), typed)
    made = LentWords.objects.get()
    assert (made.words, made.state) == (WORDS, "written")
    assert b"partie" not in bytes(made.sealed_words)


def test_a_host_does_not_write_in_somebody_elses_name(malika, hers, another, station, client_of, viewer_of):
    typed = {"words": WORDS, "language": "fr", "station": station.uid, "author": hers.uid}
    assert client_of(malika).post(reverse("radio:new_testimony"), typed).status_code == 422
    with pytest.raises(Denied):
        testimonies.tell(station, Told(hers, WORDS), by=viewer_of(malika))
    assert not LentWords.objects.exists()


def test_a_producer_writes_for_a_guest_and_notes_her_yes(w4i, station, dounia, viewer_of):
    guest = Voice.objects.create(project=w4i, kind=VoiceKind.GUEST, air_name="Une mère", key=vault.new_key())
    made = testimonies.tell(station, Told(guest, WORDS), by=viewer_of(dounia))
    testimonies.agree(made, Agreed.TO_STAFF, version=made.version, by=viewer_of(dounia))
    made.refresh_from_db()
    assert (made.agreed_how, made.agreed_by) == (Agreed.TO_STAFF, dounia)


@pytest.mark.parametrize(
    ("who", "page", "sound"),
    [("amal", 200, 200), ("dounia", 200, 200), ("malika", 404, 404), ("stranger", 404, 404), ("amina", 404, 404)],
)
def test_only_she_and_producers_hear_and_read_what_she_told(request, agreed, client_of, who, page, sound):
    browser = client_of(request.getfixturevalue(who))
    assert browser.get(agreed.get_absolute_url()).status_code == page
    assert browser.get(reverse("radio:testimony_sound", args=[agreed.uid])).status_code == sound


def test_that_it_was_read_and_heard_is_written_down(agreed, dounia, client_of):
    browser = client_of(dounia)
    browser.get(agreed.get_absolute_url())
    browser.get(reverse("radio:testimony_sound", args=[agreed.uid]))
    verbs = set(AuditEvent.objects.filter(actor_id=dounia.pk).values_list("verb", flat=True))
    assert {"radio.testimony_seen", "radio.testimony_heard"} <= verbs


def test_whoever_reads_sees_the_words_and_no_name(agreed, amal, malika, another, client_of, dounia, show):
    browser = client_of(malika)
    for address in (reverse("radio:testimonies"), reverse("radio:home")):
        assert "Amal" not in browser.get(address).content.decode()
    browser.post(reverse("radio:take_up_testimony", args=[agreed.uid]))
    page = browser.get(reverse("radio:read_testimony", args=[agreed.uid])).content.decode()
    assert WORDS in page and "Amal" not in page


def test_her_name_is_nowhere_in_the_episode_for_hosts(read, amal, malika, dounia, client_of):
    made_ready(read.sound)
    page = client_of(malika).get(read.get_absolute_url()).content.decode()
    assert "Amal" not in page
    episode = Episode.objects.get()
    episode.title, episode.state = "Un matin", "review"
    episode.save()
    assert "Amal" in client_of(dounia).get(episode.get_absolute_url()).content.decode()


def test_the_names_she_avoids_would_tell_and_are_for_producers(read, hers, malika, dounia, client_of, amina):
    hers.seal_avoided(("Yasmine",))
    hers.save()
    made_ready(read.sound)
    Episode.objects.update(state="review", title="Un matin")
    assert "Yasmine" in client_of(dounia).get(read.get_absolute_url()).content.decode()
    Episode.objects.update(made_by=amina, changed_by=amina)
    Sound.objects.update(made_by=amina)
    read.parts.filter(part=Part.READER).delete()
    page = client_of(malika).get(read.get_absolute_url())
    assert page.context["judges"] and "Yasmine" not in page.content.decode()


def test_the_author_does_not_approve_the_episode_of_her_own_words(read, amal, viewer_of):
    made_ready(read.sound)
    Episode.objects.update(state="review", title="Un matin")
    with pytest.raises(Denied):
        episodes.approve(Episode.objects.get(), checked_names=True, version=read.version, by=viewer_of(amal))


def test_nobody_reads_what_she_did_not_agree_to(written, malika, another, show, station, viewer_of, client_of):
    by = viewer_of(malika)
    with pytest.raises(Denied):
        testimonies.take_up(written, by=by)
    assert client_of(malika).get(reverse("radio:read_testimony", args=[written.uid])).status_code == 404
    said = recordings.RecordingSaid(RecordingFor.READING, show=show, testimony=written)
    with pytest.raises(Denied):
        recordings.begin(uuid.uuid4(), station, said, size=4, by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        LentWords.objects.update(state=WordsState.AGREED)


def test_words_written_anew_are_agreed_to_anew(agreed, dounia, malika, viewer_of):
    testimonies.write(agreed, "D'autres mots.", version=agreed.version, by=viewer_of(dounia))
    agreed.refresh_from_db()
    assert (agreed.state, agreed.agreed_at) == (WordsState.WRITTEN, None)
    with pytest.raises(Denied):
        testimonies.take_up(agreed, by=viewer_of(malika))


def test_she_agrees_to_the_words_she_saw_and_no_others(written, amal, dounia, viewer_of):
    seen = written.version
    testimonies.write(written, "D'autres mots.", version=seen, by=viewer_of(dounia))
    with pytest.raises(ChangedMeanwhile):
        testimonies.agree(written, Agreed.HERSELF, version=seen, by=viewer_of(amal))
    assert LentWords.objects.get().state == WordsState.WRITTEN


def test_words_that_somebody_is_reading_do_not_change_under_her(agreed, malika, dounia, viewer_of):
    testimonies.take_up(agreed, by=viewer_of(malika))
    with pytest.raises(Denied):
        testimonies.write(LentWords.objects.get(), "Autre", version=agreed.version, by=viewer_of(dounia))


def test_of_two_readers_one_reads(agreed, malika, dounia, viewer_of):
    testimonies.take_up(agreed, by=viewer_of(malika))
    with pytest.raises(Denied):
        testimonies.take_up(agreed, by=viewer_of(dounia))
    testimonies.leave(LentWords.objects.get(), by=viewer_of(malika))
    testimonies.take_up(LentWords.objects.get(), by=viewer_of(dounia))
    assert LentWords.objects.get().reader == dounia


def test_her_own_voice_does_not_read_her_words(agreed, amal, viewer_of, client_of):
    with pytest.raises(Denied):
        testimonies.take_up(agreed, by=viewer_of(amal))
    assert client_of(amal).post(reverse("radio:take_up_testimony", args=[agreed.uid])).status_code == 404


def test_a_host_does_not_say_yes_in_her_name(written, malika, client_of):
    answer = client_of(malika).post(reverse("radio:agree_testimony", args=[written.uid]), {"version": written.version})
    assert answer.status_code == 404 and LentWords.objects.get().state == WordsState.WRITTEN


def test_she_says_so_and_her_recording_is_gone_for_good(agreed, amal, client_of):
    original = agreed.original
    browser = client_of(amal)
    for _time in range(2):
        browser.post(reverse("radio:forget_testimony", args=[agreed.uid]))
    agreed.refresh_from_db()
    original.key.refresh_from_db()
    assert agreed.original is None and agreed.forgotten_at and agreed.words == WORDS
    with pytest.raises(vault.Erased):
        files.read(original)
    assert AuditEvent.objects.filter(verb="radio.testimony_original_forgotten").count() == 1


@pytest.mark.parametrize("chose", [True, False])
def test_once_it_is_on_the_radio_her_recording_goes_if_she_chose_so(read, agreed, malika, dounia, viewer_of, chose):
    LentWords.objects.update(forget_when_heard=chose)
    published(read, malika, dounia, viewer_of)
    assert (LentWords.objects.get().original is None) is chose


def test_she_takes_everything_back_though_it_is_on_the_radio(read, agreed, amal, malika, dounia, viewer_of, others):
    LentWords.objects.update(forget_when_heard=False)
    episode = published(read, malika, dounia, viewer_of)
    original = agreed.original
    testimonies.take_back(LentWords.objects.get(), by=viewer_of(amal))
    episode.refresh_from_db()
    made = LentWords.objects.get()
    assert (episode.state, episode.withdrawn_reason) == ("withdrawn", "consent")
    assert others["take_off"] == [episode.sound_id]
    assert (made.state, made.words, made.original) == ("gone", "", None)
    for key in (made.key, original.key):
        key.refresh_from_db()
        assert key.destroyed_at is not None
    assert not LentWords.objects.visible_to(viewer_of(amal)).exists()


def test_a_reader_who_records_while_it_is_taken_back_makes_nothing(
    agreed, malika, another, amal, show, station, viewer_of
):
    by = viewer_of(malika)
    testimonies.take_up(agreed, by=by)
    agreed.refresh_from_db()
    said = recordings.RecordingSaid(RecordingFor.READING, show=show, testimony=agreed)
    recording = recordings.begin(uuid.uuid4(), station, said, size=4, by=by)
    recordings.take_chunk(recording, 0, b"abcd", recordings.fingerprint(b"abcd"), by=by)
    testimonies.take_back(LentWords.objects.get(), by=viewer_of(amal))
    with pytest.raises(Denied):
        recordings.finish(recording, by=by)
    assert not Episode.objects.exists()


def test_nothing_told_is_nothing_kept(station, hers, amal, viewer_of):
    with pytest.raises(ValueError):
        testimonies.tell(station, Told(hers, "   "), by=viewer_of(amal))


def test_the_house_itself_may_look_after_it(told):
    assert LentWords.objects.visible_to(HOUSE).exists()
