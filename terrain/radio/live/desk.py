"""The door for mixing desks: any program that sends like an Icecast source client (Mixxx, BUTT, FFmpeg, Liquidsoap).

A port of its own, since such programs send a body without an end that HTTP servers do not let through. A password opens one broadcast,
while it runs; what arrives is kept in pieces of about a second, like what a telephone sends. Off unless ``TERRAIN_DESK_PORT`` says where.
"""

import asyncio
import base64
import binascii
import contextlib
import re
import time
from collections.abc import AsyncIterator
from uuid import UUID

from terrain.radio.actions.live import opens_desk
from terrain.radio.air.windows import with_tables
from terrain.radio.live import pieces, starting
from terrain.radio.models import LiveBroadcast

HEAD = 8192
PATIENCE = 20
"""Seconds without a byte after which a desk has gone."""
MOST_DESKS = 64
"""Connections that one process has open at once; whoever comes then is sent away."""
LARGEST_CHUNK = 1 << 20
A_SECOND = 1.0
SIZE = re.compile(rb"[0-9A-Fa-f]{1,8}")
TARGET = re.compile(r"/air/([a-z0-9-]{1,40})/source/([0-9a-f-]{36})/?")
NO = 'HTTP/1.0 401 Unauthorized\r\nWWW-Authenticate: Basic realm="radio"\r\nConnection: close\r\n\r\n'
WRONG = "HTTP/1.0 400 Bad Request\r\nConnection: close\r\n\r\n"
FULL = "HTTP/1.0 503 Service Unavailable\r\nRetry-After: 30\r\nConnection: close\r\n\r\n"
YES = "HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n"


def _password(header: str) -> str:
    kind, _space, coded = header.partition(" ")
    if kind.lower() != "basic":
        return ""
    with contextlib.suppress(ValueError, binascii.Error, UnicodeDecodeError):
        return base64.b64decode(coded, validate=True).decode().partition(":")[2]
    return ""


def _opened(target: str, header: str) -> tuple[LiveBroadcast, int] | None:
    """The broadcast that this password opens, and the take that begins."""
    match = TARGET.fullmatch(target)
    password = _password(header)
    if match is None or not password:
        return None
    found = LiveBroadcast.objects.running().filter(station__slug=match[1], uid=UUID(match[2])).first()
    if found is None or not opens_desk(found, password):
        return None
    starting.begin(found)
    return found, max(pieces.held(found.uid), default=-1) + 1


def _goes_on(pk: int) -> bool:
    found = LiveBroadcast.objects.running().filter(pk=pk).first()
    if found is not None:
        starting.begin(found)
    return found is not None


async def _chunked(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """Raises ``ValueError`` for a size that is none, or larger than anybody sends at once."""
    while True:
        async with asyncio.timeout(PATIENCE):
            written = (await reader.readline()).split(b";")[0].strip()
        if SIZE.fullmatch(written) is None:
            raise ValueError(written)
        size = int(written, 16)
        if size > LARGEST_CHUNK:
            raise ValueError(size)
        if size == 0:
            return
        async with asyncio.timeout(PATIENCE):
            data = await reader.readexactly(size + 2)
        yield data[:size]


async def _plain(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while data := await asyncio.wait_for(reader.read(16384), PATIENCE):
        yield data


async def _carry(live: LiveBroadcast, take: int, body: AsyncIterator[bytes]) -> None:
    number, gathered, since = 0, bytearray(), time.monotonic()
    async for data in body:
        gathered += data
        if time.monotonic() - since >= A_SECOND or len(gathered) > pieces.LARGEST // 2:
            for start in range(0, len(gathered), pieces.LARGEST):
                await asyncio.to_thread(
                    pieces.keep, live.uid, take, number, bytes(gathered[start : start + pieces.LARGEST])
                )
                number += 1
            gathered.clear()
            since = time.monotonic()
            if number % 4 == 0 and not await asyncio.to_thread(with_tables, _goes_on, live.pk):
                return
    if gathered:
        await asyncio.to_thread(pieces.keep, live.uid, take, number, bytes(gathered[: pieces.LARGEST]))


async def _head(reader: asyncio.StreamReader) -> tuple[str, str, dict[str, str]]:
    raw = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
    first, *lines = raw.decode("latin-1").split("\r\n")
    method, target, *_version = first.split(" ")
    pairs = (line.partition(":") for line in lines if ":" in line)
    return method, target, {name.strip().lower(): value.strip() for name, _colon, value in pairs}


_open: set[asyncio.StreamWriter] = set()


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One desk, from its first line until it goes, is cut off, or is silent for too long."""
    if len(_open) >= MOST_DESKS:
        writer.write(FULL.encode())
        writer.close()
        return
    _open.add(writer)
    try:
        await _serve(reader, writer)
    finally:
        _open.discard(writer)
        writer.close()


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(
        ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError, pieces.TooLarge
    ):
        try:
            method, target, headers = await _head(reader)
        except ValueError:
            writer.write(WRONG.encode())
            await writer.drain()
            return
        found = None
        if method in {"PUT", "SOURCE"}:
            found = await asyncio.to_thread(with_tables, _opened, target, headers.get("authorization", ""))
        if found is None:
            await asyncio.sleep(1)
            writer.write(NO.encode())
        else:
            expects = "100-continue" in headers.get("expect", "").lower()
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n" if expects else YES.encode())
            await writer.drain()
            with contextlib.suppress(ValueError):
                chunked = "chunked" in headers.get("transfer-encoding", "").lower()
                await _carry(*found, _chunked(reader) if chunked else _plain(reader))
        await writer.drain()


async def listen(host: str, port: int) -> None:
    """Wait for desks until stopped."""
    server = await asyncio.start_server(serve, host, port, limit=HEAD)
    async with server:
        await server.serve_forever()
