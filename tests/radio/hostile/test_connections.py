"""Connections that never become a request: endless headers, headers that drip, nothing at all."""

import asyncio
from contextlib import asynccontextmanager

import pytest
import uvicorn

from terrain.config import bounded, commands
from tests.loops import run

HEAD = b"GET / HTTP/1.1\r\nHost: radio\r\n"


async def hello(scope, receive, send):
    body = b""
    while (message := await receive())["type"] == "http.request":
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@asynccontextmanager
async def door():
    """The protocol that the server runs with, on a port of its own: ``(reader, writer)`` of connections to it."""
    options = commands._server(type("Call", (), {"host": "127.0.0.1", "port": 1}))
    spoken = options[options.index("--http") + 1]
    config = uvicorn.Config(hello, http=spoken, lifespan="off", ws="none", log_level="critical")
    config.load()
    state = uvicorn.server.ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: config.http_protocol_class(config=config, server_state=state, app_state={}), "127.0.0.1", 0
    )
    opened = []

    async def connect():
        opened.append(await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1]))
        return opened[-1]

    try:
        yield connect
    finally:
        for _reader, writer in opened:
            writer.close()
        server.close()
        await asyncio.sleep(0.05)


def asked(*parts: bytes) -> bytes:
    """What comes back for these bytes, sent one after another until the door closes."""

    async def talk():
        async with door() as connect:
            reader, writer = await connect()
            try:
                for part in parts:
                    writer.write(part)
                    await writer.drain()
                    await asyncio.sleep(0)
                return await asyncio.wait_for(reader.read(), 5)
            except ConnectionError:
                return b"cut"

    return run(talk())


@pytest.mark.parametrize(
    "parts",
    [
        [HEAD + b"X: ", *[b"x" * 8_000] * 40],
        [HEAD, *[b"A: b\r\n" * 1_000] * 40],
        [b"GET /", *[b"x" * 8_000] * 40],
        [b"POST / HTTP/1.1\r\nHost: r\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nT: ", *[b"x" * 8_000] * 40],
        [b"POST / HTTP/1.1\r\nHost: r\r\nTransfer-Encoding: chunked\r\n\r\n1;", *[b"x" * 8_000] * 40],
    ],
    ids=["one header", "many", "address", "trailer", "extension"],
)
def test_what_precedes_a_request_is_not_endless(parts):
    told = asked(*parts)
    assert told == b"cut" or b"400" in told.split(b"\r\n")[0]


def test_what_comes_too_slowly_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(bounded, "PATIENCE", 0.3)
    for first in (b"", b"GET", HEAD + b"Cookie: "):
        assert asked(first) == b""


def test_an_ordinary_request_a_second_one_and_a_large_body_pass(monkeypatch):
    monkeypatch.setattr(bounded, "PATIENCE", 0.5)
    body = b"x" * 300_000
    large = b"POST / HTTP/1.1\r\nHost: radio\r\nContent-Length: 300000\r\n\r\n"

    async def talk():
        async with door() as connect:
            reader, writer = await connect()
            told = []
            for request in (HEAD + b"\r\n", large + body, HEAD + b"Cookie: " + b"x" * 6_000 + b"\r\n\r\n"):
                writer.write(request)
                await writer.drain()
                told.append((await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")[0])
                await reader.readexactly(2)
                await asyncio.sleep(0.3)
            return told

    assert run(talk()) == [b"HTTP/1.1 200 OK"] * 3
