"""How long a session lives: thirty minutes without a request, twelve hours in all, and what was typed survives both.

A session carries two instants (seconds since 1970): when it began, and when it was last used (renewed at most once a
minute, so that reading pages writes next to nothing).
"""

import json
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from terrain.accounts.enums import SessionEnd
from terrain.accounts.models import User
from terrain.core import clock

BEGAN, SEEN, KEPT = "accounts.began", "accounts.seen", "accounts.kept"
SECOND_FACTOR_DONE = "accounts.second_factor"
PAIRED = "accounts.paired"
KEPT_COOKIE = "terrain_kept"
KEPT_SECONDS = 3600
KEPT_BYTES = 200_000
RENEW_AFTER = 60
IDLE_SECONDS = 30 * 60
LONGEST_SECONDS = 12 * 3600


def begin(request: HttpRequest) -> None:
    """Mark the session of ``request`` as beginning now."""
    now = clock.now().timestamp()
    request.session[BEGAN] = request.session[SEEN] = now


def end_of(request: HttpRequest, user: User) -> SessionEnd | None:
    """Why the session is over, or None while it lives; a living session is renewed."""
    now = clock.now().timestamp()
    began, seen = request.session.get(BEGAN), request.session.get(SEEN)
    if user.is_demo and not settings.DEMO:
        return SessionEnd.DEMO
    if began is None or seen is None:
        begin(request)
        return None
    if user.sessions_from is not None and began < user.sessions_from.timestamp():
        return SessionEnd.CALLED_BACK
    if now - seen > IDLE_SECONDS:
        return SessionEnd.IDLE
    if now - began > LONGEST_SECONDS:
        return SessionEnd.LONGEST
    if now - seen > RENEW_AFTER:
        request.session[SEEN] = now
    return None


@dataclass(frozen=True)
class Kept:
    """What somebody had typed when their session ended: where it was going, and the fields with their values."""

    path: str
    fields: list[tuple[str, list[str]]]
    files_lost: bool


def keep_typed(request: HttpRequest, user_id: int) -> str | None:
    """Put what was posted aside, for the same user only; returns the key that only the browser gets.

    The session holds the ciphertext, the browser the key: neither alone can be read. ``None``: nothing worth keeping.
    """
    fields = [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
    body = json.dumps(
        {"user": user_id, "path": request.get_full_path(), "fields": fields, "files": bool(request.FILES)}
    ).encode()
    if not fields or len(body) > KEPT_BYTES:
        return None
    key = Fernet.generate_key()
    request.session[KEPT] = Fernet(key).encrypt(body).decode()
    return key.decode()


def hand_over_key(response: HttpResponse, key: str) -> None:
    """Give the browser the key to what was kept."""
    response.set_cookie(
        KEPT_COOKIE, key, max_age=KEPT_SECONDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def typed_by(request: HttpRequest, user_id: int) -> Kept | None:
    """What the user had typed before the session ended, or None (nothing, too old, or somebody else's)."""
    sealed, key = request.session.get(KEPT), request.COOKIES.get(KEPT_COOKIE)
    if not sealed or not key:
        return None
    try:
        body = json.loads(Fernet(key.encode()).decrypt(sealed.encode(), ttl=KEPT_SECONDS))
    except (InvalidToken, ValueError):
        return None
    if body["user"] != user_id:
        return None
    return Kept(body["path"], [(name, values) for name, values in body["fields"]], body["files"])
