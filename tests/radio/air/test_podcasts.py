"""Files of episodes: whole, in ranges, gone."""

from email import message_from_bytes
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrain.core import clock
from terrain.radio.air.ears import forget_ears, register_ears
from terrain.radio.air.fragments import path_of
from terrain.radio.air.onair import Enclosure
from terrain.radio.air.ranges import Unsatisfiable, ranges_of
from tests.radio.air.asking import ENCLOSURE, EPISODE, UID, Radio, station
from tests.radio.air.test_doors import Listening

PATH = f"/air/meres/episodes/{UID}.mp3"
CONTENT = bytes(range(256)) * 4000


@pytest.fixture
def radio(monkeypatch, home_of_its_own):
    made = Radio(station(), files={EPISODE: ENCLOSURE})
    monkeypatch.setattr(clock, "now", made.now)
    path = path_of(UID, "mp3")
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)
    return made


@pytest.fixture
def ears():
    made = Listening()
    register_ears(made)
    yield made
    forget_ears()


def test_the_whole_file(radio, ears):
    answer = radio.ask(PATH)
    assert answer.status == 200
    assert answer.body == CONTENT
    assert answer.headers["content-type"] == "audio/mpeg"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["content-length"] == str(len(CONTENT))
    assert ("podcast", UID, [(0, len(CONTENT))], len(CONTENT)) in ears.told


def test_head_tells_the_length_and_counts_nothing(radio, ears):
    answer = radio.ask(PATH, "HEAD")
    assert answer.body == b""
    assert answer.headers["content-length"] == str(len(CONTENT))
    assert not [one for one in ears.told if one[0] == "podcast"]


@pytest.mark.parametrize(
    ("asked", "span"),
    [
        ("bytes=0-1", (0, 2)),
        ("bytes=1000-", (1000, len(CONTENT))),
        ("bytes=-500", (len(CONTENT) - 500, len(CONTENT))),
        ("bytes=1000-99999999999", (1000, len(CONTENT))),
        ("Bytes = 5-5", (5, 6)),
        (f"bytes=0-{len(CONTENT) - 1}", (0, len(CONTENT))),
    ],
)
def test_one_range(radio, ears, asked, span):
    answer = radio.ask(PATH, headers={"Range": asked})
    assert answer.status == 206
    assert answer.body == CONTENT[slice(*span)]
    assert answer.headers["content-range"] == f"bytes {span[0]}-{span[1] - 1}/{len(CONTENT)}"
    assert ("podcast", UID, [span], len(CONTENT)) in ears.told


def test_several_ranges_come_as_parts(radio):
    answer = radio.ask(PATH, headers={"Range": "bytes=0-9, 500-599,-3"})
    assert answer.status == 206
    assert int(answer.headers["content-length"]) == len(answer.body)
    read = message_from_bytes(b"content-type: " + answer.headers["content-type"].encode() + b"\r\n" + answer.body)
    parts = [(part["content-range"], part.get_payload(decode=True)) for part in read.get_payload()]
    size = len(CONTENT)
    assert parts == [
        (f"bytes 0-9/{size}", CONTENT[:10]),
        (f"bytes 500-599/{size}", CONTENT[500:600]),
        (f"bytes {size - 3}-{size - 1}/{size}", CONTENT[-3:]),
    ]


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_a_range_beyond_the_end(radio, asked):
    answer = radio.ask(PATH, headers={"Range": asked})
    assert answer.status == 416
    assert answer.headers["content-range"] == f"bytes */{len(CONTENT)}"


@pytest.mark.parametrize(
    "asked", ["items=0-5", "bytes=", "bytes=5-2", "bytes=a-b", "bytes=0-5,3-9", "bytes=" + ",".join(["0-0"] * 50), "x"]
)
def test_what_is_no_range_gives_the_whole(radio, asked):
    answer = radio.ask(PATH, headers={"Range": asked})
    assert answer.status == 200
    assert answer.body == CONTENT


def test_a_download_goes_on_only_in_the_same_file(radio):
    tag = radio.ask(PATH).headers["etag"]
    on = {"Range": "bytes=10-19"}
    assert radio.ask(PATH, headers=on | {"If-Range": tag}).status == 206
    assert radio.ask(PATH, headers=on | {"If-Range": '"another"'}).status == 200
    assert radio.ask(PATH, headers=on | {"If-Range": "Wed, 21 Oct 2026 07:28:00 GMT"}).status == 200
    assert Radio(station(), files=radio.files).ask(PATH).headers["etag"] == tag


def test_whoever_has_it_already_is_told_so(radio):
    tag = radio.ask(PATH).headers["etag"]
    answer = radio.ask(PATH, headers={"If-None-Match": f'"x", W/{tag}'})
    assert answer.status == 304
    assert answer.body == b""


def test_a_withdrawn_episode_is_gone(radio):
    radio.files = {EPISODE: Enclosure(UID, gone=True)}
    assert radio.ask(PATH).status == 410
    assert CONTENT[:50] not in radio.ask(PATH, headers={"Range": "bytes=0-49"}).body


def test_it_is_gone_within_a_slot_of_its_withdrawal(radio):
    assert radio.ask(PATH).status == 200
    radio.files = {EPISODE: Enclosure(UID, gone=True)}
    radio.at += 4
    assert radio.ask(PATH).status == 410


def test_an_unknown_episode_and_a_lost_file(radio):
    assert radio.ask(f"/air/meres/episodes/{UUID(int=5)}.mp3").status == 404
    path_of(UID, "mp3").unlink()
    assert radio.ask(PATH).status == 404


def test_unknown_episodes_do_not_ask_the_tables_each_time(radio):
    for number in range(40):
        radio.ask(f"/air/meres/episodes/{UUID(int=number)}.mp3")
    assert radio.reads == ["slugs", "files"]


@given(st.text(alphabet="0123456789-, =byte", max_size=30), st.integers(0, 50))
def test_ranges_lie_within_the_file_and_never_overlap(words, size):
    try:
        spans = ranges_of("bytes=" + words, size)
    except Unsatisfiable:
        return
    taken = [place for first, last in spans for place in range(first, last)]
    assert len(taken) == len(set(taken))
    assert all(0 <= place < size for place in taken)
    assert all(first < last for first, last in spans)
