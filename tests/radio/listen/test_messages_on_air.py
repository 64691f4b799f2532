"""What a listener lets be heard becomes a draft or words to read; without her yes never, and when she takes it back nothing is left."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from terrain.core import clock, files, vault
from terrain.core.access import ANONYMOUS
from terrain.core.models import AuditEvent, Job
from terrain.core.policies import Denied
from terrain.programmes.models import Project
from terrain.radio.actions import consents as agreeing
from terrain.radio.actions import episodes, listeners, messages, testimonies
from terrain.radio.actions.withdrawing import withdraw_episode
from terrain.radio.consent import consents, leaving
from terrain.radio.consent.agreements import agreements
from terrain.radio.enums import Agreed, Part, Scope, SoundState
from terrain.radio.models import Episode, LentWords, Message, Show, Sound, Station, Voice, VoiceConsent

OPUS = b"OggS\x00\x02" + bytes(40) + b"OpusHead" + bytes(200)
WRITE = "/radio/meres/write/"
SECRET = "a-secret-of-hers"


def _sound():
    return SimpleUploadedFile("note.opus", OPUS, "audio/ogg").file


@pytest.fixture
def sent_by_her(station):
    """``sent_by_her(may_air=True, text="")``: a voice message, as the page sends it."""

    def sent(may_air=True, text="", audio=True, **said):
        told = messages.Said(
            text, audio=_sound() if audio else None, asked_in="ar" if may_air else "", secret=SECRET, **said
        )
        return messages.send(station.pk, told, by=ANONYMOUS)

    return sent


@pytest.fixture
def kept(sent_by_her, viewer_of, dounia):
    """The same, kept for the hosts by Dounia."""

    def keeping(**said):
        message = sent_by_her(**said)
        messages.keep(message, by=viewer_of(dounia))
        message.refresh_from_db()
        return message

    return keeping


def _drafted(message, show, viewer):
    return listeners.make_draft(message, show, by=viewer)


def _ready(draft):
    Sound.objects.filter(pk=draft.sound_id).update(state=SoundState.READY, slots=1, milliseconds=4000)


# What she is asked, and what she is given.


def test_the_page_asks_whether_it_may_be_heard_and_nothing_is_ticked_for_her(client, station):
    page = client.get(WRITE).content.decode()
    ticked = re.search(r"<input[^>]*name=\"may_air\"[^>]*>", page).group(0)
    assert "checked" not in ticked
    assert agreements().newest.listener["fr"].replace("'", "&#x27;") in page


def test_who_says_yes_is_given_an_address_that_takes_it_back(client, station):
    answer = client.post(WRITE, {"audio": SimpleUploadedFile("n.opus", OPUS), "may_air": "on"})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store, private"
    held = Message.objects.get()
    assert (held.may_air, held.asked_in, held.asked_version) == (True, "fr", agreements().newest.version)
    address = re.search(r"/radio/mine/[^/\"]+/", answer.content.decode()).group(0)
    assert client.get(address).status_code == 200
    held.refresh_from_db()
    assert held.state == "new", "to open the address changes nothing"
    client.post(address)
    held.refresh_from_db()
    assert (held.state, held.words) == ("gone", ("", ""))
    assert held.audio.key.destroyed_at is not None and held.key.destroyed_at is not None
    assert client.get(address).status_code == 200, "asked once more it is done"


def test_sent_twice_over_a_bad_network_it_is_one_message_and_one_address(client, station):
    slip = re.search(r'name="slip" value="([^"]+)"', client.get(WRITE).content.decode()).group(1)
    told = [client.post(WRITE, {"text": "Une fois", "slip": slip, "may_air": "on"}) for _time in range(2)]
    first, second = (re.search(r"/radio/mine/[^/\"]+/", one.content.decode()).group(0) for one in told)
    assert first == second and Message.objects.count() == 1
    assert client.post(second).status_code == 200
    assert Message.objects.get().state == "gone"


def test_who_says_nothing_is_thanked_and_nothing_more(client, station):
    answer = client.post(WRITE, {"text": "Bonjour"})
    assert answer.status_code == 302
    held = Message.objects.get()
    assert (held.may_air, held.asked_in, held.asked_version, held.digest) == (False, "", None, None)


def test_the_recorder_is_loaded_on_this_page_alone(client, station):
    assert "radio/message.js" in client.get(WRITE).content.decode()
    assert "radio/message.js" not in client.get("/radio/meres/").content.decode()


# From a message to a draft.


def test_a_producer_makes_a_draft_whose_sound_is_hers_and_whose_voice_has_no_name(
    kept, show, viewer_of, dounia, client_of
):
    message = kept(name="Khadija", name_said=True, changed=True)
    answer = client_of(dounia).post(reverse("radio:draft_message", args=[message.uid]), {"show": show.uid})
    draft = Episode.objects.get()
    assert answer.url == draft.get_absolute_url()
    message.refresh_from_db()
    assert (message.draft, draft.state, draft.show, draft.title) == (draft, "draft", show, "")
    assert draft.way == "changed"
    assert files.read(draft.sound.original) == OPUS
    assert Job.objects.filter(kind="radio.prepare", arguments__sound=str(draft.sound.uid)).count() == 1
    (part,) = draft.parts.all()
    assert (part.part, part.voice.kind, part.voice.user, part.voice.person) == (Part.GUEST, "listener", None, None)
    assert "Khadija" not in part.voice.air_name
    events = AuditEvent.objects.filter(verb="radio.message_drafted")
    assert [(event.actor_id, event.detail) for event in events] == [(dounia.pk, {"episode": str(draft.uid)})]
    assert "Khadija" not in client_of(dounia).get(draft.get_absolute_url()).content.decode()


def test_pressed_twice_it_is_one_draft(kept, show, viewer_of, dounia):
    message = kept()
    assert _drafted(message, show, viewer_of(dounia)) == _drafted(message, show, viewer_of(dounia))
    assert (Episode.objects.count(), Voice.objects.count(), VoiceConsent.objects.count()) == (1, 1, 1)


def test_without_her_yes_there_is_no_draft_and_no_button(kept, show, viewer_of, dounia, client_of):
    message = kept(may_air=False)
    with pytest.raises(Denied):
        _drafted(message, show, viewer_of(dounia))
    page = client_of(dounia).get(reverse("radio:message", args=[message.uid])).content.decode()
    assert reverse("radio:draft_message", args=[message.uid]) not in page
    address = reverse("radio:draft_message", args=[message.uid])
    assert client_of(dounia).post(address, {"show": show.uid}).status_code == 403
    assert not Episode.objects.exists() and not Voice.objects.exists()


def test_also_the_database_makes_nothing_of_a_message_without_a_yes(kept, show, w4i):
    message = kept(may_air=False)
    voice = Voice.objects.create(project=w4i, kind="listener", air_name="x", key=vault.new_key())
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(voice=voice)


def test_what_nobody_kept_and_what_was_refused_becomes_nothing(sent_by_her, show, viewer_of, dounia):
    message = sent_by_her()
    with pytest.raises(Denied):
        _drafted(message, show, viewer_of(dounia))
    messages.refuse(message, by=viewer_of(dounia))
    message.refresh_from_db()
    with pytest.raises(Denied):
        _drafted(message, show, viewer_of(dounia))


def test_a_host_makes_no_draft_and_sees_none(kept, show, viewer_of, dounia, amal, client_of):
    message = kept()
    with pytest.raises(Denied):
        _drafted(message, show, viewer_of(amal))
    draft = _drafted(message, show, viewer_of(dounia))
    page = client_of(amal).get(reverse("radio:message", args=[message.uid])).content.decode()
    assert str(draft.uid) not in page


def test_only_a_show_of_the_same_radio_that_goes_on(kept, show, viewer_of, dounia, stranger, client_of):
    message = kept()
    project = Project.objects.get(code="CPE")
    other = Station.objects.create(project=project, slug="autre", name={"fr": "Autre"}, first_slot=1)
    elsewhere = Show.objects.create(station=other, slug="la", title={"fr": "Là"})
    over = Show.objects.create(station=show.station, slug="fini", title={"fr": "Fini"}, ended_on=clock.today())
    for one in (elsewhere, over):
        with pytest.raises(Denied):
            _drafted(message, one, viewer_of(dounia))
        address = reverse("radio:draft_message", args=[message.uid])
        assert client_of(dounia).post(address, {"show": one.uid}).status_code == 422
    assert not Episode.objects.exists()


@pytest.mark.parametrize(("shows", "about", "chosen"), [(1, "", "cafe"), (2, "soir", "soir"), (2, "", None)])
def test_the_show_is_chosen_already_when_it_is_known(kept, show, dounia, client_of, shows, about, chosen):
    if shows == 2:
        Show.objects.create(station=show.station, slug="soir", title={"fr": "Le soir"})
    message = kept(show=about)
    page = client_of(dounia).get(reverse("radio:message", args=[message.uid])).content.decode()
    selected = re.findall(r'<option value="([^"]*)" selected', page)
    uids = {str(one.uid): one.slug for one in Show.objects.all()}
    assert [uids[one] for one in selected if one] == ([chosen] if chosen else [])


# What her yes covers.


def test_her_yes_is_for_the_radio_alone_for_a_year_and_no_staff_says_more(kept, show, viewer_of, dounia):
    message = kept()
    draft = _drafted(message, show, viewer_of(dounia))
    voice = draft.parts.get().voice
    (row,) = VoiceConsent.objects.filter(voice=voice)
    assert (row.scope, row.shown_by, row.language, row.text_version) == (
        "air",
        "sending",
        "ar",
        agreements().newest.version,
    )
    assert consents.lacking(draft, Scope.AIR) == []
    assert consents.lacking(draft, Scope.AIR, row.until + clock.ONE_DAY) != []
    assert consents.lacking(draft, Scope.PODCAST) and consents.lacking(draft, Scope.ARCHIVE)
    with pytest.raises(Denied):
        agreeing.agree(
            voice,
            agreeing.Agreement(frozenset({Scope.PODCAST}), clock.today(), shown_by="oral", named="Dounia"),
            by=viewer_of(dounia),
        )
    with pytest.raises(Denied):
        agreeing.make_link(voice, by=viewer_of(dounia))


def test_nobody_opens_her_voice_s_page_or_finds_her_in_a_list(kept, show, viewer_of, dounia, client_of):
    draft = _drafted(kept(), show, viewer_of(dounia))
    voice = draft.parts.get().voice
    assert client_of(dounia).get(voice.get_absolute_url()).status_code == 404
    assert voice.get_absolute_url() not in client_of(dounia).get(reverse("radio:voices")).content.decode()


def test_she_stays_in_the_draft_whoever_else_is_written_down(kept, show, viewer_of, dounia, voice_of, amal):
    draft = _drafted(kept(), show, viewer_of(dounia))
    hers = draft.parts.get().voice
    episodes.change_voices(draft, [(voice_of(amal), Part.HOST)], by=viewer_of(dounia))
    assert {part.voice.kind for part in draft.parts.all()} == {"host", "listener"}
    episodes.change_voices(draft, [], by=viewer_of(dounia))
    assert [part.voice for part in draft.parts.all()] == [hers]
    other = Episode.objects.create(show=show, made_by=dounia)
    episodes.change_voices(other, [(hers, Part.GUEST)], by=viewer_of(dounia))
    assert not other.parts.exists(), "she said yes to this message, not to another"


def test_a_second_person_listens_before_it_is_heard(kept, show, viewer_of, dounia, malika):
    draft = _drafted(kept(), show, viewer_of(dounia))
    _ready(draft)
    episodes.change(draft, episodes.EpisodeSaid("Un mot d’auditrice"), version=draft.version, by=viewer_of(dounia))
    episodes.send(draft, by=viewer_of(dounia))
    draft.refresh_from_db()
    with pytest.raises(Denied):
        episodes.approve(draft, checked_names=True, version=draft.version, by=viewer_of(dounia))
    episodes.approve(draft, checked_names=True, version=draft.version, by=viewer_of(malika))
    draft.refresh_from_db()
    assert draft.state == "approved"


# What is taken back or refused.


def test_what_she_takes_back_is_gone_from_the_draft_too(client, kept, show, viewer_of, dounia):
    message = kept()
    draft = _drafted(message, show, viewer_of(dounia))
    original = draft.sound.original
    page = client.get(f"/radio/mine/{SECRET}/").content.decode()
    assert "name" not in re.sub(r"<meta[^>]*>", "", page.split("<main")[1].split("</main>")[0])
    client.post(f"/radio/mine/{SECRET}/")
    for one in (message, draft, original.key, draft.sound):
        one.refresh_from_db()
    assert (message.state, draft.state, draft.sound.state) == ("gone", "withdrawn", "gone")
    assert original.key.destroyed_at is not None and message.audio.key.destroyed_at is not None
    assert not VoiceConsent.objects.filter(withdrawn_at=None).exists()


def test_what_is_refused_later_is_gone_from_the_draft_too(kept, show, viewer_of, dounia):
    message = kept()
    draft = _drafted(message, show, viewer_of(dounia))
    original = draft.sound.original
    messages.refuse(message, by=viewer_of(dounia))
    for one in (message, draft, original.key):
        one.refresh_from_db()
    assert (message.state, draft.state, draft.withdrawn_reason) == ("refused", "withdrawn", "danger")
    assert original.key.destroyed_at is not None
    assert AuditEvent.objects.filter(verb="radio.message_refused").count() == 1


def test_her_address_works_also_once_the_message_was_erased_by_age(client, kept, show, viewer_of, dounia):
    message = kept()
    draft = _drafted(message, show, viewer_of(dounia))
    Message.objects.update(sent_at=clock.now() - messages.FORGOTTEN - timedelta(hours=1))
    assert messages.forget_due(clock.today(), by=leaving.HOUSE) == 1
    assert files.read(draft.sound.original) == OPUS, "what she lets be heard for a year does not go with it"
    client.post(f"/radio/mine/{SECRET}/")
    draft.refresh_from_db()
    assert draft.state == "withdrawn"


@pytest.mark.parametrize("way", ["refused", "taken back"])
def test_a_draft_made_at_the_same_instant_goes_too(kept, show, viewer_of, dounia, monkeypatch, way):
    message, drafts, locked = kept(), [], messages._held

    def late(one):
        if not drafts:
            drafts.append(_drafted(one, show, viewer_of(dounia)))
        return locked(one)

    monkeypatch.setattr(messages, "_held", late)
    messages.refuse(message, by=viewer_of(dounia)) if way == "refused" else messages.take_back(message)
    (draft,) = drafts
    draft.refresh_from_db()
    message.refresh_from_db()
    assert draft.state == "withdrawn" and message.is_erased


def test_what_was_taken_away_is_not_made_again(kept, show, viewer_of, dounia):
    message = kept(text="Bonjour")
    withdraw_episode(_drafted(message, show, viewer_of(dounia)), reason="unused", by=viewer_of(dounia))
    testimonies.take_back(listeners.lend(message, by=viewer_of(dounia)), by=viewer_of(dounia))
    message.refresh_from_db()
    with pytest.raises(Denied):
        _drafted(message, show, viewer_of(dounia))
    with pytest.raises(Denied):
        listeners.lend(message, by=viewer_of(dounia))
    assert message.state == "kept", "what she sent is still there for the hosts"


# Words that a host reads.


def test_what_she_wrote_waits_for_a_host_in_her_very_words(kept, viewer_of, dounia, amal, client_of):
    message = kept(text="J’ai trouvé une crèche.", audio=False)
    client_of(dounia).post(reverse("radio:lend_message", args=[message.uid]))
    words = LentWords.objects.get()
    assert (words.state, words.words, words.agreed_how) == ("agreed", "J’ai trouvé une crèche.", Agreed.SENDING)
    assert list(LentWords.objects.to_read(viewer_of(amal))) == [words]
    with pytest.raises(Denied):
        testimonies.write(words, "Autre chose", version=words.version, by=viewer_of(dounia))
    testimonies.take_up(words, by=viewer_of(amal))
    again = listeners.lend(message, by=viewer_of(dounia))
    assert again == words and LentWords.objects.count() == 1


def test_words_without_her_yes_are_read_by_nobody(kept, viewer_of, dounia):
    with pytest.raises(Denied):
        listeners.lend(kept(text="Bonjour", audio=False, may_air=False), by=viewer_of(dounia))
    assert not LentWords.objects.exists()


def test_what_is_refused_or_taken_back_is_read_by_nobody(client, kept, viewer_of, dounia):
    message = kept(text="Bonjour", audio=False)
    words = listeners.lend(message, by=viewer_of(dounia))
    client.post(f"/radio/mine/{SECRET}/")
    words.refresh_from_db()
    message.refresh_from_db()
    assert (words.state, words.words, message.state) == ("gone", "", "gone")
    with pytest.raises(Denied):
        listeners.lend(message, by=viewer_of(dounia))
