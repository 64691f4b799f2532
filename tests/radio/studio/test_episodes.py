"""Draft, second person, published, taken away: who may, who never, and what two at once or twice at once do."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from terrain.core import files, vault
from terrain.core.changing import ChangedMeanwhile
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.radio.actions import episodes
from terrain.radio.actions.withdrawing import withdraw_episode
from terrain.radio.enums import EpisodeState, Part, SoundState, VoiceWay, Withdrawn
from terrain.radio.models import Episode, EpisodeVoice, Sound
from tests.radio.studio.conftest import HEARD, HOUSE, keep

pytestmark = pytest.mark.django_db


def test_from_a_draft_to_the_air(named, amal, malika, viewer_of, others):
    episodes.send(named, by=viewer_of(amal))
    named.refresh_from_db()
    episodes.approve(named, checked_names=True, version=named.version, by=viewer_of(malika))
    episodes.publish(named, by=viewer_of(amal))
    named.refresh_from_db()
    assert (named.state, named.approved_by, named.checked_names) == ("published", malika, True)
    assert named.air_from == named.published_at
    assert others["air"] == [named.sound_id] and others["compile"] == [named.show.station_id]
    verbs = AuditEvent.objects.filter(object_kind="radio.Episode").values_list("verb", flat=True)
    assert [verb.split("_")[-1] for verb in verbs] == ["begun", "changed", "sent", "approved", "published"]


def test_nobody_approves_what_she_had_a_hand_in(sent, amal, malika, dounia, another, viewer_of):
    with pytest.raises(Denied):
        episodes.approve(sent, checked_names=True, version=sent.version, by=viewer_of(amal))
    EpisodeVoice.objects.create(episode=sent, voice=another, part=Part.GUEST)
    with pytest.raises(Denied):
        episodes.approve(sent, checked_names=True, version=sent.version, by=viewer_of(malika))
    changed = episodes.change(sent, episodes.EpisodeSaid("Autre nom"), version=sent.version, by=viewer_of(dounia))
    with pytest.raises(Denied):
        episodes.approve(changed, checked_names=True, version=changed.version, by=viewer_of(dounia))
    assert Episode.objects.get().state == EpisodeState.REVIEW


def test_whoever_sent_the_sound_does_not_approve_it(sent, malika, viewer_of):
    Sound.objects.filter(pk=sent.sound_id).update(made_by=malika)
    with pytest.raises(Denied):
        episodes.approve(Episode.objects.get(), checked_names=True, version=sent.version, by=viewer_of(malika))


def test_a_second_tab_does_not_make_her_a_second_person(sent, amal, client_of):
    """She kept the page of a colleague's piece open and puts her own number into its form."""
    answer = client_of(amal).post(
        reverse("radio:approve_episode", args=[sent.uid]), {"checked_names": "on", "version": sent.version}
    )
    assert answer.status_code == 403
    assert Episode.objects.get().state == EpisodeState.REVIEW


@pytest.mark.parametrize("state", [SoundState.WAITING, SoundState.PREPARING, SoundState.REFUSED, SoundState.GONE])
def test_what_cannot_be_heard_is_not_sent_nor_approved(named, sent, amal, malika, viewer_of, state):
    Sound.objects.filter(pk=sent.sound_id).update(state=state)
    with pytest.raises(Denied):
        episodes.approve(Episode.objects.get(), checked_names=True, version=sent.version, by=viewer_of(malika))
    Episode.objects.update(state=EpisodeState.DRAFT)
    with pytest.raises(Denied):
        episodes.send(Episode.objects.get(), by=viewer_of(amal))


def test_without_a_name_it_is_not_sent(draft, amal, viewer_of):
    with pytest.raises(Denied):
        episodes.send(draft, by=viewer_of(amal))


def test_a_consent_that_is_missing_stops_it_twice_and_says_why(sent, approved, amal, malika, viewer_of, others):
    others["lacking"] = ["Rachida n'a pas encore dit oui."]
    Episode.objects.update(state=EpisodeState.REVIEW)
    with pytest.raises(Denied, match="Rachida"):
        episodes.approve(sent, checked_names=True, version=sent.version, by=viewer_of(malika))
    Episode.objects.update(state=EpisodeState.APPROVED)
    with pytest.raises(Denied, match="Rachida"):
        episodes.publish(approved, by=viewer_of(amal))
    assert not others["air"]


def test_names_are_listened_for_before_approving(sent, malika, client_of, viewer_of):
    with pytest.raises(Denied):
        episodes.approve(sent, checked_names=False, version=sent.version, by=viewer_of(malika))
    answer = client_of(malika).post(reverse("radio:approve_episode", args=[sent.uid]), {"version": sent.version})
    assert answer.status_code == 422 and answer.context["approve_form"].errors["checked_names"]


def test_the_database_itself_refuses_what_nobody_approved(named):
    with pytest.raises(IntegrityError), transaction.atomic():
        Episode.objects.filter(pk=named.pk).update(state=EpisodeState.PUBLISHED)


def test_of_two_who_approve_at_once_one_did(sent, malika, dounia, viewer_of):
    episodes.approve(sent, checked_names=True, version=sent.version, by=viewer_of(malika))
    with pytest.raises(Denied):
        episodes.approve(sent, checked_names=True, version=sent.version, by=viewer_of(dounia))
    episodes.approve(sent, checked_names=True, version=sent.version, by=viewer_of(malika))
    assert Episode.objects.get().approved_by == malika
    assert AuditEvent.objects.filter(verb="radio.episode_approved").count() == 1


def test_what_was_changed_while_she_listened_is_listened_to_again(sent, dounia, malika, viewer_of, client_of):
    seen = sent.version
    episodes.change(sent, episodes.EpisodeSaid("Un autre nom"), version=seen, by=viewer_of(dounia))
    with pytest.raises(ChangedMeanwhile):
        episodes.approve(sent, checked_names=True, version=seen, by=viewer_of(malika))
    answer = client_of(malika).post(
        reverse("radio:approve_episode", args=[sent.uid]), {"checked_names": "on", "version": seen}
    )
    assert answer.status_code == 302
    assert Episode.objects.get().state == EpisodeState.REVIEW


def test_it_comes_back_with_a_word_and_goes_again(sent, amal, malika, client_of, viewer_of):
    client_of(malika).post(
        reverse("radio:send_back_episode", args=[sent.uid]), {"words": "On entend un prénom à 2:10."}
    )
    sent.refresh_from_db()
    assert sent.state == EpisodeState.DRAFT
    assert "un prénom à 2:10" in client_of(amal).get(sent.get_absolute_url()).content.decode()
    episodes.send(sent, by=viewer_of(amal))
    sent.refresh_from_db()
    assert (sent.state, sent.sent_back) == ("review", "")


def test_what_was_approved_and_comes_back_is_not_approved(approved, amal, viewer_of):
    episodes.send_back(approved, "Je recommence.", by=viewer_of(amal))
    approved.refresh_from_db()
    assert (approved.state, approved.approved_by, approved.checked_names) == ("draft", None, False)


def test_what_was_approved_is_not_changed_any_more(approved, amal, dounia, viewer_of):
    for user in (amal, dounia):
        with pytest.raises(Denied):
            episodes.change(approved, episodes.EpisodeSaid("X"), version=approved.version, by=viewer_of(user))
        with pytest.raises(Denied):
            episodes.change_voices(approved, [], by=viewer_of(user))


def test_two_taps_are_one(named, approved, amal, client_of):
    browser = client_of(amal)
    for _time in range(2):
        assert browser.post(reverse("radio:publish_episode", args=[approved.uid])).status_code == 302
    assert AuditEvent.objects.filter(verb="radio.episode_published").count() == 1


def test_a_colleague_does_not_publish_for_her(approved, malika, stranger, client_of):
    assert client_of(malika).post(reverse("radio:publish_episode", args=[approved.uid])).status_code == 403
    assert client_of(stranger).post(reverse("radio:publish_episode", args=[approved.uid])).status_code == 404


def test_two_who_change_it_are_told(named, amal, dounia, client_of, viewer_of):
    seen = named.version
    episodes.change(named, episodes.EpisodeSaid("Le nom de Dounia"), version=seen, by=viewer_of(dounia))
    typed = {"title": "Le nom d'Amal", "language": "ar", "version": seen}
    answer = client_of(amal).post(reverse("radio:edit_episode", args=[named.uid]), typed)
    assert answer.status_code == 422 and "Le nom de Dounia" in answer.content.decode()
    assert "Le nom d&#x27;Amal" in answer.content.decode()


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("WEBVTT\n\n00:01.000 --> 00:04.000\nBonjour", True),
        ("WEBVTT\r\n\r\n1\r\n01:00:01.000 --> 01:00:04.000 align:start\r\nBonjour", True),
        ("Bonjour", False),
        ("WEBVTT\n\nBonjour", False),
        ("WEBVTT\n\n00:04.000 --> 00:01.000\nBonjour", False),
        ("WEBVTT\n\n00:04.000 --> 00:09.000\nA\n\n00:01.000 --> 00:02.000\nB", False),
        ("WEBVTT\n\n00:99.000 --> 00:99.500\nBonjour", False),
    ],
)
def test_a_transcript_is_webvtt_or_it_is_said_what_is_wrong(named, amal, client_of, text, good):
    typed = {"title": "X", "language": "ar", "version": named.version, "transcript": text}
    answer = client_of(amal).post(reverse("radio:edit_episode", args=[named.uid]), typed)
    assert answer.status_code == (302 if good else 422)
    assert bool(Episode.objects.get().transcript) is good


def test_chapters_go_forward(named, amal, client_of):
    typed = {"title": "X", "language": "ar", "version": named.version, "chapters": "00:00 Bonjour\n1:02:03 La fin\n"}
    browser, address = client_of(amal), reverse("radio:edit_episode", args=[named.uid])
    assert browser.post(address, typed | {"chapters": "02:00 A\n01:00 B"}).status_code == 422
    assert browser.post(address, typed).status_code == 302
    assert Episode.objects.get().chapters == [{"at": 0, "title": "Bonjour"}, {"at": 3723, "title": "La fin"}]
    assert "1:02:03 La fin" in browser.get(address).content.decode()


def test_who_is_heard_is_said_and_whose_words_they_are_stays(named, amal, hers, another, viewer_of):
    author = EpisodeVoice.objects.create(episode=named, voice=another, part=Part.AUTHOR)
    episodes.change_voices(named, [(another, Part.GUEST)], by=viewer_of(amal))
    assert {(one.voice, one.part) for one in named.parts.all()} == {(another, "guest"), (another, "author")}
    assert EpisodeVoice.objects.filter(pk=author.pk).exists()


# Taking away


def test_taken_away_it_is_silent_from_the_next_slot_and_says_nothing(published, amal, viewer_of, others):
    withdraw_episode(published, reason=Withdrawn.MISTAKE, by=viewer_of(amal))
    published.refresh_from_db()
    assert (published.state, published.withdrawn_reason, published.withdrawn_by) == ("withdrawn", "mistake", amal)
    assert (published.title, published.summary, published.transcript, published.chapters) == ("", "", "", [])
    assert others["take_off"] == others["ground"] == [published.sound_id]
    assert published.sound.state == SoundState.GONE
    assert files.read(published.sound.original) == HEARD, "a mistake may be looked at again"


@pytest.mark.parametrize("reason", [Withdrawn.CONSENT, Withdrawn.DANGER])
def test_without_consent_nothing_is_left_to_be_heard(published, hers, viewer_of, amal, reason):
    original, rendition = published.sound.original, published.sound.renditions.get()
    withdraw_episode(published, reason=reason, by=viewer_of(amal))
    published.sound.refresh_from_db()
    assert published.sound.original is None and not bytes(published.sound.waveform)
    for file in (original, rendition.sealed):
        file.key.refresh_from_db()
        with pytest.raises(vault.Erased):
            files.read(file)


def test_the_files_themselves_go_once_it_is_written(published, viewer_of, amal, django_capture_on_commit_callbacks):
    original = published.sound.original
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_episode(published, reason=Withdrawn.CONSENT, by=viewer_of(amal))
    assert not files._path(original).exists()


def test_whoever_is_heard_takes_it_away_though_she_did_not_make_it(published, another, malika, viewer_of):
    with pytest.raises(Denied):
        withdraw_episode(published, reason=Withdrawn.CONSENT, by=viewer_of(malika))
    EpisodeVoice.objects.create(episode=published, voice=another, part=Part.GUEST)
    withdraw_episode(published, reason=Withdrawn.CONSENT, by=viewer_of(malika))
    assert Episode.objects.get().withdrawn_by == malika


def test_taken_away_twice_is_taken_away_once_and_may_be_destroyed_later(published, amal, viewer_of):
    for _time in range(2):
        withdraw_episode(published, reason=Withdrawn.MISTAKE, by=viewer_of(amal))
    assert AuditEvent.objects.filter(verb="radio.episode_withdrawn").count() == 1
    withdraw_episode(published, reason=Withdrawn.CONSENT, by=HOUSE)
    published.refresh_from_db()
    assert published.withdrawn_reason == "mistake"
    assert Sound.objects.get(pk=published.sound_id).original is None


def test_a_colleague_does_not_destroy_later_what_somebody_else_took_away(published, amal, malika, viewer_of):
    withdraw_episode(published, reason=Withdrawn.MISTAKE, by=viewer_of(amal))
    with pytest.raises(Denied):
        withdraw_episode(published, reason=Withdrawn.CONSENT, by=viewer_of(malika))
    assert Sound.objects.get(pk=published.sound_id).original is not None


def test_a_reason_is_a_code(published, amal, viewer_of):
    with pytest.raises(ValueError):
        withdraw_episode(published, reason="parce que", by=viewer_of(amal))


def test_taken_away_nobody_hears_it_in_the_studio_either(published, amal, malika, client_of, viewer_of):
    address = reverse("radio:episode_sound", args=[published.uid])
    assert client_of(malika).get(address).status_code == 200
    withdraw_episode(published, reason=Withdrawn.MISTAKE, by=viewer_of(amal))
    for user in (amal, malika):
        assert client_of(user).get(address).status_code == 403


def test_a_voice_changed_here_leaves_no_raw_voice_once_it_is_prepared(show, amal, hers, viewer_of, others):
    for changed_here in (True, False):
        said = episodes.SoundSaid(keep(), way=VoiceWay.CHANGED, changed_here=changed_here)
        episodes.begin(show, said, [(hers, Part.HOST)], by=viewer_of(amal))
    assert others["kept"] == [False, True]
