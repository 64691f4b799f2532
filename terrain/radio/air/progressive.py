"""The endless stream (AAC in ADTS) for players that know no playlists: a few seconds at once, then a slot every four seconds.

Every listener keeps the rhythm of the moment at which she came, so that thousands are not served in the same instant. What is sent is
one object for all of them; a listener who takes nothing is waited for, then let go.
"""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs

from terrain.radio.air.answers import OPEN, Asked, Message
from terrain.radio.air.ears import ears
from terrain.radio.air.windows import Unknown, Window
from terrain.radio.slots import LIVE_AHEAD, SECONDS

STALLED = 60.0
"""Seconds that a listener may take nothing."""
HEADERS = [*OPEN, (b"cache-control", b"no-store"), (b"content-type", b"audio/aac"), (b"x-accel-buffering", b"no")]

ENDLESS = [(b"content-length", str(1 << 40).encode())]
"""For HTTP 1.0, whose players know no pieces: a length that none of them lives to see the end of."""

Look = Callable[[], Awaitable[Window | None]]


async def flow(asked: Asked, profile: str, look: Look, flows: "set[asyncio.Task[None]]") -> None:
    """Send what is on air until the listener goes away. ``look()`` gives the present window.

    ``flows`` holds, while it lasts, a task that ends with it; cancelling that ends the stream.
    """
    window = await look()
    if window is None:
        await asked.answer(404, cache=b"public, max-age=2")
        return
    old = asked.scope.get("http_version") == "1.0"
    headers = [*HEADERS, *ENDLESS] if old else HEADERS
    await asked.send({"type": "http.response.start", "status": 200, "headers": headers})
    if asked.head:
        await asked.send({"type": "http.response.body", "body": b""})
        return
    gone = asyncio.create_task(asked.left())
    flows.add(gone)
    try:
        await Listener(asked, profile).follow(look, gone)
        if gone.cancelled() and not old:
            await asked.send({"type": "http.response.body", "body": b""})
    except TimeoutError:
        pass
    finally:
        flows.discard(gone)
        gone.cancel()


class Listener:
    """One listener of the endless stream."""

    def __init__(self, asked: Asked, profile: str) -> None:
        self.asked, self.profile = asked, profile
        said = parse_qs(asked.scope.get("query_string", b"").decode("latin-1"))
        self.session = said.get("s", [""])[0] or secrets.token_urlsafe(18)
        self.device = said.get("d", [""])[0]

    async def follow(self, look: Look, gone: "asyncio.Task[None]") -> None:
        """First what is due and the slots after it that are always published, then one slot after the other."""
        heard = ears()
        if heard is not None:
            heard.pressed(
                self.asked.slug, self.session, self.asked.scope["headers"], source="progressive", profile=self.profile
            )
        following, due = 0, time.monotonic()
        while not gone.done():
            window = await _seen(look)
            if window is not None:
                following = await self._send_up_to(window, following)
            due = max(due + SECONDS, time.monotonic() - SECONDS)
            await asyncio.wait({gone}, timeout=max(0.0, due - time.monotonic()))

    async def _send_up_to(self, window: Window, following: int) -> int:
        """Send what she has not got; whoever fell behind goes on with what is due. Returns the slot that follows."""
        high = window.slot + LIVE_AHEAD
        first = following if window.slot <= following else window.slot
        if first > high:
            return following
        content = b"".join(window.segments[self.profile, slot].adts for slot in range(first, high + 1))
        message: Message = {"type": "http.response.body", "body": content, "more_body": True}
        async with asyncio.timeout(STALLED):
            await self.asked.send(message)
        heard = ears()
        if heard is not None:
            heard.delivered(
                self.asked.slug,
                self.session,
                (first, high + 1),
                self.asked.scope["headers"],
                source="progressive",
                profile=self.profile,
                device=self.device,
            )
        return high + 1


async def _seen(look: Look) -> Window | None:
    try:
        return await look()
    except Unknown:
        return None
