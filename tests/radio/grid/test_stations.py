"""Opening a station, its shows, and what they say of themselves."""

from datetime import time, timedelta
from uuid import UUID, uuid4

import pytest

from terrain.core import clock
from terrain.core.changing import ChangedMeanwhile
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.radio.actions import stations as actions
from terrain.radio.actions.stations import ShowSaid, StationSaid
from terrain.radio.air.horizon import INTERLUDE
from terrain.radio.enums import VoiceKind
from terrain.radio.models import Show, Station
from terrain.radio.slots import AHEAD, LEAD, slot_at

pytestmark = pytest.mark.django_db
SAID = StationSaid(
    {"fr": "Mères en ligne", "ar": "أمهات على الخط"}, {"fr": "La radio des mères."}, {"fr": "Appelez le 8350."}
)
CAFE = ShowSaid({"fr": "Le café du matin", "ar": "قهوة الصباح"}, {"fr": "On se parle."}, "ary")


@pytest.fixture
def producer(dounia, viewer_of):
    return viewer_of(dounia)


@pytest.fixture
def host(amal, viewer_of):
    return viewer_of(amal)


def test_a_station_is_opened_on_air_with_the_shipped_music(w4i, producer):
    station = actions.open_station(w4i, SAID, by=producer)
    fallback = station.fallbacks.get()
    assert (station.slug, str(station)) == ("meres-en-ligne", "Mères en ligne")
    assert fallback.sounds == [INTERLUDE]
    assert fallback.slot_from == slot_at(fallback.written_at) + AHEAD + LEAD
    assert AuditEvent.objects.filter(verb="radio.station_opened").count() == 1


def test_a_project_has_one_radio(w4i, station, producer):
    with pytest.raises(Denied):
        actions.open_station(w4i, SAID, by=producer)


def test_a_second_tap_opens_no_second_station_and_no_second_show(w4i, producer):
    slip = uuid4()
    first, second = (actions.open_station(w4i, SAID, slip=slip, by=producer) for _tap in range(2))
    assert first == second
    assert len({actions.open_show(first, CAFE, frozenset(), slip=slip, by=producer).pk for _tap in range(2)}) == 1


@pytest.mark.parametrize("name", [{"ar": "أمهات على الخط"}, {"fr": "???"}, {"fr": "New"}])
def test_an_address_is_made_of_whatever_the_name_is(w4i, producer, name):
    station = actions.open_station(w4i, StationSaid(name, {}, {}), by=producer)
    assert station.slug in {"w4i", "new-2"}


def test_shows_of_one_name_have_addresses_of_their_own(station, producer):
    slugs = [actions.open_show(station, CAFE, frozenset(), by=producer).slug for _each in range(3)]
    assert slugs == ["le-cafe-du-matin", "le-cafe-du-matin-2", "le-cafe-du-matin-3"]


def test_a_host_opens_and_changes_nothing(w4i, station, show, host):
    with pytest.raises(Denied):
        actions.open_station(w4i, SAID, by=host)
    with pytest.raises(Denied):
        actions.change_station(station, SAID, version=1, by=host)
    with pytest.raises(Denied):
        actions.open_show(station, CAFE, frozenset(), by=host)
    with pytest.raises(Denied):
        actions.change_show(show, CAFE, frozenset(), version=1, by=host)
    with pytest.raises(Denied):
        actions.end_show(show, clock.today(), by=host)


def test_the_producer_of_one_project_does_not_open_the_radio_of_another(cpe, producer):
    with pytest.raises(Denied):
        actions.open_station(cpe, SAID, by=producer)


def test_whoever_saves_second_is_told(station, show, producer):
    actions.change_station(station, SAID, version=1, by=producer)
    with pytest.raises(ChangedMeanwhile):
        actions.change_station(station, StationSaid({"fr": "Autre"}, {}, {}), version=1, by=producer)
    actions.change_show(show, CAFE, frozenset(), version=1, by=producer)
    with pytest.raises(ChangedMeanwhile):
        actions.change_show(show, ShowSaid({"fr": "Autre"}, {}), frozenset(), version=1, by=producer)
    assert str(Show.objects.get()) == "Le café du matin"


def test_saying_the_same_again_is_no_change(station, producer):
    now = actions.change_station(station, SAID, version=1, by=producer)
    again = actions.change_station(now, SAID, version=1, by=producer)
    assert again.version == now.version == 2


def test_only_hosts_of_the_project_host(station, show, producer, amal, malika, voice_of):
    host, guest = voice_of(amal), voice_of(malika, kind=VoiceKind.GUEST)
    now = actions.change_show(show, CAFE, frozenset({host.pk, guest.pk}), version=1, by=producer)
    assert list(now.hosts.all()) == [host]


def test_who_left_stays_where_she_hosted_and_hosts_nothing_new(station, show, producer, amal, voice_of):
    host = voice_of(amal)
    show.hosts.add(host)
    host.left_at = clock.now()
    host.save()
    kept = actions.change_show(show, CAFE, frozenset({host.pk}), version=1, by=producer)
    assert list(kept.hosts.all()) == [host]
    assert not actions.open_show(station, CAFE, frozenset({host.pk}), by=producer).hosts.exists()


def test_a_show_that_ends_leaves_the_grid_and_keeps_its_past(station, show, place_on, producer):
    today = clock.today()
    running, coming = place_on(today, time(10)), place_on(today, time(12), valid_from=today + timedelta(9))
    gone = place_on(today, time(14), valid_to=today - timedelta(9), valid_from=today - timedelta(30))
    actions.end_show(show, today, by=producer)
    assert {one.pk: one.valid_to for one in station.grid.all()} == {
        running.pk: today,
        gone.pk: today - timedelta(9),
    }
    assert not station.grid.filter(pk=coming.pk).exists()
    assert actions.end_show(show, None, by=producer).ended_on is None


def test_a_podcast_has_the_number_that_its_address_makes():
    """The example of the specification (podcastnamespace.org/tag/guid)."""
    number = actions.number_of("https://mp3s.nashownotes.com/pc20rss.xml")
    assert number == UUID("917393e3-1b1e-5cef-ace4-edaa54e1f810")
    assert actions.number_of("http://mp3s.nashownotes.com/pc20rss.xml/") == number


def test_a_stranger_sees_no_station(station, stranger, viewer_of):
    assert not Station.objects.visible_to(viewer_of(stranger)).exists()
