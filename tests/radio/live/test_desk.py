"""A mixing desk sends a live broadcast like any Icecast source client."""

import asyncio
import base64

import pytest

from terrain.radio.actions import live as actions
from terrain.radio.enums import LiveState
from terrain.radio.live import desk, pieces, starting
from tests.loops import run
from tests.radio.audio.tones import tone
from tests.radio.live.conftest import recorded

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_is_started(monkeypatch):
    monkeypatch.setattr(starting, "begin", lambda live: None)


@pytest.fixture
def password(live, amal, viewer_of):
    return actions.open_desk(live, by=viewer_of(amal))


def head(live, password, method="PUT", more="") -> bytes:
    key = base64.b64encode(f"source:{password}".encode()).decode()
    path = f"/air/{live.station.slug}/source/{live.uid}"
    return f"{method} {path} HTTP/1.1\r\nHost: radio\r\nAuthorization: Basic {key}\r\nContent-Type: audio/ogg\r\n{more}\r\n".encode()


def ask(first: bytes, *then: bytes) -> bytes:
    """What the desk's door answers to these bytes."""

    async def talk() -> bytes:
        server = await asyncio.start_server(desk.serve, "127.0.0.1", 0, limit=desk.HEAD)
        reader, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1])
        writer.write(first)
        await writer.drain()
        answer = await reader.readuntil(b"\r\n\r\n")
        for piece in then:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)
        writer.write_eof()
        answer += await reader.read()
        writer.close()
        server.close()
        return answer

    return run(talk())


def arrived(live, take) -> bytes:
    return b"".join(pieces.whole(live.uid, take))


@pytest.mark.parametrize("method", ["PUT", "SOURCE"])
def test_what_a_desk_sends_is_kept_in_pieces(live, password, method):
    sound = b"".join(recorded(tone(440, 6), "ogg"))
    assert b" 200 " in ask(head(live, password, method), sound)
    assert arrived(live, 0) == sound


def test_a_desk_that_asks_first_is_told_to_go_on(live, password):
    assert ask(head(live, password, more="Expect: 100-continue\r\n"), b"x" * 100).startswith(b"HTTP/1.1 100")


def test_a_body_in_chunks_is_put_together(live, password):
    sound = bytes(range(256)) * 8
    ask(head(live, password, more="Transfer-Encoding: chunked\r\n"), b"800\r\n" + sound + b"\r\n0\r\n\r\n")
    assert arrived(live, 0) == sound


def test_each_connection_is_a_take_of_its_own(live, password):
    ask(head(live, password), b"one")
    ask(head(live, password), b"two")
    assert (arrived(live, 0), arrived(live, 1)) == (b"one", b"two")


@pytest.mark.parametrize("wrong", ["", "guess", "x" * 5000])
def test_without_the_password_nothing_is_taken(live, password, wrong, monkeypatch):
    monkeypatch.setattr(asyncio, "sleep", _at_once)
    assert b" 401 " in ask(head(live, wrong))
    assert pieces.held(live.uid) == {}


async def _at_once(seconds, result=None):
    return result


def test_a_password_opens_one_broadcast_and_only_while_it_runs(live, password, monkeypatch):
    monkeypatch.setattr(asyncio, "sleep", _at_once)
    live.state = LiveState.OVER
    live.save()
    assert b" 401 " in ask(head(live, password))


@pytest.mark.parametrize(
    "line", [b"GET / HTTP/1.1\r\n\r\n", b"nonsense\r\n\r\n", b"PUT /../../etc/passwd HTTP/1.1\r\n\r\n"]
)
def test_whatever_else_knocks_is_turned_away(live, line, monkeypatch):
    monkeypatch.setattr(asyncio, "sleep", _at_once)
    assert ask(line).split(b" ")[1] in {b"400", b"401"}
