"""What stands ready is sent at once, and nobody can tell the difference: the same bytes as uvicorn's own way gives."""

import asyncio
import re
from contextlib import asynccontextmanager, suppress

import pytest
import uvicorn
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from terrain.config import commands
from terrain.core import clock
from terrain.radio.audio import boxes
from tests.loops import run
from tests.radio.air.asking import HOUR, NOW, SOUND, UID, Radio, station

HOST = b"Host: radio\r\n"
LIST = b"GET /air/meres/std.m3u8 HTTP/1.1\r\n" + HOST


class House:
    """The radio's doors; ``asked`` counts the requests that went uvicorn's way, all of them when nothing is ``ready``."""

    def __init__(self, doors, prompt):
        self.doors, self.asked = doors, 0
        self.ready = doors.ready if prompt else lambda path, zipped: None

    async def __call__(self, scope, receive, send):
        self.asked += 1
        await self.doors(scope, receive, send)


@pytest.fixture
def radio(monkeypatch, air_copy):
    air_copy(UID, 900)
    made = Radio(station(HOUR, pieces=SOUND))
    monkeypatch.setattr(clock, "now", made.now)
    return made


@asynccontextmanager
async def served(radio, *, prompt=True, **options):
    """The station behind the protocol that the server runs with: ``(house, connect, connections)``."""
    house, connections, writers = House(radio.doors, prompt), [], []
    said = commands._server(type("Call", (), {"host": "127.0.0.1", "port": 1}))
    spoken = said[said.index("--http") + 1]
    proxied = "--no-proxy-headers" not in said
    config = uvicorn.Config(
        house, http=spoken, lifespan="off", ws="none", log_level="critical", proxy_headers=proxied, **options
    )
    config.load()
    state = uvicorn.server.ServerState()
    state.default_headers = [(b"date", b"Thu, 26 Nov 2026 10:00:00 GMT")]

    def connection():
        connections.append(config.http_protocol_class(config=config, server_state=state, app_state={}))
        return connections[-1]

    server = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", 0)

    async def connect():
        reader, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1])
        writers.append(writer)
        return reader, writer

    try:
        yield house, connect, connections
    finally:
        for writer in writers:
            writer.close()
        server.close()
        await asyncio.sleep(0.02)


async def answer(reader):
    """One whole answer: its head and its body."""
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
    length = re.search(rb"(?i)content-length: (\d+)", head)
    return head, await reader.readexactly(int(length[1]))


async def all_that_comes(connect, parts):
    """Everything that comes back for ``parts``, until nothing more comes."""
    reader, writer = await connect()
    held = b""
    for part in parts:
        writer.write(part)
        await asyncio.sleep(0.005)
    with suppress(OSError):
        writer.write_eof()
    while True:
        try:
            more = await asyncio.wait_for(reader.read(1 << 20), 0.3)
        except (TimeoutError, ConnectionError):
            return held
        if not more:
            return held
        held += more


def told(radio, *parts, prompt=True, warm=True):
    """What comes back for ``parts``, and how many requests went uvicorn's way, once the slot's window is known."""

    async def talk():
        async with served(radio, prompt=prompt) as (house, connect, _connections):
            if warm:
                await all_that_comes(connect, [LIST + b"\r\n"])
            house.asked = 0
            return await all_that_comes(connect, parts), house.asked

    return run(talk())


@pytest.mark.parametrize("zipped", [b"", b"Accept-Encoding: gzip, br\r\n"], ids=["plain", "zipped"])
@pytest.mark.parametrize(
    "path", ["std.m3u8", "eco.m3u8", f"seg/std/{NOW}.m4s", f"seg/eco/{NOW + 3}.m4s", f"seg/std/{NOW - 15}.m4s"]
)
def test_what_stands_ready_is_the_same_bytes_and_no_request(radio, path, zipped):
    asked = b"GET /air/meres/" + path.encode() + b" HTTP/1.1\r\n" + HOST + zipped + b"Connection: keep-alive\r\n\r\n"
    prompt, slow = told(radio, asked), told(radio, asked, prompt=False)
    assert prompt == (slow[0], 0)
    assert slow[0].startswith(b"HTTP/1.1 200 OK\r\ndate: ") and slow[1] == 1


def test_a_slot_whose_file_is_missing_says_so_here_too(radio, home_of_its_own):
    radio.told = station()
    asked = f"GET /air/meres/seg/std/{NOW}.m4s HTTP/1.1\r\n\r\n".encode()
    [prompt, slow] = [told(radio, asked, prompt=prompt)[0] for prompt in (True, False)]
    assert prompt == slow and b"\r\n\r\n" in prompt


def test_the_first_of_a_slot_goes_the_long_way_and_the_others_do_not(radio):
    async def talk():
        async with served(radio) as (house, connect, _connections):
            reader, writer = await connect()
            found = []
            for slot in (NOW, NOW + 1, NOW + 2):
                radio.at = slot * 4
                for _listener in range(3):
                    writer.write(LIST + b"\r\n")
                    _head, body = await answer(reader)
                    found.append((int(re.search(rb"SEQUENCE:(\d+)", body)[1]) + 15 - slot, house.asked))
            return found

    assert run(talk()) == [(0, 1), (0, 1), (0, 1), (0, 2), (0, 2), (0, 2), (0, 3), (0, 3), (0, 3)]


@pytest.mark.parametrize(
    "asked",
    [
        b"GET /air/meres/std.m3u8?s=abcdefghijklmnop HTTP/1.1\r\n" + HOST + b"\r\n",
        b"HEAD /air/meres/std.m3u8 HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET /air/meres/std.m3u8 HTTP/1.0\r\n\r\n",
        b"GET /air/meres/other.m3u8 HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET /air/strange/std.m3u8 HTTP/1.1\r\n" + HOST + b"\r\n",
        LIST + b"Connection: close\r\n\r\n",
        LIST + b"Content-Length: 0\r\n\r\n",
        LIST + b"\r\n" + LIST + b"\r\n",
    ],
    ids=["query", "head", "old", "other", "strange", "closing", "body", "two"],
)
def test_whatever_is_not_plain_goes_the_long_way(radio, asked):
    prompt, slow = told(radio, asked), told(radio, asked, prompt=False)
    assert prompt == slow and prompt[0] and prompt[1] >= 1


@pytest.mark.parametrize("cut", [3, 9, 40, len(LIST)])
def test_a_request_in_two_parts_is_one_request(radio, cut):
    whole = LIST + b"\r\n"
    assert told(radio, whole[:cut], whole[cut:]) == (told(radio, whole)[0], 1)


def test_the_body_of_a_request_is_never_taken_for_one(radio):
    begun = b"POST /air/meres/nothing HTTP/1.1\r\n" + HOST + b"Content-Length: %d\r\n\r\n" % len(LIST + b"\r\n")
    parts = (begun, LIST + b"\r\n", LIST + b"\r\n")
    prompt, slow = told(radio, *parts), told(radio, *parts, prompt=False)
    assert prompt[0] == slow[0] and prompt[0].count(b"HTTP/1.1 ") == 2
    assert prompt[0].startswith(b"HTTP/1.1 404") and (prompt[1], slow[1]) == (1, 2)


WORDS = st.sampled_from(
    [
        b"Host: radio\r\n", b"accept-encoding: gzip\r\n", b"Accept-Encoding: br\r\n", b"X: gzip\r\n", b"Connection: keep-alive\r\n",
        b"connection: Close\r\n", b"Connection: close, x\r\n", b"Content-Length: 5\r\n", b"content-length: 0\r\n",
        b"Transfer-Encoding: chunked\r\n", b"Expect: 100-continue\r\n", b"Upgrade: websocket\r\nConnection: upgrade\r\n",
        b"Content-Length : 5\r\n", b" folded\r\n", b"X: y\n", b"X\r\n", b": y\r\n", b"X: \x00\r\n", b"X: \xff\r\n", b"X:\r\n", b"\r\n",
        b"hello", b"0\r\n\r\n", b"GET /air/meres/std.m3u8 HTTP/1.1\r\n", b"GET /air/meres/eco.m3u8 HTTP/1.1\r\n\r\n",
        b"POST /air/meres/heard HTTP/1.1\r\n",
    ]
)  # fmt: skip


@given(parts=st.lists(st.lists(WORDS, min_size=1, max_size=5), min_size=1, max_size=4))
@example(parts=[[b"GET /air/meres/std.m3u8 HTTP/1.1\r\n", b"Connection: close\r\n", b"\r\n"]] * 2)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nobody_can_tell_which_way_an_answer_came(radio, parts):
    said = [LIST + b"\r\n", *(b"".join(part) for part in parts)]
    assert told(radio, *said)[0] == told(radio, *said, prompt=False)[0]


def test_a_connection_that_asks_for_nothing_any_more_is_ended(radio):
    async def talk():
        async with served(radio, timeout_keep_alive=1) as (house, connect, _connections):
            reader, writer = await connect()
            for _ask in range(4):
                writer.write(LIST + b"\r\n")
                await answer(reader)
                await asyncio.sleep(0.4)
            began = asyncio.get_running_loop().time()
            assert await asyncio.wait_for(reader.read(), 3) == b""
            return house.asked, asyncio.get_running_loop().time() - began

    asked, passed = run(talk())
    assert asked == 1 and passed < 2


def test_who_takes_nothing_is_not_sent_more_and_more(radio):
    async def talk():
        async with served(radio) as (house, connect, connections):
            reader, writer = await connect()
            writer.write(LIST + b"\r\n")
            await answer(reader)
            [held] = connections
            held.pause_writing()
            for _ask in range(3):
                held.data_received(LIST + b"\r\n")
            await asyncio.sleep(0.01)
            waiting = house.asked, held.transport.get_write_buffer_size()
            held.resume_writing()
            return waiting, [(await answer(reader))[0][:15] for _ask in range(3)]

    waiting, answers = run(talk())
    assert waiting == (2, 0)
    assert answers == [b"HTTP/1.1 200 OK"] * 3


def test_a_slot_is_sent_whole(radio):
    asked = f"GET /air/meres/seg/std/{NOW}.m4s HTTP/1.1\r\n\r\n".encode()
    _head, _blank, body = told(radio, asked)[0].partition(b"\r\n\r\n")
    assert len(boxes.frames_of(body)) == 125
