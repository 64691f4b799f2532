"""Pages behind a secret address: what a browser, a search and the next site must not keep of them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from terrain.core.http import Request
from terrain.core.policies import Denied

View = Callable[..., HttpResponse]


def leaving_no_trace(view: View) -> View:
    """Not kept by a browser or a machine on the way, not found by a search, and no address told to the next site."""

    @wraps(view)
    def kept_quiet(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Denied as denied:
            response = render(request, "403.html", {"reason": denied.reason}, status=403)
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return kept_quiet
