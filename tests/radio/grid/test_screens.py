"""The station's pages as a producer, a host and a stranger open them."""

import io
from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from terrain.core import clock, files
from terrain.core.access import system_viewer
from terrain.radio.enums import ChangeKind, GridRule, Profile, RowKind, SoundKind, SoundState
from terrain.radio.models import BroadcastRow, GridChange, GridPlace, Rendition, Show, Sound, Station
from terrain.radio.slots import AHEAD, LEAD, slot_at
from terrain.radio.sounds import preparing, shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everybody_agreed")]
HOUR = 900


@pytest.fixture
def producer(dounia, client_of):
    return client_of(dounia)


@pytest.fixture
def host(amal, client_of):
    return client_of(amal)


@pytest.fixture
def tomorrow():
    return clock.today() + timedelta(1)


def at(name, *arguments):
    return reverse(f"radio:{name}", args=arguments)


def text(response):
    return response.content.decode()


def place_data(show, day, **said):
    told = {"show": show.uid, "weekday": day.weekday(), "starts": "10:00", "minutes": 30, "rule": "latest"}
    return told | {"valid_from": day.isoformat()} | said


def test_a_producer_opens_the_radio_of_her_project(w4i, producer):
    page = producer.get(at("open_station"))
    data = {
        "project": "W4I",
        "name_fr": "Mères en ligne",
        "help_text_fr": "Appelez.",
        "slip": page.context["form"]["slip"].value(),
    }
    for _tap in range(2):
        answer = producer.post(at("open_station"), data, follow=True)
    assert "Mères en ligne" in text(answer)
    assert Station.objects.get().help_text == {"fr": "Appelez."}


def test_a_radio_without_a_name_is_not_opened_and_what_was_typed_stays(w4i, producer):
    answer = producer.post(at("open_station"), {"project": "W4I", "about_fr": "La radio des mères"})
    assert answer.status_code == 422
    assert "La radio des mères" in text(answer)


def test_where_every_project_has_its_radio_there_is_no_form(station, producer):
    assert '<form method="post" class="stack">' not in text(producer.get(at("open_station")))


def test_a_show_is_opened_and_then_asks_for_its_place(station, producer):
    answer = producer.post(at("new_show", "meres"), {"title_ar": "قهوة الصباح", "language": "ary"}, follow=True)
    show = Show.objects.get()
    assert answer.redirect_chain[-1][0] == show.get_absolute_url()
    assert at("new_place", "meres") in text(answer)


def test_a_show_that_a_colleague_changed_meanwhile_is_told_field_by_field(station, show, producer):
    Show.objects.update(title={"fr": "Le café du soir"}, version=2)
    data = {"title_fr": "Le café de midi", "language": "ar", "version": 1}
    answer = producer.post(at("edit_show", show.uid), data)
    assert answer.status_code == 422
    assert "Le café du soir" in text(answer) and "Le café de midi" in text(answer)
    again = producer.post(at("edit_show", show.uid), data | {"version": answer.context["form"]["version"].value()})
    assert again.status_code == 302
    assert Show.objects.get().title == {"fr": "Le café de midi"}


def test_a_place_is_given_and_stands_in_the_week(station, show, producer, tomorrow):
    assert producer.post(at("new_place", "meres"), place_data(show, tomorrow)).status_code == 302
    assert GridPlace.objects.get().slots == 450
    page = text(producer.get(at("grid", "meres") + f"?week={tomorrow}"))
    assert "10:00–10:30" in page and "Le café du matin" in page


def test_what_meets_another_place_is_asked_about_once_more(station, show, place_on, producer, tomorrow):
    place_on(tomorrow, time(10, 15))
    answer = producer.post(at("new_place", "meres"), place_data(show, tomorrow))
    assert answer.status_code == 422
    assert "10:15" in text(answer) and "as_it_is" in text(answer)
    assert GridPlace.objects.count() == 1
    producer.post(at("new_place", "meres"), place_data(show, tomorrow, as_it_is="on"))
    assert GridPlace.objects.count() == 2
    page = text(producer.get(at("grid", "meres") + f"?week={tomorrow}"))
    assert "notice--warn" in page, "the week says that two things want the same time"


def test_two_producers_who_change_one_place_are_told(station, show, place_on, producer, tomorrow):
    place = place_on(tomorrow, time(10), version=2)
    answer = producer.post(at("edit_place", place.uid), place_data(show, tomorrow, version=1, starts="12:00"))
    assert answer.status_code == 422
    assert GridPlace.objects.get().starts == time(10)
    ended = producer.post(at("end_place", place.uid), {"last": tomorrow.isoformat(), "version": 1})
    assert ended.status_code == 302
    assert GridPlace.objects.get().valid_to is None


def test_while_one_types_the_page_says_until_when_it_lasts_and_what_it_meets(
    station, show, place_on, producer, tomorrow
):
    place = place_on(tomorrow, time(10, 15))
    told = text(producer.get(at("check_place", "meres"), place_data(show, tomorrow)))
    assert "10:30" in told and "notice--warn" in told
    own = text(producer.get(at("check_place", "meres"), place_data(show, tomorrow, place=place.uid)))
    assert "notice--warn" not in own
    assert text(producer.get(at("check_place", "meres"), {"place": "x' OR 1=1"})).strip() == ""


def test_one_day_is_cancelled_brought_back_and_given_something_besides(station, show, place_on, producer, tomorrow):
    place, day = place_on(tomorrow, time(10)), tomorrow.isoformat()
    page = producer.post(at("cancel_day", place.uid, day), follow=True)
    change = GridChange.objects.get()
    assert at("undo_change", change.uid) in text(page)
    producer.post(at("undo_change", change.uid))
    assert not GridChange.objects.exists()
    data = {"show": show.uid, "starts": "18:00", "minutes": 60, "rule": "live"}
    page = producer.post(at("add_extra", "meres", day), data, follow=True)
    extra = GridChange.objects.get()
    assert (extra.kind, extra.starts, extra.slots) == (ChangeKind.EXTRA, time(18), HOUR)
    assert "18:00" in text(page)


def test_what_is_besides_and_meets_something_is_asked_about(station, show, place_on, producer, tomorrow):
    place_on(tomorrow, time(10))
    data = {"show": show.uid, "starts": "10:15", "minutes": 60, "rule": "live"}
    address = at("add_extra", "meres", tomorrow.isoformat())
    assert producer.post(address, data).status_code == 422
    assert producer.post(address, data | {"as_it_is": "on"}).status_code == 302


@pytest.mark.parametrize("written", ["2026-13-01", "demain", "0000-00-00"])
def test_a_day_that_is_none_does_not_exist(station, producer, written):
    assert producer.get(at("day", "meres", written)).status_code == 404
    assert producer.get(at("grid", "meres") + f"?week={written}").status_code == 404


def test_a_place_without_an_episode_is_seen_in_the_week(station, place_on, producer, tomorrow, episode_of):
    place_on(tomorrow, time(10))
    address = at("grid", "meres") + f"?week={tomorrow}"
    assert "pas encore d’épisode" in text(producer.get(address))
    episode_of()
    assert "pas encore d’épisode" not in text(producer.get(address))


def test_what_plays_later_is_told_with_its_reason(station, place_on, producer, tomorrow, episode_of):
    place_on(tomorrow, time(10), rule=GridRule.NEXT)
    episode_of()
    page = text(producer.get(at("plays", "meres"), {"day": tomorrow.isoformat(), "at": "10:05"}))
    assert "Nos droits au travail" in page and "5:00" in page
    page = text(producer.get(at("plays", "meres"), {"day": tomorrow.isoformat(), "at": "12:00"}))
    assert "Rien n’est prévu" in page


def test_what_played_is_told_from_the_log_whatever_the_grid_says_now(station, show, producer, episode_of):
    Station.objects.update(first_slot=0)
    instant = clock.now() - timedelta(hours=5)
    slot, episode = slot_at(instant), episode_of()
    BroadcastRow.objects.create(
        station=station, slot_from=slot - 15, slot_to=slot + HOUR, kind=RowKind.GRID, sound=episode.sound, show=show,
        episode=episode, published=slot - 15 - LEAD, written_at=instant,
    )  # fmt: skip
    local = timezone.localtime(instant)
    told = {"day": local.date().isoformat(), "at": f"{local:%H:%M}"}
    assert "Nos droits au travail" in text(producer.get(at("plays", "meres"), told))
    Sound.objects.update(gone_from=0)
    assert "Nos droits au travail" not in text(producer.get(at("plays", "meres"), told))


def test_too_far_ahead_is_said_not_guessed(station, producer):
    day = clock.today() + timedelta(80)
    page = producer.get(at("plays", "meres"), {"day": day.isoformat(), "at": "10:00"})
    assert page.context["answer"] is None


def test_the_fallback_is_put_in_order_step_by_step(station, producer, monkeypatch):
    monkeypatch.setattr(shelf, "air", lambda sound: None)
    song = Sound.objects.create(
        station=station, kind=SoundKind.FALLBACK, title="Chanson", rights="Nous", state=SoundState.READY, slots=9
    )
    assert "Chanson" in text(producer.get(at("fallback", "meres")))

    def step(do):
        newest = station.fallbacks.order_by("-pk").first()
        producer.post(at("fallback", "meres"), {"do": do, "version": newest.pk if newest else 0})
        return station.fallbacks.order_by("-pk").first().sounds

    assert step(f"in {song.pk}") == [0, song.pk]
    assert step(f"up {song.pk}") == [song.pk, 0]
    assert step("out 0") == [song.pk]
    assert step(f"out {song.pk}") == [0]
    assert producer.post(at("fallback", "meres"), {"do": "up x", "version": "1"}).status_code == 404


def test_an_order_that_a_colleague_changed_is_shown_again(station, producer, monkeypatch):
    monkeypatch.setattr(shelf, "air", lambda sound: None)
    said = {"station": station, "kind": SoundKind.FALLBACK, "state": SoundState.READY, "slots": 9}
    song, other = (Sound.objects.create(title=title, **said) for title in ("Une", "Deux"))
    producer.post(at("fallback", "meres"), {"do": f"in {song.pk}", "version": 0})
    producer.post(at("fallback", "meres"), {"do": f"in {other.pk}", "version": 0})
    assert station.fallbacks.get().sounds == [0, song.pk]


def test_a_jingle_is_brought_with_its_rights_or_not_at_all(station, producer, monkeypatch):
    monkeypatch.setattr(preparing, "prepare", lambda sound, *, by: None)
    data = {"kind": "jingle", "title": "Indicatif", "rights": "Chanté par nous"}
    assert producer.post(at("new_sound", "meres"), data | {"file": io.BytesIO(b"")}).status_code == 422
    assert producer.post(at("new_sound", "meres"), {**data, "rights": "", "file": named()}).status_code == 422
    page = producer.post(at("new_sound", "meres"), data | {"file": named()}, follow=True)
    assert "Chanté par nous" in text(page)
    assert "Indicatif" in text(producer.get(at("jingles", "meres")))


def named(content=b"sound"):
    file = io.BytesIO(content)
    file.name = "indicatif.ogg"
    return file


def test_a_ready_jingle_is_heard_by_those_who_make_the_radio(station, host):
    sealed = files.keep(io.BytesIO(b"mp3"), name="a.mp3", by=system_viewer("tests"))
    sound = Sound.objects.create(station=station, kind=SoundKind.JINGLE, state=SoundState.READY, slots=2)
    Rendition.objects.create(sound=sound, profile=Profile.MP3, sealed=sealed, size=3)
    assert b"".join(host.get(at("hear_sound", sound.uid)).streaming_content) == b"mp3"


def test_an_episodes_sound_is_not_among_jingles(station, producer, episode_of):
    episode = episode_of()
    assert producer.get(at("sound", episode.sound.uid)).status_code == 404
    assert producer.post(at("take_away_sound", episode.sound.uid)).status_code == 404


def test_a_host_reads_the_week_and_finds_nothing_to_change(station, show, place_on, host, tomorrow):
    place = place_on(tomorrow, time(10))
    for page in (at("station", "meres"), at("shows", "meres"), at("grid", "meres"), show.get_absolute_url()):
        shown = text(host.get(page))
        for way in ("new_show", "new_place", "edit_station"):
            assert at(way, "meres") not in shown
        assert at("edit_place", place.uid) not in shown
    day = text(host.get(at("day", "meres", tomorrow.isoformat())))
    assert at("cancel_day", place.uid, tomorrow.isoformat()) not in day
    assert host.post(at("cancel_day", place.uid, tomorrow.isoformat())).status_code == 403
    assert host.post(at("fallback", "meres"), {"do": "out 0", "version": "0"}).status_code == 403
    assert not GridChange.objects.exists()


def test_a_stranger_finds_no_station(station, show, place_on, stranger, client_of):
    place, client = place_on(clock.today(), time(10)), client_of(stranger)
    for address in (at("station", "meres"), at("grid", "meres"), show.get_absolute_url(), at("edit_place", place.uid)):
        assert client.get(address).status_code == 404


def test_a_fallback_is_never_heard_of_before_it_counts(station, producer, monkeypatch):
    monkeypatch.setattr(shelf, "air", lambda sound: None)
    song = Sound.objects.create(station=station, kind=SoundKind.FALLBACK, state=SoundState.READY, slots=9)
    before = slot_at(clock.now())
    producer.post(at("fallback", "meres"), {"do": f"in {song.pk}", "version": 0})
    assert station.fallbacks.get().slot_from >= before + AHEAD + LEAD


def test_lists_cost_the_same_however_long_they_are(station, show, place_on, producer, django_assert_max_num_queries):
    today = clock.today()
    for hour in range(6, 22):
        place_on(today, time(hour))
        Show.objects.create(station=station, slug=f"s{hour}", title={"fr": f"Émission {hour}"})
    with django_assert_max_num_queries(22):
        producer.get(at("grid", "meres"))
    with django_assert_max_num_queries(22):
        producer.get(at("shows", "meres"))
