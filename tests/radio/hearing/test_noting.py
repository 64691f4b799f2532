"""What the doors write down, what they refuse, and that no address stands anywhere."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from terrain.core import clock
from terrain.radio import hearing
from terrain.radio.hearing import noting, salts, spool
from terrain.radio.hearing.lines import Downloaded, Listened
from terrain.radio.hearing.marks import bots, is_bot, mark_of, values
from terrain.radio.hearing.rule import downloads_of, sessions_of
from terrain.radio.slots import AHEAD, slot_at

PHONE = (b"user-agent", b"Mozilla/5.0 (Linux; Android 11; Cubot P40) Chrome/120.0 Mobile Safari/537.36")
EPISODE = "11111111-1111-4111-8111-111111111111"
TOKEN = "a-token-of-this-device"


@pytest.fixture
def time(monkeypatch):
    """The clock, to be moved: ``time(seconds)``."""
    held = [datetime(2026, 11, 20, 10, 0, tzinfo=UTC)]
    monkeypatch.setattr(clock, "now", lambda: held[0])

    def move(seconds):
        held[0] += timedelta(seconds=seconds)
        return slot_at(held[0])

    return move


@pytest.fixture(autouse=True)
def gate_of_its_own(monkeypatch):
    monkeypatch.setattr(noting, "_gate", noting._Gate())
    monkeypatch.setattr(noting, "_open", noting._Open())


def said(**content):
    return json.dumps({"session": "session-00000001", "source": "web", **content}).encode()


def lines():
    return [line for path in spool.files() for line in spool.lines_from(path, 0)[0]]


def test_a_listening_of_a_minute_is_pressed_reported_and_counts(time):
    first = time(0)
    assert hearing.beacon("meres", said(device=TOKEN, press=True), [PHONE]) == 204
    time(30)
    assert hearing.beacon("meres", said(device=TOKEN, press=True, **{"from": first, "to": first + 7}), [PHONE]) == 204
    time(30)
    report = said(device=TOKEN, press=True, **{"from": first + 7, "to": first + 15})
    assert hearing.beacon("meres", report, [PHONE]) == 204
    [heard] = sessions_of(lines()).values()
    assert heard.counts
    assert heard.seconds == 60
    assert len(heard.device) == 64


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b"\xff\xfe", 400),
        (b"[" * 1000, 400),
        (b" " * 1025, 413),
        (said(), 400),
        (said(press="yes"), 400),
        (said(press=True, session="short"), 400),
        (said(press=True, session="../../../../etc/passwd"), 400),
        (said(press=True, session=["session-00000001"]), 400),
        (said(press=True, device=12), 400),
        (said(press=True, device="<script>alert(1)</script>"), 400),
        (said(press=True, source="tape"), 400),
        (said(press=True, source=[]), 400),
        (said(press=True, profile="hd"), 400),
        (said(press=True, counted=True), 400),
        (said(press=True, **{"from": 1}), 400),
        (said(press=True, **{"from": True, "to": 3}), 400),
        (said(press=True, **{"from": 1.5, "to": 3}), 400),
        (said(press=True, **{"from": 9, "to": 9}), 400),
        (said(press=True, **{"from": -9, "to": 9}), 400),
        (said(press=True, **{"from": 1, "to": 10**30}), 400),
        (said(press=True, **{"from": 1, "to": 9}), 422),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(time, body, status):
    assert hearing.beacon("meres", body, [PHONE]) == status
    assert lines() == []


def test_sound_that_began_by_itself_is_written_and_never_counts(time):
    now = time(0)
    for _n in range(3):
        assert hearing.beacon("meres", said(press=False, **{"from": now, "to": now + 10}), [PHONE]) == 204
        time(60)
    [heard] = sessions_of(lines()).values()
    assert not heard.counts


def test_a_report_without_a_word_about_it_is_of_somebody_who_pressed(time):
    now = time(0)
    assert hearing.beacon("meres", said(**{"from": now, "to": now + 8}), [PHONE]) == 204
    time(60)
    assert hearing.beacon("meres", said(**{"from": now + 8, "to": now + 15}), [PHONE]) == 204
    [heard] = sessions_of(lines()).values()
    assert heard.counts


def test_slots_that_are_not_published_are_refused(time):
    now = time(0)
    assert hearing.beacon("meres", said(press=True, **{"from": now, "to": now + AHEAD + 1}), [PHONE]) == 204
    assert hearing.beacon("meres", said(press=True, **{"from": now, "to": now + AHEAD + 2}), [PHONE]) == 422


@effort(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200) | st.recursive(st.none() | st.integers() | st.text(max_size=20), lambda part: st.dictionaries(
    st.sampled_from(["session", "device", "source", "profile", "press", "from", "to", "x"]), part, max_size=6)
).map(lambda content: json.dumps(content).encode()))  # fmt: skip
def test_whatever_is_sent_is_answered(body):
    assert hearing.beacon("meres", body, [PHONE]) in {204, 400, 413, 422, 429}


def test_one_session_cannot_flood_the_spool(time):
    answers = [hearing.beacon("meres", said(press=True), [PHONE]) for _n in range(30)]
    assert answers == [204] * noting.BURST + [429] * (30 - noting.BURST)
    time(20)
    assert hearing.beacon("meres", said(press=True), [PHONE]) == 204


def test_a_full_file_takes_no_more(time, monkeypatch):
    monkeypatch.setattr(spool, "LARGEST_FILE", 300)
    answers = [hearing.beacon("meres", said(press=True), [PHONE]) for _n in range(5)]
    assert answers[0] == 204
    assert answers[-1] == 503
    assert sum(path.stat().st_size for path in spool.files()) <= 300


@pytest.mark.parametrize(
    ("header", "mark"),
    [
        ((b"user-agent", b"Mozilla/5.0 (compatible; AhrefsBot/7.0)"), "bot"),
        ((b"user-agent", b"curl/8.5.0"), "bot"),
        ((b"user-agent", b""), "bot"),
        ((b"cookie", b"csrftoken=x; sessionid=abc"), "staff"),
        ((b"cookie", b"terrain_kept=abc"), "staff"),
        ((b"cookie", b"terrain_phone=abc"), "staff"),
        ((b"cookie", b"csrftoken=sessionid"), ""),
        ((b"sec-purpose", b"prefetch;prerender"), "auto"),
        ((b"purpose", b"Prefetch"), "auto"),
        ((b"accept", b"*/*"), ""),
    ],
)
def test_programs_staff_and_fetching_ahead_are_marked(time, header, mark):
    assert hearing.beacon("meres", said(press=True), [PHONE, header]) == 204
    [line] = lines()
    assert line.mark == mark


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (Linux; Android 13; SM-A135F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 12_5 like Mac OS X) AppleWebKit/605.1.15 Version/12.1 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        "Mozilla/5.0 (Linux; Android 10; CUBOT X30) Chrome/99.0 Mobile Safari/537.36",
        "AppleCoreMedia/1.0.0.21F90 (iPhone; U; CPU OS 17_5 like Mac OS X; fr_fr)",
        "VLC/3.0.20 LibVLC/3.0.20",
        "AntennaPod/3.4.0",
        "Podcasts/1650.20 CFNetwork/1333.0.4 Darwin/21.5.0",
        "Opera/9.80 (J2ME/MIDP; Opera Mini/9.80/37.6; U; ar) Presto/2.12 Version/12.16",
    ],
)
def test_players_for_people_are_no_programs(agent):
    assert not is_bot(agent)


def test_the_list_of_programs_says_from_when_it_is():
    assert bots().checked <= clock.today()
    assert "IAB" in bots().source


def test_two_cookies_in_two_headers_are_both_seen():
    headers = [PHONE, (b"cookie", b"csrftoken=x"), (b"cookie", b"sessionid=y")]
    assert mark_of(values(headers)) == "staff"


def test_slots_of_a_stream_are_gathered_and_settled(time):
    first = time(0)
    hearing.pressed("meres", "session-00000001", [PHONE], source="progressive")
    for n in range(20):
        hearing.delivered("meres", "session-00000001", (first + n, first + n + 1), [PHONE], source="progressive")
        time(4)
    time(60)
    hearing.settle()
    [heard] = sessions_of(lines()).values()
    assert heard.seconds == 80
    assert heard.counts
    assert len(lines()) <= 5


def test_polls_of_a_telephones_own_player_are_bridged(time):
    first = time(0)
    hearing.pressed("meres", "session-00000001", [PHONE], source="native")
    for n in range(0, 30, 3):
        hearing.delivered("meres", "session-00000001", (first + n, first + n + 1), [PHONE], source="native")
        time(12)
    hearing.settle(everything=True)
    [heard] = sessions_of(lines()).values()
    assert heard.counts
    assert heard.seconds == 4 * 28


def test_a_stream_with_a_name_that_is_none_writes_nothing(time):
    hearing.pressed("meres", "x", [PHONE], source="native")
    hearing.delivered("../meres", "session-00000001", (1, 2), [PHONE], source="native")
    hearing.settle(everything=True)
    assert lines() == []


def fetch(address, agent, ranges=((0, 480_000),)):
    headers = [(b"user-agent", agent)]
    hearing.podcast("meres", EPISODE, address, headers, ranges=ranges, size=14_400_000, minute=480_000)


def count_downloads():
    return sum(one.counts for one in downloads_of(lines()).values())


@pytest.mark.parametrize(
    ("one", "other", "downloads"),
    [
        ("41.140.1.2", "41.140.1.2", 1),
        ("41.140.1.2", "41.140.1.3", 2),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", 1),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", 2),
        ("::ffff:41.140.1.2", "41.140.1.2", 1),
        ("fe80::1%eth0", "fe80::1%wlan0", 1),
    ],
)
def test_a_network_is_one_listener(time, one, other, downloads):
    fetch(one, b"AntennaPod/3.4.0")
    fetch(other, b"AntennaPod/3.4.0")
    assert count_downloads() == downloads


def test_the_same_listener_is_somebody_else_the_next_day(time):
    fetch("41.140.1.2", b"AntennaPod/3.4.0")
    time(24 * 3600)
    fetch("41.140.1.2", b"AntennaPod/3.4.0")
    one, other = (line.listener for line in lines())
    assert one != other
    assert count_downloads() == 2


def test_no_address_and_no_token_stands_in_the_home_of_the_house(time, home_of_its_own):
    fetch("41.140.1.2", b"AntennaPod/3.4.0")
    hearing.beacon("meres", said(device=TOKEN, press=True), [PHONE, (b"x-forwarded-for", b"41.140.1.2")])
    content = b"".join(path.read_bytes() for path in home_of_its_own.rglob("*") if path.is_file())
    assert b"41.140" not in content
    assert TOKEN.encode() not in content
    assert b"AntennaPod" not in content


def test_a_program_leaves_not_even_a_fingerprint(time):
    fetch("41.140.1.2", b"curl/8.0")
    [line] = lines()
    assert line.listener == ""
    assert count_downloads() == 0


def test_the_salt_of_a_day_is_one_for_all_and_gone_when_destroyed():
    day = date(2026, 11, 20)
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _n: salts.salt_of(day), range(40)))
    assert len(found) == 1
    assert salts.standing() == [day]
    assert [path.name for path in spool.folder().iterdir()] == ["2026-11-20.salt"]
    salts.destroy(day)
    salts.destroy(day)
    assert salts.standing() == []
    assert salts.salt_of(day) not in found


def test_threads_do_not_mix_their_lines(time):
    line = Listened(int(clock.now().timestamp()), "meres", "session-00000001", pressed=True)
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda _n: spool.append(line), range(2000)))
    [path] = spool.files()
    found, end, bad = spool.lines_from(path, 0)
    assert (len(found), bad, end) == (2000, 0, path.stat().st_size)


def test_half_a_line_waits_until_it_is_whole(time):
    for who in ("session-00000001", "session-00000002"):
        spool.append(Listened(1_790_000_000, "meres", who, pressed=True))
    [path] = spool.files()
    whole = path.read_bytes()
    path.write_bytes(whole[:-9])
    found, end, bad = spool.lines_from(path, 0)
    assert ([line.session for line in found], bad) == (["session-00000001"], 0)
    path.write_bytes(whole)
    found, end, bad = spool.lines_from(path, end)
    assert ([line.session for line in found], bad, end) == (["session-00000002"], 0, len(whole))


def test_a_file_of_one_endless_line_does_not_stop_the_reading(time, monkeypatch):
    monkeypatch.setattr(spool, "AT_ONCE", 64)
    spool.folder().mkdir(parents=True)
    path = spool.folder() / "2026-11-20-1-x.jsonl"
    path.write_bytes(b"x" * 200 + b"\n")
    offset = 0
    for _n in range(10):
        _lines, after, _bad = spool.lines_from(path, offset)
        if after == offset:
            break
        offset = after
    assert offset == 201


def test_two_processes_write_into_two_files_only_their_owner_may_read(time, home_of_its_own):
    spool.append(Listened(1_790_000_000, "meres", "session-00000001", pressed=True))
    code = (
        "import django; django.setup()\n"
        "from terrain.radio.hearing import beacon\n"
        "print(beacon('meres', b'{\"session\": \"session-00000002\", \"press\": true}', [(b'user-agent', b'Firefox')]))"
    )
    env = os.environ | {"TERRAIN_HOME": str(home_of_its_own), "DJANGO_SETTINGS_MODULE": "terrain.config.settings"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "204"
    assert len(spool.files()) == 2
    assert {path.stat().st_mode & 0o777 for path in spool.files()} == {0o600}
    assert {line.session for line in lines()} == {"session-00000001", "session-00000002"}


def test_a_podcast_of_nothing_is_not_written(time):
    fetch("41.140.1.2", b"AntennaPod/3.4.0", ranges=[(5, 5)])
    assert lines() == []
    fetch("41.140.1.2", b"AntennaPod/3.4.0", ranges=[(0, 2)])
    [line] = lines()
    assert isinstance(line, Downloaded)
    assert count_downloads() == 0
