"""What listeners send: nobody knows who, nothing is on air without a producer, what is refused is erased."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from terrain.core import clock, files, sweeping, vault
from terrain.core.access import ANONYMOUS
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.radio.actions import messages
from terrain.radio.models import Message

OPUS = b"OggS\x00\x02" + bytes(40) + b"OpusHead" + bytes(200)
WRITE = "/radio/meres/write/"


def _sound(content=OPUS, name="note.opus"):
    return SimpleUploadedFile(name, content, "audio/ogg")


@pytest.fixture
def message(station):
    return messages.send(station.pk, messages.Said("Bonjour à vous", "Awa"), by=ANONYMOUS)


def test_a_listener_writes_without_being_known(client, station, show):
    answer = client.post(WRITE, {"text": "Merci pour l’émission", "show": "cafe"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/radio/meres/"
    held = Message.objects.get()
    assert held.words == ("Merci pour l’émission", "")
    assert (held.show, held.state, held.via) == (show, "new", "web")
    assert "Merci" not in str(held.__dict__)
    event = AuditEvent.objects.get(verb="radio.message_came")
    assert (event.actor_id, event.detail) == (None, {"voice": False})


def test_also_who_is_signed_in_is_not_known(client_of, amal, station):
    client_of(amal).post(WRITE, {"text": "Bonjour"})
    assert AuditEvent.objects.get(verb="radio.message_came").actor_id is None


def test_a_voice_is_kept_sealed(client, station):
    client.post(WRITE, {"audio": _sound()})
    held = Message.objects.get()
    assert files.read(held.audio) == OPUS
    assert held.audio.media_type == "audio/ogg"
    assert files.name_of(held.audio) == "message"


@pytest.mark.parametrize(
    "content",
    [b"<html><script>alert(1)</script>", b"MZ\x90\x00" + bytes(99), b"PK\x03\x04" + bytes(99), b"RIFF0000AVI "],
)
def test_what_is_no_sound_is_refused_whatever_its_name(client, station, content):
    answer = client.post(WRITE, {"text": "Bonjour", "audio": _sound(content)})
    assert answer.status_code == 422
    assert "Bonjour" in answer.content.decode()
    assert not Message.objects.exists()


def test_nothing_said_is_nothing_sent(client, station):
    assert client.post(WRITE, {"text": "  "}).status_code == 422
    assert not Message.objects.exists()


def test_a_program_that_fills_every_field_is_thanked_and_forgotten(client, station):
    assert client.post(WRITE, {"text": "buy", "website": "https://x.example"}).status_code == 302
    assert not Message.objects.exists()


def test_a_form_sent_twice_is_one_message(client, station):
    slip = re.search(r'name="slip" value="([^"]+)"', client.get(WRITE).content.decode()).group(1)
    for _time in range(2):
        client.post(WRITE, {"text": "Une fois", "slip": slip})
    assert Message.objects.count() == 1


def test_one_browser_and_everybody_together_have_a_limit(station, monkeypatch):
    for number in range(messages.FROM_ONE):
        messages.send(station.pk, messages.Said(f"{number}"), sender="one", by=ANONYMOUS)
    with pytest.raises(messages.TooMany):
        messages.send(station.pk, messages.Said("trop"), sender="one", by=ANONYMOUS)
    messages.send(station.pk, messages.Said("une autre"), sender="two", by=ANONYMOUS)
    monkeypatch.setattr(messages, "FROM_ALL", 6)
    with pytest.raises(messages.TooMany):
        messages.send(station.pk, messages.Said("trop pour toutes"), sender="three", by=ANONYMOUS)
    assert Message.objects.count() == messages.FROM_ONE + 1


def test_hosts_see_only_what_a_producer_kept(client_of, amal, dounia, stranger, message):
    host, producer = client_of(amal), client_of(dounia)
    page = reverse("radio:message", args=[message.uid])
    assert (host.get(page).status_code, producer.get(page).status_code) == (404, 200)
    assert "Bonjour à vous" in producer.get(reverse("radio:messages")).content.decode()
    assert "Bonjour à vous" not in host.get(reverse("radio:messages")).content.decode()
    producer.post(reverse("radio:keep_message", args=[message.uid]))
    assert "Bonjour à vous" in host.get(reverse("radio:messages")).content.decode()
    assert host.get(page).status_code == 200
    assert client_of(stranger).get(page).status_code == 404


def test_reading_leaves_a_trace(client_of, dounia, message):
    client_of(dounia).get(reverse("radio:message", args=[message.uid]))
    assert AuditEvent.objects.filter(verb="radio.message_read", actor_id=dounia.pk).count() == 1


def test_a_host_says_that_it_was_answered(client_of, amal, viewer_of, dounia, message):
    with pytest.raises(Denied):
        messages.answer(message, by=viewer_of(amal))
    messages.keep(message, by=viewer_of(dounia))
    client_of(amal).post(reverse("radio:answer_message", args=[message.uid]))
    message.refresh_from_db()
    assert message.state == "answered"


def test_what_is_refused_is_erased_for_good(
    viewer_of, dounia, station, client_of, django_capture_on_commit_callbacks, home_of_its_own
):
    held = messages.send(station.pk, messages.Said("Une adresse", audio=_sound().file), by=ANONYMOUS)
    words = bytes(held.sealed_words)
    assert len([path for path in (home_of_its_own / "media").rglob("*") if path.is_file()]) == 1
    with django_capture_on_commit_callbacks(execute=True):
        messages.refuse(held, by=viewer_of(dounia))
    held.refresh_from_db()
    assert (held.state, held.words) == ("refused", ("", ""))
    with pytest.raises(vault.Erased):
        vault.unseal(held.key, words, "radio.Message.sealed_words")
    assert [path for path in (home_of_its_own / "media").rglob("*") if path.is_file()] == []
    assert client_of(dounia).get(reverse("radio:message_sound", args=[held.uid])).status_code == 404
    with pytest.raises(Denied):
        messages.keep(held, by=viewer_of(dounia))


def test_a_host_decides_nothing(viewer_of, amal, message):
    for act in (messages.keep, messages.refuse):
        with pytest.raises(Denied):
            act(message, by=viewer_of(amal))


def test_the_voice_is_heard_by_the_radio_only(client, client_of, dounia, amal, station):
    client.post(WRITE, {"audio": _sound()})
    url = reverse("radio:message_sound", args=[Message.objects.get().uid])
    answer = client_of(dounia).get(url)
    assert (b"".join(answer.streaming_content), answer["Content-Type"]) == (OPUS, "audio/ogg")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert client_of(amal).get(url).status_code == 404
    assert client.get(url).status_code == 302


def test_after_half_a_year_a_message_is_erased(station, message, django_capture_on_commit_callbacks):
    fresh = messages.send(station.pk, messages.Said("Récent"), by=ANONYMOUS)
    Message.objects.filter(pk=message.pk).update(sent_at=clock.now() - messages.FORGOTTEN - timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert "1 " in [done.words for done in sweeping.sweep_all() if done.name == "radio.messages"][0]
    assert list(Message.objects.all()) == [fresh]
    message.key.refresh_from_db()
    assert message.key.destroyed_at is not None
    assert [done for done in sweeping.sweep_all() if done.name == "radio.messages"] == []


def test_a_conversation_that_nobody_decided_about_is_erased_after_a_day(station, viewer_of, dounia):
    line = messages.Line(clock.now() - timedelta(days=400), "auditrice 1", "Vieux mais neuf ici", lambda: None)
    messages.look(station, [line], by=viewer_of(dounia))
    assert messages.forget_due(clock.today(), by=viewer_of(dounia)) == 0
    Message.objects.update(decided_at=clock.now() - messages.UNDECIDED - timedelta(minutes=1))
    assert messages.forget_due(clock.today(), by=viewer_of(dounia)) == 1
