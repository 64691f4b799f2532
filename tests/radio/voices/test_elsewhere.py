"""What a voice took back in one place is gone there, and nowhere else."""

import pytest

from terrain.core import clock
from terrain.radio.actions import consents as actions
from terrain.radio.air import onair
from terrain.radio.enums import Scope
from terrain.radio.models import Episode
from tests.factories import HOUSE
from tests.radio.voices.conftest import agreed

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(guest, broadcast):
    agreed(guest)
    episode = broadcast(guest)
    Episode.objects.filter(pk=episode.pk).update(published_at=clock.now())
    return Episode.objects.select_related("sound", "show__station").get(pk=episode.pk)


def is_gone(episode) -> bool:
    return onair.enclosures(episode.show.station.slug)[episode.uid].gone


def test_no_more_on_the_radio_stops_the_stream_and_leaves_the_podcast(guest, heard):
    actions.take_back(guest, {Scope.AIR}, by=HOUSE)
    heard.sound.refresh_from_db()
    assert heard.sound.gone_from is not None and not is_gone(heard)


def test_no_more_as_a_podcast_nor_on_the_pages_takes_the_file_away_and_leaves_the_radio(guest, heard):
    actions.take_back(guest, {Scope.PODCAST}, by=HOUSE)
    assert not is_gone(heard)
    actions.take_back(guest, {Scope.ARCHIVE}, by=HOUSE)
    heard.sound.refresh_from_db()
    assert is_gone(heard) and heard.sound.gone_from is None
