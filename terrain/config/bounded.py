"""HTTP as uvicorn speaks it, within bounds: what precedes an answer is neither endless nor endlessly slow.

uvicorn's quicker parser takes headers of any size and waits for them for ever; where no nginx stands in front, one stranger could take
the memory of the server. This module is loaded before the house is, and knows nothing of it.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD = 64 << 10
"""Bytes that may come without a piece of a body among them: the headers, what follows the last chunk."""
PATIENCE = 20.0
"""Seconds from a connection, or the first byte of a request, to the end of its headers."""


class Bounded(HttpToolsProtocol):
    """A connection whose requests begin within bounds."""

    _unheard = 0
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._heard()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unheard += len(data)
        super().data_received(data)
        if self._unheard > LARGEST_HEAD and not self.transport.is_closing():
            self.send_400_response("Too much precedes the request.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        self._heard()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._unheard = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._unheard = 0
        super().on_message_complete()

    def _heard(self) -> None:
        self._unheard = 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wait(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(PATIENCE, self._give_up)

    def _give_up(self) -> None:
        self._timer = None
        if self.cycle is not None and not self.cycle.response_complete:
            self._wait()  # an answer before it is still on its way
        elif not self.transport.is_closing():
            self.transport.close()
