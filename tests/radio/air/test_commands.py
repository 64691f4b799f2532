"""What plays, and the playlist of any instant, on the command line."""

from datetime import timedelta

import pytest

from terrain.config import cli, commands
from terrain.config.commands import perform
from terrain.core import clock
from terrain.radio.models import BroadcastRow, Sound, Station
from terrain.radio.slots import BEHIND, begins, slot_at


def said(*words: str) -> int:
    return perform(cli.make_parser().parse_args(words))


@pytest.fixture
def air(station, show):
    """A station that plays its show for an hour."""
    now = slot_at(clock.now())
    Station.objects.filter(pk=station.pk).update(first_slot=now - 5000)
    sound = Sound.objects.create(station=station, kind="episode", state="ready", slots=900, milliseconds=3_600_000)
    BroadcastRow.objects.create(
        station=station,
        slot_from=now - 10,
        slot_to=now + 890,
        kind="grid",
        sound=sound,
        show=show,
        published=now - 100,
        written_at=clock.now() - timedelta(minutes=10),
    )
    return station


def test_now_tells_what_plays(air, capsys):
    assert said("radio", "now") == 0
    line = capsys.readouterr().out
    assert line.startswith("meres  slot ")
    assert "grid" in line


def test_now_of_an_unknown_station_is_a_wrong_call(air, capsys):
    assert said("radio", "now", "nobody") == 2
    assert "no such station" in capsys.readouterr().err


def test_the_playlist_of_an_instant(air, capsys):
    slot = slot_at(clock.now()) + 300
    assert said("radio", "playlist", "--at", begins(slot).isoformat(), "--profile", "eco") == 0
    text = capsys.readouterr().out
    assert f"#EXT-X-MEDIA-SEQUENCE:{slot - BEHIND}\n" in text
    assert f"seg/eco/{slot}.m4s\n" in text


@pytest.mark.parametrize("at", ["tomorrow", "2026-13-01", ""])
def test_an_instant_that_is_none_is_a_wrong_call(air, at):
    assert said("radio", "playlist", "--at", at) == 2


def test_before_it_existed_a_station_had_no_playlist(air, capsys):
    assert said("radio", "playlist", "--at", "2020-01-01T12:00:00") == 1
    assert not capsys.readouterr().out


def test_with_two_stations_one_has_to_be_named(air, cpe, capsys):
    Station.objects.create(project=cpe, slug="autre", first_slot=air.first_slot)
    at = clock.now().isoformat()
    assert said("radio", "playlist", "--at", at) == 2
    assert said("radio", "playlist", "--at", at, "--station", "autre") == 0


def test_the_server_may_hold_as_many_connections_as_the_machine_allows(monkeypatch):
    asked = []
    monkeypatch.setattr(commands.resource, "getrlimit", lambda what: (1024, 524_288))
    monkeypatch.setattr(commands.resource, "setrlimit", lambda what, limits: asked.append((what, limits)))
    commands._many_connections()
    assert asked == [(commands.resource.RLIMIT_NOFILE, (524_288, 524_288))]


def test_a_machine_that_allows_no_more_connections_is_no_reason_not_to_serve(monkeypatch):
    def refuse(what, limits):
        raise OSError("not permitted")

    monkeypatch.setattr(commands.resource, "getrlimit", lambda what: (1024, 4096))
    monkeypatch.setattr(commands.resource, "setrlimit", refuse)
    commands._many_connections()
