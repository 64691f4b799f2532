"""The screens of voices: a host is opened and comes in, an agreement is written down, she changes her mind; and who sees none of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from terrain.accounts import pairing
from terrain.accounts.models import Pairing, SignInCode
from terrain.core import clock, files
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.people.actions import register
from terrain.people.identity import Identity
from terrain.radio.actions import consents as agreeing
from terrain.radio.actions import voices as actions
from terrain.radio.consent.consents import covers
from terrain.radio.enums import EpisodeState, Scope
from terrain.radio.models import Voice, VoiceConsent
from terrain.radio.models.consents import Shown
from tests.factories import HOUSE
from tests.radio.voices.conftest import YEAR, agreed

pytestmark = pytest.mark.django_db
NEW = {
    "project": "W4I",
    "air_name": "Oum Aya",
    "kind": "host",
    "account": "new",
    "language": "ar",
    "way": "own",
    "avoided": "",
}
PHOTO = b"\xff\xd8\xff\xe0" + b"0" * 100


def page(name, *args):
    return reverse(f"radio:{name}", args=args)


def yes(**more):
    until = (clock.today() + YEAR).isoformat()
    said = {"scopes": ["air", "podcast"], "until": until, "capacity": "self", "language": "ar", "shown_by": "signed"}
    return said | {"given_on": clock.today().isoformat()} | more


def test_a_producer_opens_the_studio_to_a_host_and_the_host_comes_in(dounia, client_of, station):
    shown = client_of(dounia).post(page("new_voice"), NEW)
    assert shown.status_code == 200 and "no-store" in shown["Cache-Control"] and "<svg" in shown.text
    voice = Voice.objects.get()
    assert voice.user.email is None and voice.user.full_name == "Oum Aya"
    digits = shown.context["made"].digits
    assert f"<span>{digits[:4]}</span><span>{digits[4:]}</span>" in shown.text
    phone = Client()
    assert "Oum Aya" in phone.get(reverse("account_choose_pin", args=[digits])).text
    inside = phone.post(reverse("account_choose_pin", args=[digits]), {"pin": "480273", "again": "480273"})
    assert phone.get(inside.headers["Location"]).status_code == 200
    mine = phone.get(page("my_voice")).text
    assert "Oum Aya" in mine and page("change_my_mind") in mine


def test_a_form_sent_twice_opens_one_account(dounia, client_of, station):
    said = NEW | {"slip": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"}
    browser = client_of(dounia)
    browser.post(page("new_voice"), said), browser.post(page("new_voice"), said)
    assert Voice.objects.count() == 1 and SignInCode.objects.filter(ended_at=None).count() == 1


def test_a_colleague_who_makes_radio_gets_her_voice_without_a_new_account(dounia, amal, client_of, station):
    answer = client_of(dounia).post(page("new_voice"), NEW | {"account": str(amal.pk)})
    assert answer.status_code == 302 and Voice.objects.get().user == amal and not SignInCode.objects.exists()


@pytest.mark.parametrize("who", ["amina", "stranger"])
def test_an_account_from_elsewhere_is_not_taken(who, request, dounia, client_of, station):
    other = request.getfixturevalue(who)
    assert client_of(dounia).post(page("new_voice"), NEW | {"account": str(other.pk)}).status_code == 422
    assert not Voice.objects.exists()


def test_a_guest_has_no_account(dounia, client_of, station):
    assert client_of(dounia).post(page("new_voice"), NEW | {"kind": "guest"}).status_code == 302
    assert Voice.objects.get().user is None


def test_an_agreement_is_written_down_with_its_proof(dounia, client_of, guest):
    browser = client_of(dounia)
    for language in ("ar", "fr"):
        assert f'lang="{language}"' in browser.get(page("voice_agreement", guest.uid), {"read": language}).text
    said = yes(proof=SimpleUploadedFile("accord.jpg", PHOTO))
    assert browser.post(page("voice_agreement", guest.uid), said).status_code == 302
    assert covers(guest, Scope.AIR, clock.today()) and not covers(guest, Scope.ARCHIVE, clock.today())
    row = VoiceConsent.objects.first()
    assert files.read(row.proof) == PHOTO
    got = browser.get(page("voice_proof", row.uid))
    assert b"".join(got.streaming_content) == PHOTO and "no-store" in got["Cache-Control"]
    assert AuditEvent.objects.filter(verb="radio.proof_read").exists()
    assert browser.get(page("voice", guest.uid)).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"proof": SimpleUploadedFile("accord.jpg", b"MZ\x90\x00 not a picture at all")},
        {"shown_by": "recorded"},
        {"shown_by": "oral"},
        {"shown_by": "screen"},
        {"until": "2020-01-01"},
        {"until": "2099-01-01"},
        {"given_on": "2099-01-01"},
        {"scopes": []},
        {"capacity": "guardian"},
    ],
)
def test_a_wrong_agreement_is_said_and_not_kept(dounia, client_of, guest, wrong):
    assert client_of(dounia).post(page("voice_agreement", guest.uid), yes(**wrong)).status_code == 422
    assert not VoiceConsent.objects.exists()


def test_she_agrees_and_changes_her_mind_by_herself(amal, voice_of, client_of, broadcast, gone):
    voice, browser = voice_of(amal), client_of(amal)
    assert browser.get(page("my_agreement")).status_code == 200
    until = (clock.today() + YEAR).isoformat()
    assert browser.post(page("my_agreement"), {"scopes": ["air"], "until": until}).status_code == 302
    assert voice.consents.get().shown_by == Shown.SCREEN
    first, second = broadcast(voice, title="Un"), broadcast(voice, title="Deux")
    assert "Deux" in browser.get(page("change_my_mind")).text
    browser.post(page("change_my_mind"), {"what": f"episode-{first.pk}"})
    assert gone == [("everywhere", first.pk)]
    browser.post(page("change_my_mind"), {"what": "everything"})
    assert gone == [("everywhere", first.pk), ("everywhere", second.pk)]
    assert browser.post(page("change_my_mind"), {"what": "nonsense"}).status_code == 422


def test_she_takes_no_broadcast_away_in_which_she_is_not_heard(amal, malika, voice_of, client_of, broadcast, gone):
    voice_of(amal)
    other = broadcast(voice_of(malika))
    assert client_of(amal).post(page("change_my_mind"), {"what": f"episode-{other.pk}"}).status_code == 422
    assert gone == []


def test_on_her_word_staff_takes_it_away(dounia, client_of, guest, broadcast, gone):
    agreed(guest)
    episode = broadcast(guest)
    browser = client_of(dounia)
    assert browser.get(page("voice_take_back", guest.uid)).status_code == 200
    assert browser.post(page("voice_take_back", guest.uid), {"what": "air"}).status_code == 302
    assert gone == [("stream", episode.pk)]


def test_her_link_opens_a_calm_page_that_names_nobody_and_one_button_does_it(dounia, client_of, guest, broadcast, gone):
    agreed(guest)
    episode = broadcast(guest)
    shown = client_of(dounia).post(page("voice_link", guest.uid))
    address = shown.context["address"]
    stranger = Client(enforce_csrf_checks=True)
    for _look in range(2):
        calm = stranger.get(address)
        assert calm.status_code == 200 and "Oum Aya" not in calm.text and gone == []
    assert calm["Referrer-Policy"] == "no-referrer" and "noindex" in calm["X-Robots-Tag"] and not calm.cookies
    assert stranger.post(address).status_code == 200
    assert gone == [("everywhere", episode.pk)]
    assert stranger.post(address).status_code == 200
    assert stranger.get(reverse("listen:mine", args=["x" * 22])).status_code == 404


def test_whoever_guesses_links_is_stopped(db):
    guesser = Client()
    answers = {guesser.get(reverse("listen:mine", args=[f"guess-{n}"])).status_code for n in range(32)}
    assert answers == {404, 429}


def test_nobody_learns_from_an_address_that_a_woman_is_a_host(
    amal, voice_of, malika, amina, facilitator, stranger, guardian, officer, client_of
):
    voice = voice_of(amal)
    agreed(voice)
    row = voice.consents.first()
    unknown = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
    for who in (malika, amina, facilitator, stranger, guardian, officer):
        browser = client_of(who)
        for name in ("voice", "edit_voice", "voice_agreement", "voice_take_back", "voice_person", "voice_proof"):
            there = browser.get(page(name, row.uid if name == "voice_proof" else voice.uid))
            nowhere = browser.get(page(name, unknown))
            assert there.status_code == nowhere.status_code == 404
        for name in ("voice_code", "voice_link", "voice_left", "voice_phone_lost"):
            assert browser.post(page(name, voice.uid)).status_code == 404
    assert not Pairing.objects.exists() and voice.left_at is None


def linked(w4i, voice):
    person = register(Identity("Zaynouba Secrète", sex="F"), project=w4i, by=HOUSE)
    actions.link_person(voice, person, by=HOUSE)
    voice.refresh_from_db()
    return person


def test_who_she_is_in_the_registry_is_shown_only_to_whoever_sees_names(
    w4i, guest, dounia, youssef, client_of, viewer_of
):
    person = linked(w4i, guest)
    producer, coordinator = client_of(dounia), client_of(youssef)
    told = producer.get(page("voice", guest.uid)).text
    assert str(person.uid) not in told and page("voice_person", guest.uid) not in told
    assert producer.get(page("voice_person", guest.uid)).status_code == 403
    assert producer.post(page("voice_person", guest.uid), {"person": str(person.uid)}).status_code == 403
    assert str(person.uid) in coordinator.get(page("voice", guest.uid)).text
    assert "Zaynouba" in coordinator.get(page("voice_person", guest.uid), {"q": "Zaynouba"}).text
    assert AuditEvent.objects.filter(verb="people.names_read").exists()
    with pytest.raises(Denied):
        actions.link_person(guest, None, by=viewer_of(dounia))


def test_the_registry_does_not_say_that_somebody_is_a_host(w4i, guest, youssef, amina, client_of):
    person = linked(w4i, guest)
    for who in (youssef, amina):
        told = client_of(who).get(person.get_absolute_url()).text
        assert "Oum Aya" not in told and str(guest.uid) not in told


def test_the_journal_does_not_say_who_she_is(w4i, guest):
    person = linked(w4i, guest)
    event = AuditEvent.objects.get(verb="radio.voice_person")
    assert event.object_id == str(guest.pk) and event.detail == {"known": True}
    assert str(person.uid) not in str(event.detail)


def test_the_link_to_the_registry_is_taken_away_again(w4i, guest, youssef, client_of):
    linked(w4i, guest)
    client_of(youssef).post(page("voice_person", guest.uid))
    guest.refresh_from_db()
    assert guest.person is None


def test_who_makes_no_more_radio_does_not_come_in_and_what_was_heard_stays(
    dounia, client_of, broadcast, gone, w4i, viewer_of
):
    said = actions.Particulars("Oum Aya")
    voice = actions.add_voice(w4i, said, opens=True, by=viewer_of(dounia))
    agreed(voice)
    episode = broadcast(voice)
    paired = pairing.pair(pairing.find(actions.make_code(voice, by=HOUSE).digits), "480273")
    assert client_of(dounia).post(page("voice_left", voice.uid)).status_code == 302
    assert pairing.enter(paired.secret, "480273").pairing is None
    assert viewer_of(voice.user).grants == frozenset()
    episode.refresh_from_db()
    assert gone == [] and episode.state == EpisodeState.PUBLISHED
    with pytest.raises(Denied):
        agreed(voice)
    assert agreeing.take_back(voice, by=HOUSE) == 1


def test_two_who_change_a_voice_do_not_overwrite_each_other(dounia, client_of, guest):
    browser = client_of(dounia)
    said = {
        "air_name": "Oum Yasmine",
        "kind": "guest",
        "way": "lent",
        "avoided": "Rue des Orangers\nSalma",
        "version": "1",
    }
    assert browser.post(page("edit_voice", guest.uid), said).status_code == 302
    guest.refresh_from_db()
    assert guest.avoided == ("Rue des Orangers", "Salma") and guest.way == "lent"
    assert browser.post(page("edit_voice", guest.uid), said | {"air_name": "Autre"}).status_code == 422


def test_the_list_costs_the_same_for_one_and_for_many(dounia, client_of, w4i):
    browser = client_of(dounia)
    actions.add_voice(w4i, actions.Particulars("Hôte"), opens=True, by=HOUSE)
    browser.get(page("voices"))
    with CaptureQueriesContext(connection) as few:
        assert browser.get(page("voices")).status_code == 200
    for number in range(12):
        actions.add_voice(w4i, actions.Particulars(f"Hôte {number}"), opens=True, by=HOUSE)
    with CaptureQueriesContext(connection) as many:
        assert "Hôte 11" in browser.get(page("voices")).text
    assert len(many) == len(few)
