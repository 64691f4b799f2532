"""The endless stream (AAC in ADTS) for players that know no playlists: a few seconds at once, then a slot every four seconds.

Every listener keeps the rhythm of the moment at which she came, so that thousands are not served in the same instant. What is sent is
one object for all of them; a listener who takes nothing is waited for, then let go.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs

from terrain.radio.air.answers import OPEN, Asked, Message
from terrain.radio.air.beats import Beats
from terrain.radio.air.ears import ears
from terrain.radio.air.windows import Unknown, Window
from terrain.radio.slots import LIVE_AHEAD, SECONDS

STALLED = 60.0
"""Seconds that a listener may take nothing."""
TOLD_EVERY = 8
"""Slots after which the count is told what she got: no more is lost when the process is killed."""
HEADERS = [*OPEN, (b"cache-control", b"no-store"), (b"content-type", b"audio/aac"), (b"x-accel-buffering", b"no")]

ENDLESS = [(b"content-length", str(1 << 40).encode())]
"""For HTTP 1.0, whose players know no pieces: a length that none of them lives to see the end of."""

Look = Callable[[], Awaitable[Window | None]]


async def flow(asked: Asked, profile: str, look: Look, flows: "set[asyncio.Task[None]]", beats: Beats) -> None:
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
        await Listener(asked, profile).follow(look, gone, beats)
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
        self._got = 0, 0
        self._waiter: asyncio.Future[None] | None = None

    async def follow(self, look: Look, gone: "asyncio.Task[None]", beats: Beats) -> None:
        """First what is due and the slots after it that are always published, then one slot after the other."""
        heard = ears()
        if heard is not None:
            heard.pressed(
                self.asked.slug, self.session, self.asked.scope["headers"], source="progressive", profile=self.profile
            )
        clock = asyncio.get_running_loop().time
        gone.add_done_callback(self._wake)
        due = clock()
        try:
            while not gone.done():
                window = await _seen(look)
                if window is not None:
                    await self._send_what_follows(window)
                due = max(due + SECONDS, clock() - SECONDS)
                if not gone.done():
                    self._waiter = beats.at(due)
                    await self._waiter
        finally:
            self._tell()

    def _wake(self, _gone: object) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def _send_what_follows(self, window: Window) -> None:
        """Send what she has not got; whoever fell behind goes on with what is due."""
        high = window.slot + LIVE_AHEAD
        first = max(self._got[1], window.slot)
        if first > high:
            return
        content = b"".join([window.segments[self.profile, slot].adts for slot in range(first, high + 1)])
        message: Message = {"type": "http.response.body", "body": content, "more_body": True}
        async with asyncio.timeout(STALLED):
            await self.asked.send(message)
        if first > self._got[1]:
            self._tell()
            self._got = first, first
        self._got = self._got[0], high + 1
        if self._got[1] - self._got[0] >= TOLD_EVERY:
            self._tell()

    def _tell(self) -> None:
        """Tell the count what she got since it was last told."""
        heard, (first, last) = ears(), self._got
        if heard is not None and first < last:
            heard.delivered(
                self.asked.slug, self.session, self._got, self.asked.scope["headers"],
                source="progressive", profile=self.profile, device=self.device,
            )  # fmt: skip
        self._got = last, last


async def _seen(look: Look) -> Window | None:
    try:
        return await look()
    except Unknown:
        return None
