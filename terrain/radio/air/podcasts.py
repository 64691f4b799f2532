"""The file of a published episode: whole or in ranges, for whoever downloads it, and goes on later."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Sequence
from functools import partial
from uuid import UUID

from terrain.radio.air.answers import OPEN, Asked, Headers
from terrain.radio.air.ears import ears
from terrain.radio.air.fragments import path_of
from terrain.radio.air.onair import Enclosure
from terrain.radio.air.ranges import Span, Unsatisfiable, ranges_of

PIECE = 1 << 18
"""Bytes read and sent at once."""
MINUTE = 480_000
"""Bytes that hold sixty seconds at 64 kbit/s."""
KIND = b"audio/mpeg"
CACHE = b"public, max-age=600"
STALLED = 60.0
"""Seconds that a listener may take nothing."""


async def give(asked: Asked, uid: UUID, enclosure: Enclosure) -> None:
    """Answer with the file of an episode, or with what became of it."""
    if enclosure.gone:
        await asked.answer(410, cache=b"public, max-age=60")
        return
    try:
        descriptor = os.open(path_of(enclosure.sound, "mp3"), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        await asked.answer(404, cache=b"public, max-age=2")
        return
    try:
        await _give(asked, uid, enclosure, descriptor)
    finally:
        os.close(descriptor)


async def _give(asked: Asked, uid: UUID, enclosure: Enclosure, descriptor: int) -> None:
    size = os.fstat(descriptor).st_size
    tag = f'"{enclosure.sound}-{size:x}"'.encode()
    headers = [(b"etag", tag), (b"accept-ranges", b"bytes")]
    if tag in _tags(asked.headers.get(b"if-none-match", b"")):
        await asked.answer(304, cache=CACHE, more=headers)
        return
    try:
        spans = _wanted(asked, tag, size)
    except Unsatisfiable:
        await asked.answer(416, more=[*headers, (b"content-range", f"bytes */{size}".encode())])
        return
    sent = await _send(asked, descriptor, spans, size, headers)
    heard = ears()
    if heard is not None and sent:
        heard.podcast(
            asked.slug, str(uid), _address(asked), asked.scope["headers"], ranges=sent, size=size, minute=MINUTE
        )


def _tags(header: bytes) -> set[bytes]:
    return {tag.strip().removeprefix(b"W/") for tag in header.split(b",")}


def _wanted(asked: Asked, tag: bytes, size: int) -> list[Span]:
    """The spans to give; none: the whole. A range of a file that has changed meanwhile is not given (If-Range)."""
    header, unchanged = asked.headers.get(b"range", b""), asked.headers.get(b"if-range", tag)
    return ranges_of(header.decode("latin-1"), size) if header and unchanged.strip() == tag else []


def _address(asked: Asked) -> str:
    client = asked.scope.get("client")
    return str(client[0]) if client else ""


async def _send(asked: Asked, descriptor: int, spans: Sequence[Span], size: int, headers: Headers) -> list[Span]:
    """Send the whole or the spans; returns what went out."""
    parts: list[tuple[bytes, Span]] = [(b"", span) for span in spans] or [(b"", (0, size))]
    tail, kind = b"", KIND
    if len(spans) > 1:
        mark = secrets.token_hex(12)
        kind = f"multipart/byteranges; boundary={mark}".encode()
        parts = [(_opening(mark, span, size), span) for span in spans]
        tail = f"\r\n--{mark}--\r\n".encode()
    if len(spans) == 1:
        headers = [*headers, (b"content-range", f"bytes {spans[0][0]}-{spans[0][1] - 1}/{size}".encode())]
    length = sum(len(opening) + last - first for opening, (first, last) in parts) + len(tail)
    start = [*OPEN, *headers, (b"cache-control", CACHE), (b"content-type", kind)]
    start.append((b"content-length", str(length).encode()))
    await asked.send({"type": "http.response.start", "status": 206 if spans else 200, "headers": start})
    if asked.head:
        await asked.send({"type": "http.response.body", "body": b""})
        return []
    return await _send_parts(asked, descriptor, parts, tail)


def _opening(mark: str, span: Span, size: int) -> bytes:
    said = f"content-type: {KIND.decode()}\r\ncontent-range: bytes {span[0]}-{span[1] - 1}/{size}"
    return f"\r\n--{mark}\r\n{said}\r\n\r\n".encode()


async def _send_parts(asked: Asked, descriptor: int, parts: Sequence[tuple[bytes, Span]], tail: bytes) -> list[Span]:
    sent: list[Span] = []
    left = asyncio.create_task(asked.left())
    try:
        for opening, (first, last) in parts:
            if opening:
                await asked.send({"type": "http.response.body", "body": opening, "more_body": True})
            place = first
            async for content in _read(descriptor, first, last):
                async with asyncio.timeout(STALLED):
                    await asked.send({"type": "http.response.body", "body": content, "more_body": True})
                if left.done():
                    return [*sent, (first, place)]
                place += len(content)
            sent.append((first, place))
            if place < last:  # the file was cut while it was read: the connection ends, and nobody takes it for whole
                return sent
        await asked.send({"type": "http.response.body", "body": tail})
    except TimeoutError:
        pass
    finally:
        left.cancel()
    return sent


async def _read(descriptor: int, first: int, last: int) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    while first < last:
        read = partial(os.pread, descriptor, min(PIECE, last - first), first)
        content = await loop.run_in_executor(None, read)
        if not content:
            return
        yield content
        first += len(content)
