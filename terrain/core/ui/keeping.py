"""What a page gives the device so that it may keep what is typed (``core/keep.js``)."""

import base64
from typing import Any

from django.http import HttpRequest

from terrain.core import vault
from terrain.core.access import ANONYMOUS, Viewer


def keeping(request: HttpRequest) -> dict[str, Any]:
    """``keep_key``: the key under which somebody's device seals what she types, hers alone and never stored there;
    ``keep_mark``: whose it is, without saying who. Both blank for whoever is not signed in."""
    viewer: Viewer = getattr(request, "viewer", ANONYMOUS)
    if viewer.user_id is None:
        return {"keep_key": "", "keep_mark": ""}
    who = str(viewer.user_id)
    return {
        "keep_key": base64.b64encode(vault.digest("core.keep", who)).decode(),
        "keep_mark": vault.digest("core.keep.mark", who).hex()[:12],
    }
