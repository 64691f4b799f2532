"""A caller of the air without a network, and a station without tables."""

import asyncio
import gzip
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from terrain.radio.air.doors import Doors
from terrain.radio.air.horizon import Log, Piece, Row
from terrain.radio.air.onair import Enclosure, Titled, Told
from terrain.radio.slots import SECONDS
from tests.loops import run

NOW = 445_000_000
UID = "0d3ff2a4-6c1b-4d9e-9d0c-0f6a4f0f8f11"
EPISODE = UUID(UID)


async def inline(work, *arguments):
    """In place of a thread."""
    return work(*arguments)


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        content = gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body
        return content.decode()

    @property
    def json(self):
        return json.loads(self.text)


@dataclass
class Radio:
    """A station ``meres`` at a clock that is moved by hand; ``told`` is what its tables say, ``files`` its podcasts."""

    told: Told
    files: dict = field(default_factory=dict)
    at: float = NOW * SECONDS
    reads: list = field(default_factory=list)
    fails: bool = False

    def __post_init__(self):
        self.doors = Doors(
            slugs=lambda: self._read("slugs", frozenset({"meres"})),
            read=lambda slug, slot: self._read((slug, slot), self.told),
            enclosures=lambda slug: self._read("files", self.files),
            tables=inline,
            disk=inline,
        )

    def _read(self, what, value):
        self.reads.append(what)
        if self.fails:
            raise OSError("the tables are locked")
        return value

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)

    def ask(self, path, method="GET", *, headers=None, body=b"", query="") -> Answer:
        return run(call(self.doors, path, method, headers=headers, body=body, query=query))


async def call(doors, path, method="GET", *, headers=None, body=b"", query="") -> Answer:
    """One request; the caller stays until it is answered."""
    said = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": said,
        "client": ("127.0.0.1", 1),
    }
    coming, sent = [{"type": "http.request", "body": body, "more_body": False}], []

    async def receive():
        if not coming:
            await asyncio.Event().wait()
        return coming.pop()

    async def send(message):
        sent.append(message)

    await doors(scope, receive, send)
    start, *rest = sent
    assert start["type"] == "http.response.start"
    assert rest and not rest[-1].get("more_body")
    held = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], held, b"".join(message.get("body", b"") for message in rest))


def station(*rows: Row, pieces=None, versions=(), said=None, first_slot=0) -> Told:
    """What the tables of ``meres`` say; show 1 is its only show, episode 1 its only episode."""
    return Told(
        station=1,
        slug="meres",
        name={"fr": "Mères en ligne"},
        first_slot=first_slot,
        log=Log(rows, versions, pieces or {}, said or {}, 5),
        shows={1: Titled("cafe", {"fr": "Le café du matin", "ar": "قهوة الصباح"})},
        episodes={1: (UID, "Nos droits")},
    )


HOUR = Row(1, NOW - 100, NOW + 800, "grid", 7, 0, 1, 1)
"""A row that plays sound 7, ``UID``, since 100 slots."""
SOUND = {7: Piece(900, None, UID)}
ENCLOSURE = Enclosure(UID, gone=False)
