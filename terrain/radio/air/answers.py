"""Requests and answers of the air, as ASGI has them."""

import asyncio
import gzip
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
Whole = tuple[Headers, bytes]
"""An answer: its headers and its body."""

OPEN: Headers = [(b"access-control-allow-origin", b"*"), (b"x-content-type-options", b"nosniff")]
"""On every answer: any page may play the radio, and nobody guesses what it is."""
LONGEST_BODY = 4096
PATIENCE = 15.0
"""Seconds in which a body has come; a network of a kilobyte a second needs four."""


@dataclass(eq=False)
class Asked:
    """A request below ``/air/<slug>/``; ``words``: what follows in the address."""

    scope: Message
    receive: Receive
    send: Send
    slug: str
    words: tuple[str, ...]

    @property
    def head(self) -> bool:
        """Whether only the headers are wanted."""
        return bool(self.scope["method"] == "HEAD")

    @cached_property
    def headers(self) -> dict[bytes, bytes]:
        """Headers by their small names; the last of several counts."""
        return dict(self.scope["headers"])

    async def answer(
        self,
        status: int,
        body: bytes = b"",
        *,
        kind: bytes = b"",
        cache: bytes = b"no-store",
        more: Headers | None = None,
    ) -> None:
        """A whole answer: ``kind`` is its media type, ``cache`` who may keep it and how long."""
        await self.give(whole(body, kind=kind, cache=cache, more=more), status)

    async def give(self, answer: Whole, status: int = 200) -> None:
        """An answer that was made before."""
        headers, body = answer
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self.send({"type": "http.response.body", "body": b"" if self.head else body})

    @property
    def zipped(self) -> bool:
        """Whether text may come compressed."""
        return b"gzip" in self.headers.get(b"accept-encoding", b"")

    async def left(self) -> None:
        """Ends when whoever asked has gone away."""
        while (await self.receive())["type"] != "http.disconnect":
            pass

    async def body(self) -> bytes | None:
        """What was sent along; ``None`` when it is too long, comes too slowly, or the sender went away."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._body()
        except TimeoutError:
            return None

    async def _body(self) -> bytes | None:
        held = b""
        while True:
            message = await self.receive()
            if message["type"] != "http.request":
                return None
            held += message.get("body", b"")
            if len(held) > LONGEST_BODY:
                return None
            if not message.get("more_body"):
                return held


def whole(body: bytes, *, kind: bytes = b"", cache: bytes, more: Headers | None = None) -> Whole:
    """An answer with the headers that say what it is; ``kind`` is its media type, ``cache`` who may keep it and how long."""
    headers = [*OPEN, (b"cache-control", cache), (b"content-length", str(len(body)).encode()), *(more or ())]
    return [*headers, (b"content-type", kind)] if kind else headers, body


def text(body: bytes, *, kind: bytes, cache: bytes, zipped: bool) -> Whole:
    """Text, compressed for whoever takes it: a playlist comes every four seconds, over networks where every byte counts."""
    more = [(b"vary", b"accept-encoding")]
    if zipped:
        body = _zipped(body)
        more.append((b"content-encoding", b"gzip"))
    return whole(body, kind=kind, cache=cache, more=more)


@lru_cache(maxsize=64)
def _zipped(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)
