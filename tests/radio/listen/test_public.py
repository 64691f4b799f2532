"""What listeners may know: what was published, agreed to and not taken back; nothing else, and at a constant price."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from terrain.core import clock, vault
from terrain.radio import public
from terrain.radio.enums import SoundState
from terrain.radio.models import BroadcastRow, Episode, GridChange, GridPlace, Show, Voice, VoiceConsent
from terrain.radio.slots import slot_at
from tests.radio.listen.conftest import agrees

MONDAY = date(2026, 11, 23)


@pytest.fixture
def heard(station):
    return public.station(station.slug)


@pytest.fixture
def place(station, show):
    return GridPlace.objects.create(
        station=station, show=show, weekday=1, starts=time(17, 30), slots=450, valid_from=date(2026, 1, 1)
    )


def test_drafts_reviews_and_episodes_to_come_are_not_heard(heard, episode_of):
    episode_of("Brouillon", state="draft")
    episode_of("À relire", state="review")
    episode_of("Approuvé", state="approved")
    episode_of("Demain", days_ago=-1)
    episode_of("Plus tard", air_from=clock.now() + timedelta(days=2))
    shown = episode_of("Entendu")
    assert [one.uid for one in public.episodes(heard)] == [shown.uid]
    assert [one.uid for one in public.podcast(heard)] == [shown.uid]


def test_what_is_withdrawn_is_gone_and_what_never_was_is_nothing(heard, episode_of):
    withdrawn, draft = episode_of("Retiré", state="withdrawn"), episode_of("Brouillon", state="draft")
    assert public.episode(heard, withdrawn.uid) is public.GONE
    assert public.episode(heard, draft.uid) is None


def test_a_sound_that_is_gone_takes_its_episode_along(heard, episode_of):
    episode = episode_of("Entendu")
    episode.sound.gone_from = slot_at(clock.now())
    episode.sound.save()
    assert len(public.episodes(heard)) == 1, "no more in the stream, agreed to here"
    episode.sound.state = SoundState.GONE
    episode.sound.save()
    assert public.episodes(heard) == ()
    assert public.episode(heard, episode.uid) is public.GONE


def test_an_episode_of_another_station_is_not_here(heard, episode_of, station, cpe):
    other = type(station).objects.create(project=cpe, slug="autre", name={"fr": "Autre"}, first_slot=1)
    theirs = episode_of("Ailleurs", of=Show.objects.create(station=other, slug="x", title={"fr": "X"}))
    assert public.episode(heard, theirs.uid) is None
    assert public.episodes(heard) == ()


def test_whose_words_are_read_is_never_told(heard, episode_of, host, w4i):
    author = Voice.objects.create(project=w4i, air_name="Nom Secret", key=vault.new_key())
    agrees(author, "air", "podcast", "archive")
    episode = episode_of("Lettre", way="lent", voices=[(host, "reader"), (author, "author")])
    found = public.episode(heard, episode.uid)
    assert found.voices == (("Oum Rayan", "reader"),)
    assert found.changed == "lent"


def test_the_number_of_queries_does_not_grow(
    heard, episode_of, django_assert_num_queries, django_assert_max_num_queries
):
    episode_of("Un")
    with django_assert_max_num_queries(6) as first:
        public.episodes(heard)
    for number in range(8):
        episode_of(f"Encore {number}")
    with django_assert_num_queries(len(first.captured_queries)):
        assert len(public.episodes(heard)) == 9


@pytest.mark.parametrize("page", ["station", "feed", "week", "calendar"])
def test_pages_cost_the_same_whatever_was_published(client, page, station, show, episode_of, place):
    url = reverse(f"listen:{page}", args=[station.slug])
    episode_of("Un")
    client.get(url)
    before = _queries(client, url)
    for number in range(5):
        episode_of(f"Encore {number}", days_ago=number)
        other = Show.objects.create(station=station, slug=f"s{number}", title={"fr": "S"})
        GridPlace.objects.create(
            station=station, show=other, weekday=number, starts=time(8), slots=10, valid_from=date(2026, 1, 1)
        )
    assert _queries(client, url) == before


def _queries(client, url):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_the_week_is_the_grid_with_what_changes_on_a_day(heard, station, show, place):
    other = Show.objects.create(station=station, slug="conte", title={"fr": "Contes"})
    GridChange.objects.create(station=station, kind="cancelled", day=MONDAY + timedelta(days=8), place=place)
    GridChange.objects.create(
        station=station, kind="extra", day=MONDAY, show=other, starts=time(20), slots=15, rule="live"
    )
    this, following = public.week(heard, MONDAY), public.week(heard, MONDAY + public.WEEK)
    told = [
        (day, one.show.slug, one.begins.astimezone(timezone.get_default_timezone()).time())
        for day, places in this
        for one in places
    ]
    assert told == [(MONDAY, "conte", time(20)), (MONDAY + timedelta(days=1), "cafe", time(17, 30))]
    assert [len(places) for _day, places in following] == [0] * 7


def test_a_place_counts_only_between_its_days(heard, place):
    place.valid_from, place.valid_to = MONDAY + timedelta(days=2), MONDAY + timedelta(days=8)
    place.save()
    weeks = [public.week(heard, MONDAY + timedelta(weeks=number)) for number in range(3)]
    assert [sum(len(places) for _day, places in week) for week in weeks] == [0, 1, 0]


def test_the_hour_on_the_wall_stays_when_the_clock_changes_for_ramadan(heard, place):
    """Morocco goes from UTC+1 to UTC on 15 February 2026: half past five stays half past five."""
    before, after = (public.places(heard, day, day)[0].begins for day in (date(2026, 2, 10), date(2026, 2, 17)))
    assert {moment.astimezone(timezone.get_default_timezone()).time() for moment in (before, after)} == {time(17, 30)}
    assert after - before == timedelta(days=7, hours=1)


def test_what_is_on_air_is_what_the_newest_row_says(heard, station, show, episode_of):
    episode, now = episode_of("Entendu"), clock.now()
    slot = slot_at(now)
    common = {"station": station, "slot_from": slot - 5, "slot_to": slot + 5, "published": slot - 20, "written_at": now}
    assert public.on_air(heard, now) == public.OnAir(None, "", False, None, None)
    BroadcastRow.objects.create(kind="grid", show=show, episode=episode, sound=episode.sound, **common)
    assert public.on_air(heard, now).title == "Entendu"
    BroadcastRow.objects.create(kind="live", show=show, **common)
    assert public.on_air(heard, now).is_live


def test_a_withdrawn_episode_is_not_named_even_while_its_row_stands(heard, station, show, episode_of):
    episode, now = episode_of("Retiré", state="withdrawn"), clock.now()
    slot = slot_at(now)
    BroadcastRow.objects.create(
        station=station, slot_from=slot - 5, slot_to=slot + 5, published=slot - 20, written_at=now, kind="grid",
        show=show, episode=episode, sound=episode.sound,
    )  # fmt: skip
    assert public.on_air(heard, now).title == ""
    episode.sound.gone_from = slot
    episode.sound.save()
    assert public.on_air(heard, now).show is None


def test_an_hour_of_data_is_measured_on_what_is_broadcast(heard, station, episode_of):
    assert round(public.data_per_hour(heard)["std"] / 1e6) == 22
    sound = episode_of("Entendu").sound
    sealed = sound.renditions.get().sealed
    sound.renditions.create(profile="std", sealed=sealed, size=15 * 20_000, on_air=True)
    assert public.data_per_hour(heard)["std"] == 20_000 * 900


def test_what_comes_next_is_the_first_that_has_not_begun(heard, place):
    tuesday = datetime(2026, 11, 24, 12, 0, tzinfo=timezone.get_default_timezone())
    coming = public.upcoming(heard, tuesday)
    assert coming[0].begins.astimezone(timezone.get_default_timezone()).strftime("%d %H:%M") == "24 17:30"
    assert public.upcoming(heard, coming[0].begins)[0].begins == coming[0].begins + timedelta(days=7)


def test_no_episode_is_told_of_by_its_key(heard, episode_of):
    episode_of("Un")
    assert Episode.objects.count() == 1
    assert not hasattr(public.episodes(heard)[0], "pk")


def _withdrawn(voice, *scopes):
    VoiceConsent.objects.filter(voice=voice, scope__in=scopes).update(withdrawn_at=clock.now())


def test_without_an_agreement_nothing_is_shown(heard, episode_of, w4i):
    silent = Voice.objects.create(project=w4i, air_name="Silencieuse", key=vault.new_key())
    episode = episode_of("Sans accord", voices=[(silent, "host")])
    assert public.episodes(heard) == public.podcast(heard) == ()
    assert public.episode(heard, episode.uid) is public.GONE


def test_one_voice_that_did_not_agree_silences_the_others(heard, episode_of, host, w4i):
    silent = Voice.objects.create(project=w4i, air_name="Silencieuse", key=vault.new_key())
    episode_of("À deux", voices=[(host, "host"), (silent, "guest")])
    assert public.episodes(heard) == public.podcast(heard) == ()


def test_each_place_asks_for_its_own_agreement(heard, episode_of, host):
    episode = episode_of("Ici seulement")
    _withdrawn(host, "podcast")
    assert [one.as_podcast for one in public.episodes(heard)] == [False]
    assert public.podcast(heard) == public.last_days(heard, clock.now()) == ()
    _withdrawn(host, "archive")
    assert public.episode(heard, episode.uid) is public.GONE


def test_an_agreement_ends_on_its_day(heard, episode_of, host):
    episode_of("Hier encore")
    VoiceConsent.objects.filter(voice=host).update(until=clock.today())
    assert len(public.podcast(heard)) == 1
    yesterday = clock.today() - timedelta(days=1)
    VoiceConsent.objects.filter(voice=host).update(given_on=yesterday, until=yesterday)
    assert public.podcast(heard) == public.episodes(heard) == ()
