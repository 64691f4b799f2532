"""The raw ASGI door of the radio: ``/air/<station>/…``, answered without Django's request.

==========================  ====================================================================================
``live.m3u8``               the station's two forms; ``?s=<session>&d=<device>`` is handed on to their playlists
``std.m3u8``, ``eco.m3u8``  what is published of each form
``init.mp4``                the header of every sound
``seg/<form>/<slot>.m4s``   a slot, while it is in the playlist
``live.aac``, ``eco.aac``   the same without end, for players that know no playlists
``now.json``                what plays and what comes next
``episodes/<uid>.mp3``      the file of a published episode, in ranges
``heard`` (POST)            what a player says it played, handed to ``ears``
==========================  ====================================================================================

No cookies, nothing of whoever asks is kept. What depends on the clock may be kept for a second, a slot for ten minutes (a sound that
is withdrawn must not be heard longer), so that whatever stands in front of us asks once for all its listeners.
"""

import asyncio
import re
import signal
import threading
from collections.abc import Awaitable, Callable, Sequence
from types import FrameType
from typing import Any
from uuid import UUID

from terrain.core import clock
from terrain.radio.air import onair, playlists
from terrain.radio.air.answers import OPEN, Asked, Message, Receive, Send, text
from terrain.radio.air.beats import Beats
from terrain.radio.air.ears import ears
from terrain.radio.air.fragments import PROFILES
from terrain.radio.air.onair import Enclosure, Told
from terrain.radio.air.podcasts import give
from terrain.radio.air.progressive import flow
from terrain.radio.air.ready import A_SECOND, PLAYLIST, SOUND, Bytes, of_playlist, of_segment
from terrain.radio.air.windows import Channel, Kept, Run, Unknown, Window, in_thread
from terrain.radio.audio.boxes import init_segment
from terrain.radio.slots import slot_at

SLUG = re.compile(r"[a-z0-9_-]{1,40}")
SLOT = re.compile(r"[0-9]{1,12}")
UID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
HANDED_ON = re.compile(r"[A-Za-z0-9_-]{1,64}")
JSON = b"application/json"
A_MINUTE = b"public, max-age=60"
BACK = 15
"""Slots that the machine's clock may be set back before listeners notice: until it catches up, the present slot stays."""
READING = frozenset({"GET", "HEAD"})
METHODS = "GET, HEAD, OPTIONS"
PREFLIGHT = [
    *OPEN,
    (b"access-control-allow-methods", b"GET, HEAD, POST"),
    (b"access-control-allow-headers", b"range, content-type"),
    (b"access-control-max-age", b"86400"),
    (b"content-length", b"0"),
]

Handler = Callable[["Doors", Asked], Awaitable[None]]


class Doors:
    """The application of one process. What reads tables and files is given, so that it can be tried without either."""

    def __init__(
        self,
        *,
        slugs: Callable[[], frozenset[str]] = onair.slugs,
        read: Callable[[str, int], Told | None] = onair.read,
        enclosures: Callable[[str], dict[UUID, Enclosure]] = onair.enclosures,
        tables: Run | None = None,
        disk: Run | None = None,
    ) -> None:
        self._tables, self._disk = tables or in_thread("air-tables"), disk or in_thread("air-disk")
        self._read, self._enclosures = read, enclosures
        self._slugs: Kept[frozenset[str]] = Kept(lambda _slot: slugs(), self._tables)
        self._channels: dict[str, Channel] = {}
        self._podcasts: dict[str, Kept[dict[UUID, Enclosure]]] = {}
        self._slot = 0
        self._flows: set[asyncio.Task[None]] = set()
        self._beats = Beats()
        self._settled = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request, or begin and end with the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        words = scope["path"].split("/")  # "", "air", the station, what of it
        asked = Asked(scope, receive, send, words[2] if len(words) > 2 else "", tuple(words[3:]))
        try:
            await self._answer(asked)
        except Unknown:
            await asked.answer(503, more=[(b"retry-after", b"4")])

    async def _answer(self, asked: Asked) -> None:
        route = ROUTES.get((asked.words[0], len(asked.words))) if asked.words else None
        if route is None or not SLUG.fullmatch(asked.slug):
            await asked.answer(404, cache=A_MINUTE)
            return
        methods, handler = route
        method = asked.scope["method"]
        if method == "OPTIONS":
            await asked.send({"type": "http.response.start", "status": 204, "headers": PREFLIGHT})
            await asked.send({"type": "http.response.body", "body": b""})
        elif method not in methods:
            allowed = ", ".join(sorted({*methods, "OPTIONS"})).encode()
            await asked.answer(405, more=[(b"allow", allowed)])
        elif asked.slug not in self._channels and asked.slug not in await self._slugs.at(self.now()):
            await asked.answer(404, cache=b"public, max-age=4")
        else:
            await handler(self, asked)

    def now(self) -> int:
        """The present slot; never before one that was told, unless the clock was set back by more than listeners hold."""
        slot = slot_at(clock.now())
        if not 0 < self._slot - slot <= BACK:
            self._slot = slot
        return self._slot

    def ready(self, path: bytes, zipped: bool) -> Bytes | None:
        """The answer to ``GET path`` if it stands ready: nobody is waited for, and nobody has to be told of it."""
        _before, _air, slug, below = (*path.split(b"/", 3), b"")[:4]
        channel = self._channels.get(slug.decode())
        window = channel.standing(self.now()) if channel is not None else None
        found = window.ready.get(below) if window is not None else None
        return found[zipped] if found is not None else None

    async def window(self, slug: str) -> Window | None:
        """What the station publishes now."""
        channel = self._channels.get(slug)
        if channel is None:
            channel = Channel(lambda slot: self._read(slug, slot), self._tables, self._disk)
            self._channels[slug] = channel
        slot = self.now()
        if slot != self._settled and (heard := ears()) is not None:
            self._settled = slot
            heard.settle()
        return await channel.window(slot)

    async def enclosure(self, slug: str, uid: UUID) -> Enclosure | None:
        """The file of an episode, if it ever was published."""
        kept = self._podcasts.get(slug)
        if kept is None:
            kept = self._podcasts[slug] = Kept(lambda _slot: self._enclosures(slug), self._tables)
        return (await kept.at(self.now())).get(uid)

    @property
    def flows(self) -> "set[asyncio.Task[None]]":
        """The endless streams that are open."""
        return self._flows

    @property
    def beats(self) -> Beats:
        """The moments at which the endless streams go on."""
        return self._beats

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        before = self._end_with_the_server()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for number, handler in before.items():
            signal.signal(number, handler)
        if (heard := ears()) is not None:
            heard.settle(everything=True)
        await send({"type": "lifespan.shutdown.complete"})

    def _end_with_the_server(self) -> dict[int, Any]:
        """End the endless streams when the server is told to stop: it waits for its answers to end, and these never would.

        Returns who minded the signals before.
        """
        if threading.current_thread() is not threading.main_thread():
            return {}  # whoever runs us in a thread of his own minds the signals himself
        loop, minded = asyncio.get_running_loop(), {}
        for number in (signal.SIGTERM, signal.SIGINT):
            before = signal.getsignal(number)
            if callable(before):
                minded[int(number)] = before

                def stop(said: int, frame: FrameType | None, before: Callable[..., Any] = before) -> None:
                    loop.call_soon_threadsafe(self._end_flows)
                    before(said, frame)

                signal.signal(number, stop)
        return minded

    def _end_flows(self) -> None:
        for task in tuple(self._flows):
            task.cancel()


async def _master(doors: Doors, asked: Asked) -> None:
    if await doors.window(asked.slug) is None:
        await asked.answer(404, cache=b"public, max-age=2")
        return
    query = "&".join(f"{name}={value}" for name, value in _handed_on(asked).items())
    cache = b"no-store" if query else A_MINUTE
    await asked.give(text(playlists.master(query), kind=PLAYLIST, cache=cache, zipped=asked.zipped))


def _handed_on(asked: Asked) -> dict[str, str]:
    """The session and the device that a playlist's address names, if they look like such."""
    said = asked.scope.get("query_string", b"").decode("latin-1")
    pairs = (word.partition("=") for word in said.split("&")[:8])
    return {name: value for name, _sign, value in pairs if name in {"s", "d"} and HANDED_ON.fullmatch(value)}


async def _playlist(doors: Doors, asked: Asked) -> None:
    window, profile = await doors.window(asked.slug), asked.words[0].partition(".")[0]
    if window is None:
        await asked.answer(404, cache=b"public, max-age=2")
        return
    heard, names = ears(), _handed_on(asked) if asked.scope.get("query_string") else {}
    if heard is not None and "s" in names and not asked.head:
        slots = (window.slot, window.slot + 1)
        device, headers = names.get("d", ""), asked.scope["headers"]
        heard.delivered(asked.slug, names["s"], slots, headers, source="native", profile=profile, device=device)
    cache = b"no-store" if names else A_SECOND
    await asked.give(of_playlist(window.playlists[profile], zipped=asked.zipped, cache=cache))


async def _init(_doors: Doors, asked: Asked) -> None:
    await asked.answer(200, init_segment(), kind=SOUND, cache=b"public, max-age=86400")


async def _segment(doors: Doors, asked: Asked) -> None:
    _seg, profile, name = asked.words
    slot, _dot, ending = name.partition(".")
    found = None
    if ending == "m4s" and SLOT.fullmatch(slot) and slot == str(int(slot)):
        window = await doors.window(asked.slug)
        found = window.segments.get((profile, int(slot))) if window is not None else None
    if found is None:
        await asked.answer(404, cache=A_SECOND)
        return
    await asked.give(of_segment(found))


async def _flow(doors: Doors, asked: Asked) -> None:
    profile = "eco" if asked.words[0] == "eco.aac" else "std"
    await flow(asked, profile, lambda: doors.window(asked.slug), doors.flows, doors.beats)


async def _now(doors: Doors, asked: Asked) -> None:
    window = await doors.window(asked.slug)
    if window is None:
        await asked.answer(404, cache=b"public, max-age=2")
        return
    await asked.give(text(window.now, kind=JSON, cache=A_SECOND, zipped=asked.zipped))


async def _episode(doors: Doors, asked: Asked) -> None:
    name, _dot, ending = asked.words[1].partition(".")
    uid = UUID(name) if ending == "mp3" and UID.fullmatch(name) else None
    enclosure = await doors.enclosure(asked.slug, uid) if uid else None
    if uid is None or enclosure is None:
        await asked.answer(404, cache=b"public, max-age=4")
        return
    await give(asked, uid, enclosure)


async def _heard(_doors: Doors, asked: Asked) -> None:
    told, body = ears(), await asked.body()
    if told is None:
        await asked.answer(404)
    elif body is None:
        await asked.answer(413)
    else:
        await asked.answer(told.beacon(asked.slug, body, asked.scope["headers"]))


def _routes(
    *given: tuple[str, int, Sequence[str] | frozenset[str], Handler],
) -> dict[tuple[str, int], tuple[frozenset[str], Handler]]:
    return {(name, length): (frozenset(methods), handler) for name, length, methods, handler in given}


ROUTES = _routes(
    ("live.m3u8", 1, READING, _master),
    *((f"{profile}.m3u8", 1, READING, _playlist) for profile in PROFILES),
    ("init.mp4", 1, READING, _init),
    ("seg", 3, READING, _segment),
    ("live.aac", 1, READING, _flow),
    ("eco.aac", 1, READING, _flow),
    ("now.json", 1, READING, _now),
    ("episodes", 2, READING, _episode),
    ("heard", 1, ("POST",), _heard),
)
"""First word and number of words → methods and what answers."""

application = Doors()
