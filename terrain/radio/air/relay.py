"""Sends the station on to an Icecast server, for relays, directories and radios that know nothing else: a source client of our own.

Nothing depends on it: it reads what everybody hears, and when the other end goes away it tries again.
"""

import base64
import logging
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from terrain.core import clock
from terrain.radio.air import onair
from terrain.radio.air.windows import Window, window_at, with_tables
from terrain.radio.slots import SECONDS, begins, slot_at

log = logging.getLogger(__name__)
PATIENCE = 20.0
LONGEST_PAUSE = 60.0


class Refused(Exception):
    """The other end does not take the stream; says why."""


@dataclass(frozen=True)
class Mount:
    """Where to send: ``icecast://user:password@host:port/mount`` (``icecasts://`` over TLS)."""

    host: str
    port: int
    path: str
    user: str
    password: str
    secure: bool = False

    @classmethod
    def read(cls, address: str) -> "Mount":
        """From an address. Raises ``ValueError`` when it is not one."""
        said = urlsplit(address)
        if said.scheme not in {"icecast", "icecasts"} or not said.hostname or len(said.path) < 2:
            raise ValueError(f"not an address of an Icecast mount: {address}")
        return cls(
            said.hostname,
            said.port or 8000,
            said.path,
            unquote(said.username or "source"),
            unquote(said.password or ""),
            said.scheme == "icecasts",
        )

    def request(self, name: str) -> bytes:
        """The head of the request that begins the stream."""
        key = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        title = name.encode("ascii", "ignore").decode().strip() or "Radio"
        lines = (
            f"PUT {self.path} HTTP/1.1",
            f"Host: {self.host}:{self.port}",
            f"Authorization: Basic {key}",
            "User-Agent: Terrain",
            "Content-Type: audio/aac",
            "Ice-Public: 0",
            f"Ice-Name: {title}",
            "Expect: 100-continue",
        )
        return "\r\n".join([*lines, "", ""]).encode()

    def open(self, name: str) -> socket.socket:
        """A connection that takes the stream. Raises ``OSError`` or ``Refused``."""
        plain = socket.create_connection((self.host, self.port), timeout=PATIENCE)
        line = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host) if self.secure else plain
        line.sendall(self.request(name))
        answer = line.recv(4096).split(b"\r\n")[0].decode("latin-1")
        if " 100 " not in f"{answer} " and " 200 " not in f"{answer} ":
            line.close()
            raise Refused(answer or "closed without an answer")
        return line


def sound(slug: str, profile: str) -> Iterator[bytes]:
    """What is on air, a slot at a time, as its time comes; for ever. Raises ``LookupError`` for a station that is not there."""
    following, window = slot_at(clock.now()), None
    while True:
        told = with_tables(onair.read, slug, following)
        if told is None:
            raise LookupError(slug)
        window = window_at(told, following, window if isinstance(window, Window) else None)
        yield window.segments[profile, following].adts
        following += 1
        time.sleep(max(0.0, begins(following).timestamp() - clock.now().timestamp()))
        following = max(following, slot_at(clock.now()) - 1)


def push(slug: str, mount: Mount, profile: str = "std") -> None:
    """Send the station on until stopped; begins again after every break, later each time, at most a minute later."""
    pause = float(SECONDS)
    while True:
        began = time.monotonic()
        try:
            with mount.open(slug) as line:
                log.warning("%s is sent on to %s", slug, mount.host)
                for piece in sound(slug, profile):
                    line.sendall(piece)
        except (OSError, Refused) as error:
            log.warning("%s is not sent on to %s: %s", slug, mount.host, error)
        pause = float(SECONDS) if time.monotonic() - began > LONGEST_PAUSE else min(2 * pause, LONGEST_PAUSE)
        time.sleep(pause)
