"""What listeners' programs get, asked for as they ask."""

import asyncio
import re
from datetime import UTC, datetime

import pytest

from terrain.core import clock
from terrain.radio.air import live as seam
from terrain.radio.air.ears import forget_ears, register_ears
from terrain.radio.air.fragments import path_of
from terrain.radio.air.horizon import Piece, Row
from terrain.radio.audio import boxes
from terrain.radio.slots import AHEAD, BEHIND, LIVE_AHEAD, SAMPLES
from tests.loops import run
from tests.radio.air.asking import HOUR, NOW, SOUND, UID, Radio, call, station
from tests.radio.air.conftest import fragment_like, said_in


@pytest.fixture
def radio(monkeypatch):
    made = Radio(station(HOUR, pieces=SOUND))
    monkeypatch.setattr(clock, "now", made.now)
    return made


def slots_of(playlist: str) -> list[int]:
    return [int(found) for found in re.findall(r"^seg/\w+/(\d+)\.m4s$", playlist, re.MULTILINE)]


def tag(playlist: str, name: str) -> str:
    return re.search(rf"^#EXT-X-{name}:(.*)$", playlist, re.MULTILINE).group(1)


def test_the_master_names_both_forms(radio):
    answer = radio.ask("/air/meres/live.m3u8")
    lines = answer.text.splitlines()
    assert lines[0] == "#EXTM3U"
    assert [line for line in lines if not line.startswith("#")] == ["std.m3u8", "eco.m3u8"]
    assert all('CODECS="mp4a.40.2"' in line and "BANDWIDTH=" in line for line in lines if "STREAM-INF" in line)
    assert answer.headers["content-type"] == "application/vnd.apple.mpegurl"


def test_a_session_is_handed_on_to_the_playlists_and_nothing_else_is(radio):
    said = radio.ask("/air/meres/live.m3u8", query="s=abcdefghijklmnop&d=x%0a#&evil=1")
    assert [line for line in said.text.splitlines() if line[0] != "#"] == [
        "std.m3u8?s=abcdefghijklmnop",
        "eco.m3u8?s=abcdefghijklmnop",
    ]
    assert said.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("profile", ["std", "eco"])
def test_the_playlist_is_the_clock(radio, profile):
    text = radio.ask(f"/air/meres/{profile}.m3u8").text
    assert tag(text, "VERSION") == "7"
    assert tag(text, "TARGETDURATION") == "4"
    assert int(tag(text, "MEDIA-SEQUENCE")) == NOW - BEHIND
    assert slots_of(text) == list(range(NOW - BEHIND, NOW + AHEAD + 1))
    assert tag(text, "MAP") == 'URI="init.mp4"'
    first = datetime.fromisoformat(tag(text, "PROGRAM-DATE-TIME"))
    assert first == datetime.fromtimestamp((NOW - BEHIND) * 4, UTC)
    assert text.count("#EXTINF:4,") == BEHIND + AHEAD + 1
    assert f"/seg/{profile}/" not in text.replace(f"seg/{profile}/", "")


def test_players_begin_with_what_is_due_not_a_minute_ahead(radio):
    text = radio.ask("/air/meres/std.m3u8").text
    offset = float(tag(text, "START").removeprefix("TIME-OFFSET="))
    assert (slots_of(text)[-1] + 1) * 4 + offset == NOW * 4


def test_a_new_station_lists_no_slot_from_before_it_existed(radio):
    radio.told = station(HOUR, pieces=SOUND, first_slot=NOW - 2)
    assert slots_of(radio.ask("/air/meres/std.m3u8").text)[0] == NOW - 2
    fresh = Radio(station(HOUR, first_slot=NOW + 5))
    assert fresh.ask("/air/meres/std.m3u8").status == 404


def test_every_listed_slot_is_served_with_its_own_time(radio, air_copy):
    air_copy(UID, 900)
    for slot in slots_of(radio.ask("/air/meres/std.m3u8").text):
        answer = radio.ask(f"/air/meres/seg/std/{slot}.m4s")
        assert answer.status == 200
        assert said_in(answer.body) == f"{UID}-std {slot - NOW + 100}"
        assert int.from_bytes(answer.body[20:24], "big") == slot & 0xFFFFFFFF
        assert (slot * SAMPLES).to_bytes(8, "big") in answer.body[:80]
        assert answer.headers["cache-control"] == "public, max-age=600, immutable"
        assert answer.headers["content-type"] == "audio/mp4"
        assert int(answer.headers["content-length"]) == len(answer.body)


def test_slots_outside_of_the_playlist_are_not_there(radio, air_copy):
    air_copy(UID, 900)
    for slot in (NOW - BEHIND - 1, NOW + AHEAD + 1, 0, 10**11):
        assert radio.ask(f"/air/meres/seg/std/{slot}.m4s").status == 404


def test_a_missing_file_is_replaced_by_the_interlude_and_is_not_kept(radio, air_copy):
    answer = radio.ask(f"/air/meres/seg/eco/{NOW}.m4s")
    assert said_in(answer.body) == f"interlude-eco {NOW % 5}"
    assert "immutable" not in answer.headers["cache-control"]
    air_copy(UID, 900)
    radio.at += 4
    assert said_in(radio.ask(f"/air/meres/seg/eco/{NOW}.m4s").body) == f"{UID}-eco 100"


def test_a_short_file_and_a_damaged_one_are_replaced_by_the_interlude(radio, air_copy):
    air_copy(UID, 110)
    path = path_of(UID, "std")
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    heard = [said_in(radio.ask(f"/air/meres/seg/std/{NOW + n}.m4s").body) for n in range(8, 12)]
    assert heard == [
        f"{UID}-std 108",
        f"interlude-std {(NOW + 9) % 5}",
        f"interlude-std {(NOW + 10) % 5}",
        f"interlude-std {(NOW + 11) % 5}",
    ]
    path.write_bytes(whole.replace(b"trun", b"nurt"))
    assert said_in(radio.ask(f"/air/meres/seg/std/{NOW + 13}.m4s").body).startswith("interlude")
    later, sizes = Radio(radio.told), whole.index(b"trun") + 16
    path.write_bytes(whole[:sizes] + bytes(4) + whole[sizes + 4 :])  # a frame that claims to be empty
    assert said_in(later.ask(f"/air/meres/seg/std/{NOW - 9}.m4s").body) == f"{UID}-std 91"


def test_what_is_withdrawn_is_heard_no_more_from_the_next_slot_even_where_it_was_published(radio, air_copy):
    air_copy(UID, 900)
    assert said_in(radio.ask(f"/air/meres/seg/std/{NOW + 9}.m4s").body).startswith(UID)
    radio.told = station(HOUR, pieces={7: Piece(900, NOW + 1, UID)})
    radio.at += 4
    for slot in slots_of(radio.ask("/air/meres/std.m3u8").text):
        assert said_in(radio.ask(f"/air/meres/seg/std/{slot}.m4s").body).startswith("interlude")
    assert radio.ask("/air/meres/now.json").json["now"]["kind"] == "fallback"


def test_bytes_served_once_are_served_again_after_a_restart(radio, air_copy):
    air_copy(UID, 900)
    other = Radio(radio.told)
    for slot in range(NOW - BEHIND, NOW + AHEAD + 1):
        path = f"/air/meres/seg/std/{slot}.m4s"
        assert radio.ask(path).body == other.ask(path).body


def test_the_tables_are_read_once_a_slot_however_many_ask(radio):
    for _ in range(5):
        radio.ask("/air/meres/std.m3u8")
        radio.ask(f"/air/meres/seg/std/{NOW}.m4s")
    assert len(radio.reads) == 2  # the stations, and this one
    radio.at += 4
    radio.ask("/air/meres/std.m3u8")
    assert len(radio.reads) == 3


def test_five_hundred_at_once_read_the_tables_once(radio):
    async def crowd():
        return await asyncio.gather(*(call(radio.doors, "/air/meres/std.m3u8") for _ in range(500)))

    answers = run(crowd())
    assert {answer.status for answer in answers} == {200}
    assert len(radio.reads) == 2


def test_tables_that_cannot_be_read_for_an_hour_change_nothing(radio, air_copy):
    air_copy(UID, 900)
    radio.ask("/air/meres/std.m3u8")
    radio.fails = True
    for slot in range(NOW, NOW + 790, 79):
        radio.at = slot * 4
        text = radio.ask("/air/meres/std.m3u8").text
        assert int(tag(text, "MEDIA-SEQUENCE")) == slot - BEHIND
        assert said_in(radio.ask(f"/air/meres/seg/std/{slot}.m4s").body) == f"{UID}-std {slot - NOW + 100}"


def test_while_nothing_was_ever_read_listeners_are_asked_to_come_back(radio):
    radio.fails = True
    answer = radio.ask("/air/meres/std.m3u8")
    assert answer.status == 503
    assert answer.headers["retry-after"] == "4"
    radio.fails = False
    radio.at += 4
    assert radio.ask("/air/meres/std.m3u8").status == 200


def test_unknown_stations_are_answered_without_asking_the_tables_each_time(radio):
    for number in range(50):
        assert radio.ask(f"/air/station-{number}/std.m3u8").status == 404
    assert radio.reads == ["slugs"]


def test_a_clock_that_is_set_back_a_little_holds_the_sequence(radio):
    radio.ask("/air/meres/std.m3u8")
    radio.at -= 20
    assert int(tag(radio.ask("/air/meres/std.m3u8").text, "MEDIA-SEQUENCE")) == NOW - BEHIND
    radio.at -= 3600
    assert int(tag(radio.ask("/air/meres/std.m3u8").text, "MEDIA-SEQUENCE")) == NOW - BEHIND - 905


def test_the_horizon_stops_before_a_live_voice_and_follows_her(radio):
    radio.told = station(HOUR, Row(2, NOW + 6, NOW + 40, "live", None, 0, 1), pieces=SOUND)
    assert slots_of(radio.ask("/air/meres/std.m3u8").text)[-1] == NOW + 5
    radio.at = (NOW + 10) * 4
    assert slots_of(radio.ask("/air/meres/std.m3u8").text)[-1] == NOW + 10 + LIVE_AHEAD
    assert radio.ask("/air/meres/now.json").json["now"]["live"] is True


def test_a_live_piece_is_heard_in_its_slot_and_a_missing_one_is_replaced(radio):
    def sound(reference, profile):
        if reference == ("take", 2):
            raise OSError("lost")
        return fragment_like(f"host-{profile}", reference[1])

    seam.register_live(lambda station, low, high: {}, sound)
    try:
        row = Row(2, NOW - 5, NOW + 40, "live", None, 0, 1)
        radio.told = station(row, said={NOW: ("take", 1), NOW + 1: ("take", 2)})
        heard = [said_in(radio.ask(f"/air/meres/seg/std/{slot}.m4s").body) for slot in (NOW, NOW + 1, NOW + 2)]
    finally:
        seam.forget_live()
    assert heard == ["host-std 1", f"interlude-std {(NOW + 1) % 5}", f"interlude-std {(NOW + 2) % 5}"]


def test_the_header_of_every_sound(radio):
    answer = radio.ask("/air/meres/init.mp4")
    assert answer.body == boxes.init_segment()
    assert answer.headers["content-type"] == "audio/mp4"


def test_what_plays_and_what_comes_next_as_data(radio):
    radio.told = station(HOUR, Row(2, NOW + 800, NOW + 900, "grid", 8, 0, 2, 2), pieces=SOUND | {8: Piece(50)})
    said = radio.ask("/air/meres/now.json").json
    assert said["slot"] == NOW
    assert said["now"]["title"]["fr"] == "Le café du matin"
    assert said["now"]["episode"] == UID
    begun, ends = (datetime.fromisoformat(said["now"][name]).timestamp() for name in ("from", "to"))
    assert (begun, ends) == ((NOW - 100) * 4, (NOW + 800) * 4)
    assert datetime.fromisoformat(said["next"]["from"]).timestamp() == (NOW + 800) * 4
    assert "title" not in said["next"]  # nothing is known of that show
    radio.at += 4
    radio.told = station()
    assert radio.ask("/air/meres/now.json").json["now"]["kind"] == "fallback"


def test_playlists_are_small_for_whoever_takes_them_compressed(radio):
    plain = radio.ask("/air/meres/std.m3u8")
    zipped = radio.ask("/air/meres/std.m3u8", headers={"Accept-Encoding": "gzip, br"})
    assert zipped.text == plain.text
    assert len(zipped.body) < 350
    assert zipped.headers["vary"] == plain.headers["vary"] == "accept-encoding"


@pytest.mark.parametrize(
    "path", ["live.m3u8", "std.m3u8", "eco.m3u8", "init.mp4", f"seg/std/{NOW}.m4s", "live.aac", "eco.aac", "now.json"]
)
def test_head_has_the_headers_and_no_body(radio, path):
    answer = radio.ask(f"/air/meres/{path}", "HEAD")
    assert answer.status == 200
    assert answer.body == b""
    if not path.endswith(".aac"):
        assert answer.headers["content-length"] == str(len(radio.ask(f"/air/meres/{path}").body))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_are_refused(radio, method):
    answer = radio.ask("/air/meres/std.m3u8", method)
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_players_on_other_pages_may_ask(radio):
    assert radio.ask("/air/meres/std.m3u8").headers["access-control-allow-origin"] == "*"
    answer = radio.ask("/air/meres/std.m3u8", "OPTIONS", headers={"Origin": "https://example.org"})
    assert answer.status == 204
    assert "range" in answer.headers["access-control-allow-headers"]


HOSTILE = [
    "/air/",
    "/air//",
    "/air/meres",
    "/air/meres/",
    "/air/meres//std.m3u8",
    "/air/meres/../meres/std.m3u8",
    "/air/../etc/passwd",
    "/air/meres/seg/std/../../../../etc/passwd",
    "/air/meres/seg/std/",
    f"/air/meres/seg/mp3/{NOW}.m4s",
    f"/air/meres/seg/std/{NOW}.m4s/",
    f"/air/meres/seg/std/0{NOW}.m4s",
    f"/air/meres/seg/std/+{NOW}.m4s",
    f"/air/meres/seg/std/{NOW}.m4s\x00",
    f"/air/meres/seg/std/{NOW}",
    "/air/meres/seg/std/-1.m4s",
    "/air/meres/seg/std/٤٤٥.m4s",
    "/air/meres/seg/std/" + "9" * 4000 + ".m4s",
    "/air/MERES/std.m3u8",
    "/air/" + "a" * 500 + "/std.m3u8",
    "/air/mères/std.m3u8",
    "/air/meres/std.m3u8\r\nSet-Cookie: a=b",
    "/air/meres/episodes/../../../etc/passwd.mp3",
    "/air/meres/episodes/..%2f..%2fetc.mp3",
    f"/air/meres/episodes/{UID.upper()}.mp3",
    f"/air/meres/episodes/{UID}.mp4",
    f"/air/meres/episodes/{UID}.mp3/x",
]


@pytest.mark.parametrize("path", HOSTILE)
def test_hostile_addresses_find_nothing(radio, path):
    assert radio.ask(path).status == 404


def test_nothing_sets_a_cookie_and_nobody_guesses_types(radio):
    for path in ("live.m3u8", "std.m3u8", "now.json", "nothing", f"seg/std/{NOW}.m4s"):
        headers = radio.ask(f"/air/meres/{path}").headers
        assert "set-cookie" not in headers
        assert headers["x-content-type-options"] == "nosniff"


class Listening:
    """Ears that remember."""

    def __init__(self):
        self.told = []

    def beacon(self, station, body, headers):
        self.told.append(("beacon", station, body))
        return 204

    def pressed(self, station, session, headers, *, source, profile=""):
        self.told.append(("pressed", session, source, profile))

    def delivered(self, station, session, slots, headers, *, source, profile="", device=""):
        self.told.append(("delivered", session, slots, source, profile, device))

    def podcast(self, station, episode, address, headers, *, ranges, size, minute):
        self.told.append(("podcast", episode, ranges, size))

    def settle(self, *, everything=False):
        self.told.append(("settle", everything))


@pytest.fixture
def ears():
    made = Listening()
    register_ears(made)
    yield made
    forget_ears()


def test_what_a_player_reports_is_handed_on(radio, ears):
    assert radio.ask("/air/meres/heard", "POST", body=b'{"session": "x"}').status == 204
    assert ("beacon", "meres", b'{"session": "x"}') in ears.told
    assert radio.ask("/air/meres/heard", "POST", body=b"x" * 5000).status == 413
    assert radio.ask("/air/meres/heard").status == 405


def test_without_anybody_who_counts_reports_go_nowhere(radio):
    assert radio.ask("/air/meres/heard", "POST", body=b"{}").status == 404


def test_a_telephones_own_player_is_told_of_when_its_address_names_a_session(radio, ears):
    radio.ask("/air/meres/eco.m3u8", query="s=abcdefghijklmnop&d=ponmlkjihgfedcba")
    assert ("delivered", "abcdefghijklmnop", (NOW, NOW + 1), "native", "eco", "ponmlkjihgfedcba") in ears.told
    ears.told.clear()
    radio.ask("/air/meres/eco.m3u8")
    assert not [one for one in ears.told if one[0] == "delivered"]


def test_beginning_and_ending_with_the_server(radio, ears):
    async def lifespan():
        coming = [{"type": "lifespan.shutdown"}, {"type": "lifespan.startup"}]
        sent = []

        async def receive():
            return coming.pop()

        async def send(message):
            sent.append(message["type"])

        await radio.doors({"type": "lifespan"}, receive, send)
        return sent

    assert run(lifespan()) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert ears.told == [("settle", True)]
