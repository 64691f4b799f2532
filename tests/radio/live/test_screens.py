"""The pages of a live broadcast: what a telephone asks of them, and who sees what."""

import hashlib
import json
import os
import time

import pytest
from django.urls import reverse

from terrain.radio.actions import live as actions
from terrain.radio.enums import LiveState
from terrain.radio.live import pieces, starting
from terrain.radio.models import LiveBroadcast
from tests.radio.voices.conftest import agreed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_is_started(monkeypatch):
    monkeypatch.setattr(starting, "begin", lambda live: None)


@pytest.fixture
def hers(amal, voice_of):
    voice = voice_of(amal, goes_live=True)
    voice.seal_avoided(("Yasmine",))
    voice.save()
    agreed(voice)
    return voice


@pytest.fixture
def ready(show, hers, amal, viewer_of):
    return actions.announce(show, hers, by=viewer_of(amal))


def at(live, name="live", *more) -> str:
    return reverse(f"radio:{name}", args=[live.uid, *more])


def send(client, live, number=0, content=b"sound", **headers):
    return client.post(
        at(live, "live_piece", 0, number), content, content_type="application/octet-stream", headers=headers
    )


def test_she_gets_ready_by_a_form_and_a_second_tap_makes_no_second_one(show, hers, amal, client_of):
    client = client_of(amal)
    page = client.get(reverse("radio:lives"))
    form = page.context["form"]
    said = {
        "slip": form["slip"].value(), "show": str(show.uid), "voice": str(hers.uid), "way": "changed",
    }  # fmt: skip
    first = client.post(reverse("radio:lives"), said)
    again = client.post(reverse("radio:lives"), said)
    live = LiveBroadcast.objects.get()
    assert first.url == again.url == live.get_absolute_url() and live.way == "changed"


def test_only_a_host_of_this_radio_finds_the_page_and_only_she_the_names(ready, amal, malika, stranger, client_of):
    assert "Yasmine" in client_of(amal).get(at(ready)).content.decode()
    assert "Yasmine" not in client_of(malika).get(at(ready)).content.decode()
    for page in ("live", "live_state"):
        assert client_of(stranger).get(at(ready, page)).status_code == 404
    assert send(client_of(stranger), ready).status_code == 404
    assert send(client_of(malika), ready).status_code == 403
    assert pieces.held(ready.uid) == {}


def test_her_page_learns_who_listens_and_a_token_that_counts(ready, amal, dounia, client_of):
    her, producer = client_of(amal), client_of(dounia)
    before = her.get(at(ready, "live_state")).json()
    assert (before["watched"], before["watcher"], before["speak"]) == (False, "", None)
    assert her.post(at(ready, "open_live"), {"minutes": 30}).status_code == 403
    producer.post(at(ready, "watch_live"))
    assert her.post(at(ready, "open_live"), {"minutes": 30}).url == ready.get_absolute_url()
    after = her.get(at(ready, "live_state"))
    told = after.json()
    assert (told["watched"], told["watcher"], told["state"]) == (True, "Dounia", LiveState.OPEN)
    assert told["speak"] == told["begins"] - 20 and told["token"]
    assert after["Cache-Control"].startswith("max-age=0")


def test_a_piece_arrives_once_with_the_age_that_it_has(ready, amal, client_of):
    client = client_of(amal)
    assert send(client, ready, **{"X-Age": "12.5"}).json() == {"kept": True, "fresh": True}
    assert send(client, ready).json() == {"kept": True, "fresh": False}
    assert time.time() - pieces.spoken(ready.uid, 0, 0) == pytest.approx(12.5, abs=2)
    assert send(client, ready, content=b"another").status_code == 409
    assert send(client, ready, 1, **{"X-Sha256": hashlib.sha256(b"else").hexdigest()}).status_code == 422
    assert send(client, ready, 2, b"").status_code == send(client, ready, 3, os.urandom(pieces.LARGEST + 1)).status_code
    for age in ("-5", "nan", "inf", "soon"):
        number = 10 + len(age) + ord(age[0])
        assert send(client, ready, number, **{"X-Age": age}).status_code == 200
        assert abs(time.time() - pieces.spoken(ready.uid, 0, number)) < 2
    assert pieces.held(ready.uid)[0][:1] == [0] and 3 not in pieces.held(ready.uid)[0]


def test_what_comes_after_it_was_kept_is_refused_so_that_the_telephone_lets_it_go(ready, amal, client_of, viewer_of):
    actions.close(ready, {}, by=viewer_of(amal))
    ready.refresh_from_db()
    actions.kept(ready, by=viewer_of(amal))
    assert send(client_of(amal), ready).status_code == 410


def test_her_telephone_ends_it_and_says_how_many_pieces_there_are(ready, amal, malika, client_of):
    assert client_of(malika).post(at(ready, "close_live"), {"takes": "{}"}).status_code == 403
    client = client_of(amal)
    told = client.post(at(ready, "close_live"), {"takes": json.dumps({"0": 7})}, headers={"Accept": "application/json"})
    ready.refresh_from_db()
    assert told.json() == {"closed": True} and (ready.state, ready.takes) == (LiveState.OVER, {"0": 7})
    for nonsense in ("[", "[1]", '{"a": 1}', '{"1": "x"}'):
        assert client.post(at(ready, "close_live"), {"takes": nonsense}).status_code == 302


def test_the_password_of_a_desk_is_shown_once_and_kept_nowhere(ready, amal, dounia, client_of):
    assert client_of(dounia).post(at(ready, "live_desk")).status_code == 403
    answer = client_of(amal).post(at(ready, "live_desk"))
    assert answer["Cache-Control"] == "no-store"
    ready.refresh_from_db()
    assert actions.opens_desk(ready, answer.context["password"])
    assert answer.context["password"] not in client_of(amal).get(at(ready)).content.decode()


def test_one_tap_of_a_producer_cuts(ready, amal, dounia, client_of):
    assert "/cut/" not in client_of(amal).get(at(ready)).content.decode()
    assert client_of(amal).post(at(ready, "cut_live")).status_code == 403
    producer = client_of(dounia)
    assert at(ready, "cut_live") in producer.get(at(ready)).content.decode()
    producer.post(at(ready, "cut_live"))
    ready.refresh_from_db()
    assert ready.state == LiveState.CUT
