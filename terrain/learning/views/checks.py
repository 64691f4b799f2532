"""What anybody may check of a certificate, and what verifiers of badges fetch: nothing here names anybody."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from terrain.core import clock
from terrain.core.http import Request
from terrain.core.texts import said
from terrain.learning import badge_keys, badges, certifying, checking, papers
from terrain.learning.forms.certificates import CheckNameForm
from terrain.learning.models import Certificate
from terrain.learning.views.open_pages import quiet

NAMES = {"name_here": "10/m/ip", "name_there": "30/h/key"}
"""How many names are tried from one place, and on one paper from all places together."""
FRESH = 3600
"""Seconds for which keys and the list of withdrawn badges may be kept on the way."""


@quiet
def check(request: Request, code: str) -> HttpResponse:
    """Whether a certificate holds, what it says, and, for whoever has the paper in hand, whether the name on it is the right one."""
    held = checking.by_code(code)
    if held is None:
        return render(request, "learning/checks/unknown.html", status=404)
    form = CheckNameForm(request.POST or None)
    answer = None
    if request.method == "POST" and form.is_valid():
        if not _may_try(request, code):
            return ratelimit.respond_429(request)
        answer = checking.is_name(held, form.cleaned_data["name"])
    context = _told(held) | {"form": form, "answer": answer}
    return render(request, "learning/checks/check.html", context, status=422 if form.errors else 200)


def _may_try(request: Request, code: str) -> bool:
    here = ratelimit.consume(request, app="learning", action="name_here", config=NAMES)
    return bool(here and ratelimit.consume(request, app="learning", action="name_there", config=NAMES, key=code))


def _told(held: Certificate) -> dict[str, Any]:
    erased = held.enrolment.person.erased_at is not None
    return {
        "certificate": held,
        "title": said(held.title),
        "had": certifying.hours(held.minutes),
        "due": certifying.hours(held.due_minutes),
        "dates": certifying.days(held.first_day, held.last_day, get_language() or "fr"),
        "issued_on": papers.issued_on(held),
        "withdrawn_on": timezone.localdate(held.withdrawn_at) if held.withdrawn_at is not None else None,
        "issuer": papers.issuer_name(),
        "erased": erased,
        "initials": "" if erased else checking.initials_of(held),
    }


def _json(told: Mapping[str, Any], kind: str) -> HttpResponse:
    return _fetched(HttpResponse(json.dumps(told, ensure_ascii=False), content_type=kind))


def _fetched(response: HttpResponse) -> HttpResponse:
    """Fetched by verifiers in any browser, kept for an hour at most."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={FRESH}"
    return response


@require_safe
def did_document(request: Request) -> HttpResponse:
    """The public keys of the house where ``did:web`` looks for them."""
    return _json(badges.did_document(papers.issuer()), "application/did+json")


@require_safe
def key_set(request: Request) -> HttpResponse:
    """The same as a JWKS."""
    return _json(badges.key_set(), "application/jwk-set+json")


@require_safe
def withdrawn(request: Request) -> HttpResponse:
    """Which badges are withdrawn: a signed list of bits."""
    places = Certificate.objects.exclude(withdrawn_at=None).values_list("place_in_list", flat=True)
    hour = int(clock.now().timestamp()) // FRESH
    key = badge_keys.public_keys()[0][0]
    token = _signed(tuple(sorted(places)), papers.issuer(), key, hour)
    return _fetched(HttpResponse(token, content_type="application/vc+jwt"))


@lru_cache(maxsize=4)
def _signed(places: tuple[int, ...], issuer: badges.Issuer, _key: str, hour: int) -> str:
    """The list, signed once an hour while it says the same and the key is the same: signing costs more than all the rest of a look."""
    return badges.status_list(places, issuer, datetime.fromtimestamp(hour * FRESH, UTC))
