"""HTTP as uvicorn speaks it, and promptly where an answer stands ready.

Thousands of listeners ask for the same few kilobytes within the same seconds, and what uvicorn does for a request (a scope, a cycle, a
task) costs several times what sending costs. So a plain GET below ``/air/`` is looked up the moment it has come, and what the application
holds ready is sent. Whatever is not exactly plain, or not ready, goes uvicorn's way, and gives the same bytes (ADR 0020). This module is
loaded before the house is, and knows nothing of it.
"""

import asyncio
import re
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from terrain.config.bounded import Bounded

PLAIN = re.compile(
    rb"GET (/air/[a-z0-9_/.-]++) HTTP/1\.1\r\n"
    rb"(?:(?i:connection): *+(?i:keep-alive)\r\n"
    rb"|(?!(?i:connection|content-length|expect|transfer-encoding|upgrade):)[!#$%&'*+.^_`|~0-9A-Za-z-]++:[\t -~\x80-\xff]*+\r\n)*+\r\n"
)
"""A whole request (RFC 9112, §3 and §5) and nothing after it: no body, no query, no wish about the connection but that it stay."""
ZIPPED = re.compile(rb"\n(?i:accept-encoding):[^\r]*gzip")


class Prompt(Bounded):
    """A connection that answers at once what stands ready."""

    _between = True
    """Whether what comes next begins a request: the one before it has come to its end, body included."""
    _answered_at = 0.0
    _idle: asyncio.TimerHandle | None = None
    _stamp: tuple[Any, bytes] = (None, b"")
    """The headers that are uvicorn's own, the date among them, and their bytes; renewed every second, for all connections."""

    def connection_lost(self, exc: Exception | None) -> None:
        if self._idle is not None:
            self._idle.cancel()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        self._between = False
        super().on_message_begin()

    def on_message_complete(self) -> None:
        self._between = True
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        if not (data.startswith(b"GET /air/") and self._free() and self._answered(data)):
            super().data_received(data)

    def _free(self) -> bool:
        """Whether nothing is under way here: no part of a request, no answer, none that she has yet to take."""
        answering = self.cycle is not None and not self.cycle.response_complete
        return self._between and not answering and not self.flow.write_paused

    def _answered(self, data: bytes) -> bool:
        ready, asked = getattr(self.app, "ready", None), PLAIN.fullmatch(data)
        if ready is None or asked is None:
            return False
        found = ready(asked[1], b"gzip" in data and ZIPPED.search(data) is not None)
        if found is None:
            return False
        self._heard()
        self._unset_keepalive_if_required()
        self._answered_at = self.loop.time()
        if self._idle is None:
            self._idle = self.loop.call_later(self.timeout_keep_alive, self._still_there)
        self.transport.writelines((STATUS_LINE[200], self._stamped(), *found))
        self.server_state.total_requests += 1
        return True

    def _stamped(self) -> bytes:
        held, content = Prompt._stamp
        if held is not self.server_state.default_headers:
            held = self.server_state.default_headers
            content = b"".join(b"%b: %b\r\n" % pair for pair in held)
            Prompt._stamp = held, content
        return content

    def _still_there(self) -> None:
        """End a connection that asks for nothing any more; one timer, however many answers it got."""
        self._idle = None
        left = self._answered_at + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self._idle = self.loop.call_later(left, self._still_there)
        elif self._free() and self.timeout_keep_alive_task is None:
            self.transport.close()
