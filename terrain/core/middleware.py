"""What every request passes: reading never writes, refusals say why, the browser gets a strict policy."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from terrain.core import audit, vault
from terrain.core.access import ANONYMOUS, Viewer
from terrain.core.policies import Denied

Response = Callable[[HttpRequest], HttpResponse]
WRITES = re.compile(r"\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO)\s+[\"`]?(\w+)", re.IGNORECASE)
KEPT_BY_THE_FRAMEWORK = ("django_session", "mfa_", "account_", "django_cache", "accounts_attempt", "accounts_user")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; media-src 'self' blob:; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)


LARGEST_BODY, LARGEST_OF_STRANGERS = 720 << 20, 24 << 20
"""Bytes that a request may bring: the largest file that anybody may upload, and what somebody sends who never signed in here."""


class NotTooLarge:
    """A body that is larger than anything this house takes is refused before it is read: it would only fill the disk.

    Django itself takes a file of any size and asks the view afterwards. Stands before whatever reads a form.
    """

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        size = request.META.get("CONTENT_LENGTH") or "0"
        known = settings.SESSION_COOKIE_NAME in request.COOKIES
        if not size.isdecimal() or int(size) > (LARGEST_BODY if known else LARGEST_OF_STRANGERS):
            words = _("This is too large: nothing of it was kept.")
            return HttpResponse(str(words), status=413, content_type="text/plain; charset=utf-8")
        return self.get_response(request)


class WriteWhileReading(RuntimeError):
    """A GET tried to change the records."""


def _refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    match = WRITES.match(sql)
    if match and not match.group(2).lower().startswith(KEPT_BY_THE_FRAMEWORK):
        raise WriteWhileReading(sql[:120])
    return execute(sql, params, many, context)


class ReadOnlyGet:
    """A safe method changes nothing; what was read is written into the audit after the response is made."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            response = self.get_response(request)
        else:
            with ExitStack() as stack:
                for connection in connections.all(initialized_only=False):
                    stack.enter_context(connection.execute_wrapper(_refuse_writes))
                response = self.get_response(request)
        audit.write_reads(request)
        return response


REFUSED_AGAIN = 600
"""Seconds within which the same refusal of the same person is one event."""


def _note_refusal(request: HttpRequest, viewer: Viewer) -> None:
    """Which page was refused, and a fingerprint of its address: the address itself could lead to somebody."""
    path = vault.digest("core.path", request.path).hex()[:16]
    if cache.add(f"core.refused:{viewer.user_id}:{request.method}:{path}", True, REFUSED_AGAIN):
        match = request.resolver_match
        page = match.view_name if match is not None else ""
        audit.note_read(request, "core.refused", detail={"page": page, "path": path})


class RefusalsSayWhy:
    """A ``Denied`` that reaches the door becomes a page with its reason, and an event in the audit."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Denied):
            return None
        viewer = getattr(request, "viewer", ANONYMOUS)
        if viewer.is_signed_in:
            _note_refusal(request, viewer)
        return render(request, "403.html", {"reason": exception.reason}, status=403)


class BrowserPolicy:
    """Headers that keep the page to itself: no third party, no framing, no referrer."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(self)")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        viewer = getattr(request, "viewer", ANONYMOUS)
        if viewer.is_signed_in and not settings.DEBUG:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class Acknowledged:
    """Tells the device that what it kept of a form has arrived (``core/keep.js``): the answer to a form that was accepted.

    Accepted is what a view answers by leading on; a page shown again, a refusal, or a way to the sign-in acknowledges nothing.
    Stands last, so that a form which never reached its view is not acknowledged either.
    """

    TOKEN = re.compile(r"[A-Za-z0-9]{6,24}")

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not (getattr(request, "reached", False) and 300 <= response.status_code < 400):
            return response
        token = request.POST.get("kept", "")
        if self.TOKEN.fullmatch(token):
            response.set_cookie("acknowledged", token, max_age=600, samesite="Lax", httponly=False)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        request.__dict__["reached"] = request.method == "POST"
