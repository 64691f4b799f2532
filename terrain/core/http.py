"""The request as views of the house see it: who looks, and whether htmx asks, are already known."""

from typing import Any

from django.http import HttpRequest
from django.urls import ResolverMatch
from django_htmx.middleware import HtmxDetails

from terrain.core.access import Viewer


class Request(HttpRequest):
    """A request after the middleware: for annotations only, Django makes the object.

    ``user`` is an account (or nobody); rules never ask it, they ask ``viewer``.
    """

    viewer: Viewer
    htmx: HtmxDetails
    user: Any
    resolver_match: ResolverMatch
