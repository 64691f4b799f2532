"""What may be heard or known before its time, and what a telephone says of its sound."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse

from terrain.core import clock, files
from terrain.radio.actions import testimonies
from tests.factories import HOUSE
from tests.radio.listen.conftest import episode_of, host  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db


def test_what_is_not_due_yet_is_nowhere_and_nothing_says_that_it_was_taken_back(client, station, episode_of):  # noqa: F811
    coming = episode_of("Demain", air_from=clock.now() + timedelta(hours=3))
    page = reverse("listen:episode", args=[station.slug, coming.uid])
    assert client.get(page).status_code == 404
    for address in (reverse("listen:station", args=[station.slug]), reverse("listen:feed", args=[station.slug])):
        told = client.get(address).text
        assert "Demain" not in told and str(coming.uid) not in told
    coming.air_from = clock.now() - timedelta(minutes=1)
    coming.save()
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("said", ["audio/webm\r\nSet-Cookie: a=b", "audio/x\ny", "text/html", "audio/<script>"])
def test_what_a_telephone_says_of_its_sound_writes_no_header(station, amal, voice_of, dounia, client_of, said):
    original = files.keep(io.BytesIO(b"her voice"), name="x", media_type=said, by=HOUSE)
    told = testimonies.tell(station, testimonies.Told(voice_of(amal), original=original), by=HOUSE)
    heard = client_of(dounia).get(reverse("radio:testimony_sound", args=[told.uid]))
    assert heard.status_code == 200 and heard["Content-Type"] == "audio/webm" and "Set-Cookie" not in heard
