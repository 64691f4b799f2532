"""What the server runs: the radio's sound answered by itself, every page by Django in threads that keep their connections."""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from importlib import import_module
from typing import Any

from a2wsgi import WSGIMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terrain.config.settings")
pages: Any = WSGIMiddleware(
    import_module("terrain.config.wsgi").application, workers=int(os.environ.get("TERRAIN_THREADS", "4"))
)
air: Any = import_module("terrain.radio.air.doors").application

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class House:
    """``/air/…`` is the radio's; everything else is a page."""

    ready = staticmethod(air.ready)
    """What of the air can be answered at once (``config.prompt`` asks)."""

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request, or begin and end with the server."""
        if scope["type"] == "lifespan":
            await air(scope, receive, send)
        elif scope["type"] == "http":
            await (air if scope["path"].startswith("/air/") else pages)(scope, receive, send)


application = House()
