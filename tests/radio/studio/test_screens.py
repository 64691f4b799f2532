"""What a host, a second person and a producer see; sounds in parts; and addresses of others that are not there."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrain.core.models import AuditEvent
from terrain.radio.actions import episodes
from terrain.radio.air.ranges import Unsatisfiable
from terrain.radio.consent import consents
from terrain.radio.models import Episode, Sound
from terrain.radio.sounds import ranges, waves
from tests.radio.studio.conftest import HEARD, keep

pytestmark = pytest.mark.django_db


def page_of(browser, name, *args):
    return browser.get(reverse(f"radio:{name}", args=args))


def test_three_buttons_and_her_own_pieces_with_their_state(draft, amal, client_of):
    page = page_of(client_of(amal), "home")
    told = page.content.decode()
    for name in ("choose_voice", "pieces", "to_publish"):
        assert f'href="{reverse(f"radio:{name}")}"' in told
    assert [row["episode"] for row in page.context["rows"]] == [draft]
    assert reverse("radio:to_review") not in told


def test_a_second_person_sees_what_waits_for_her_and_the_maker_does_not(sent, amal, malika, dounia, client_of):
    assert page_of(client_of(amal), "home").context["waiting"] == 0
    for user in (malika, dounia):
        assert page_of(client_of(user), "home").context["waiting"] == 1
        assert [row["episode"] for row in page_of(client_of(user), "to_review").context["rows"]] == [sent]


def test_a_studio_without_a_radio_says_so(amal, client_of):
    browser = client_of(amal)
    for name, args in (("home", []), ("choose_voice", []), ("pieces", []), ("to_publish", []), ("testimonies", [])):
        assert page_of(browser, name, *args).status_code == 200
    assert page_of(browser, "record", "own").status_code == 302


def test_a_host_without_a_voice_records_all_the_same(show, amal, client_of):
    assert page_of(client_of(amal), "record", "own").status_code == 200


@pytest.mark.parametrize(("way", "status"), [("own", 200), ("changed", 200), ("lent", 404), ("any", 404)])
def test_ways_of_recording(show, amal, client_of, way, status):
    assert page_of(client_of(amal), "record", way).status_code == status


def test_names_that_must_not_be_said_stand_before_the_recorder(show, hers, amal, malika, client_of, voice_of):
    hers.seal_avoided(("Yasmine", "la rue des Orangers"))
    hers.save()
    told = page_of(client_of(amal), "record", "own").content.decode()
    assert told.index("Yasmine") < told.index("data-recorder")
    assert AuditEvent.objects.filter(verb="radio.avoided_read").exists()
    assert "Yasmine" not in page_of(client_of(malika), "record", "own").content.decode()


def test_the_page_of_a_changed_voice_promises_nothing_false(show, amal, client_of):
    told = page_of(client_of(amal), "record", "changed").content.decode()
    assert "voice-worklet" in told and reverse("radio:new_testimony") in told
    assert "voice-worklet" not in page_of(client_of(amal), "record", "own").content.decode()


def test_a_file_that_cannot_be_read_is_said_on_her_page(draft, amal, client_of):
    Sound.objects.update(state="refused", refusal="anything")
    page = client_of(amal).get(draft.get_absolute_url())
    assert page.context["refusal"] and page.context["refusal"] in page.content.decode().replace("&#x27;", "'")
    assert not page.context["send"]


def test_what_is_being_prepared_is_looked_at_again(draft, amal, client_of):
    Sound.objects.update(state="preparing")
    assert 'hx-trigger="every 4s"' in client_of(amal).get(draft.get_absolute_url()).content.decode()


def test_a_draft_is_nobody_elses_but_the_producers(draft, malika, dounia, stranger, client_of):
    for user, status in ((malika, 404), (dounia, 200), (stranger, 404)):
        assert client_of(user).get(draft.get_absolute_url()).status_code == status
        assert page_of(client_of(user), "episode_sound", draft.uid).status_code == status


@pytest.mark.parametrize("step", ["edit", "voices", "send", "approve", "send-back", "publish", "withdraw"])
def test_a_strangers_steps_lead_nowhere(sent, stranger, client_of, step):
    assert client_of(stranger).post(f"{sent.get_absolute_url()}{step}/", {}).status_code == 404
    assert Episode.objects.get().state == "review"


@pytest.mark.parametrize("step", ["send", "approve", "send-back", "publish"])
def test_nothing_happens_by_opening_an_address(sent, malika, client_of, step):
    assert client_of(malika).get(f"{sent.get_absolute_url()}{step}/").status_code == 405


def test_words_are_shown_as_words(named, amal, client_of):
    Episode.objects.update(title="<script>alert(1)</script>", summary="<img src=x>")
    for name, args in (("pieces", []), ("to_publish", []), ("home", []), ("episode", [named.uid])):
        assert "<script>alert" not in page_of(client_of(amal), name, *args).content.decode()


def test_she_names_it_and_sends_it_in_one_go(draft, amal, client_of):
    typed = {"title": "L'école", "language": "ar", "version": draft.version, "send": "1"}
    client_of(amal).post(reverse("radio:edit_episode", args=[draft.uid]), typed)
    assert (Episode.objects.get().title, Episode.objects.get().state) == ("L'école", "review")


def test_taking_away_is_asked_once_more(published, amal, client_of):
    browser, address = client_of(amal), reverse("radio:withdraw_episode", args=[published.uid])
    assert browser.get(address).status_code == 200 and Episode.objects.get().state == "published"
    assert browser.post(address, {}).status_code == 422
    assert browser.post(address, {"reason": "danger"}).status_code == 302
    assert Episode.objects.get().state == "withdrawn"


def test_who_is_heard_is_chosen_among_voices_of_the_project(named, amal, another, w4i, cpe, client_of):
    browser, address = client_of(amal), reverse("radio:episode_voices", args=[named.uid])
    assert browser.post(address, {"guests": [another.pk]}).status_code == 302
    assert [one.voice for one in named.parts.all()] == [another]
    type(another).objects.update(project=cpe)
    assert browser.post(address, {"guests": [another.pk]}).status_code == 422


# Sounds in parts


def test_a_player_asks_for_parts_and_nothing_is_kept(draft, amal, client_of):
    browser, address = client_of(amal), reverse("radio:episode_sound", args=[draft.uid])
    whole = browser.get(address)
    assert b"".join(whole.streaming_content) == HEARD and whole.headers["Cache-Control"] == "no-store"
    part = browser.get(address, headers={"range": "bytes=100-299"})
    assert part.status_code == 206 and part.headers["Content-Range"] == f"bytes 100-299/{len(HEARD)}"
    assert b"".join(part.streaming_content) == HEARD[100:300]
    assert browser.get(address, headers={"range": f"bytes={len(HEARD)}-"}).status_code == 416


def test_that_a_second_person_listened_is_written_down_once(sent, malika, amal, client_of):
    address = reverse("radio:episode_sound", args=[sent.uid])
    for user in (malika, malika, amal):
        client_of(user).get(address, headers={"range": "bytes=0-10"})
    assert list(AuditEvent.objects.filter(verb="radio.episode_heard").values_list("actor_id", flat=True)) == [malika.pk]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_part_of_a_sealed_file_is_that_part(data, db, monkeypatch):
    monkeypatch.setattr("terrain.core.files.PIECE", 16)
    content = data.draw(st.binary(min_size=1, max_size=100))
    first = data.draw(st.integers(0, len(content) - 1))
    last = data.draw(st.integers(first, len(content) - 1))
    assert b"".join(ranges.between(keep(content), first, last)) == content[first : last + 1]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("", None),
        ("bytes=0-9", (0, 9)),
        ("bytes=90-", (90, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=0-999", (0, 99)),
        ("bytes=5-3", None),
        ("bytes=0-1,5-9", None),
        ("items=0-1", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
    ],
)
def test_ranges_are_read_as_the_standard_says(header, said):
    assert ranges.asked(header, 100) == said


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_ranges_that_are_not_there_are_said(header):
    with pytest.raises(Unsatisfiable):
        ranges.asked(header, 100)


def test_a_sound_is_drawn_from_its_loudness():
    assert waves.drawn(b"") == ""
    assert waves.drawn(bytes([255, 0])) == "M0.5 0V100M1.5 49V51"


def test_lists_cost_the_same_however_long_they_are(
    sent, amal, malika, show, hers, viewer_of, client_of, django_assert_max_num_queries
):
    for _number in range(12):
        episodes.begin(show, episodes.SoundSaid(keep(b"x")), [(hers, "host")], by=viewer_of(amal))
    browser = client_of(amal)
    with django_assert_max_num_queries(20):
        page_of(browser, "pieces")
    with django_assert_max_num_queries(26):
        page_of(browser, "home")
    Episode.objects.update(state="review")
    second = client_of(malika)
    with django_assert_max_num_queries(20):
        assert len(page_of(second, "to_review").context["rows"]) == 13


def test_a_sentence_about_what_lacks_does_not_name_whose_words_are_read(draft, another, hers, monkeypatch):
    """Whoever reads her words, and whoever approves, learns that an agreement lacks, not whose."""

    class Lack:
        def __init__(self, voice):
            self.voice = voice

        def __str__(self):
            return f"{self.voice} n'a pas dit oui."

    draft.parts.create(voice=another, part="author")
    monkeypatch.undo()
    monkeypatch.setattr(consents, "lacking", lambda episode, scope: [Lack(hers), Lack(another)])
    told = consents.lacking_said(draft, "air")
    assert told[0] == "Amal n'a pas dit oui." and len(told) == 2
    assert "Malika" not in " ".join(told)
