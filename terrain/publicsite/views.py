from collections.abc import Iterable
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from terrain.core.texts import said
from terrain.network import public as network
from terrain.programmes import public as programmes
from terrain.programmes.public import ProjectCard, PublicPartner
from terrain.publicsite import promises, tilemap
from terrain.publicsite.cookies import COOKIES
from terrain.radio import public as radio
from terrain.results import public as results

ROLES = ("lead", "donor", "cofunder", "partner", "public_authority")
OPEN = ("$", "projects/", "territories/", "privacy/", "radio/", "calendar/public", "campaign/", "directory/", "static/")
LANGUAGES = ("", "ar/", "en/", "it/")


def _by_hashtag(cards: Iterable[ProjectCard]) -> list[tuple[str, list[ProjectCard]]]:
    """Projects under their hashtags, both in the programme's order."""
    found: dict[str, list[ProjectCard]] = {}
    for card in cards:
        found.setdefault(card.hashtag, []).append(card)
    return list(found.items())


def _by_role(partners: Iterable[PublicPartner]) -> list[tuple[str, list[PublicPartner]]]:
    """Organisations by what they are in the project, whoever answers for it and whoever pays first."""
    ordered = sorted(partners, key=lambda partner: ROLES.index(partner.role))
    return [(label, list(group)) for label, group in groupby(ordered, key=lambda partner: partner.role_label)]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the programme is, its projects under their hashtags, and where they work."""
    cards, regions = programmes.projects(), programmes.regions()
    page = {
        "programme": programmes.programme(),
        "radios": radio.stations(),
        "directory": network.any_shown(),
        "hashtags": _by_hashtag(cards),
        "projects": len(cards),
        "targets": sum(card.targets for card in cards),
        "regions": [tile for tile in tilemap.in_words(regions) if tile.projects],
        "map": tilemap.rows(regions),
    }
    return render(request, "public/home.html", page)


@require_safe
def project(request: HttpRequest, code: str) -> HttpResponse:
    """One project: what was promised, what happened, with whom, where."""
    found = programmes.project(code)
    if found is None:
        raise Http404
    chapters = promises.chapters(found, results.values(code))
    page = {
        "project": found,
        "radio": radio.station_of(code),
        "chapters": chapters,
        "measured": promises.measured(chapters),
        "roles": _by_role(found.partners),
        "map": tilemap.rows(programmes.regions(), here=found.card.regions),
    }
    return render(request, "public/project.html", page)


@require_safe
def territories(request: HttpRequest) -> HttpResponse:
    """Every region and the projects that work there; projects that name no region are listed apart."""
    cards, regions = programmes.projects(), programmes.regions()
    page = {
        "map": tilemap.rows(regions),
        "regions": [
            (tile, [card for card in cards if card.code in tile.projects]) for tile in tilemap.in_words(regions)
        ],
        "unplaced": [card for card in cards if not card.regions],
    }
    return render(request, "public/territories.html", page)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, how it is protected, and which cookies exist."""
    return render(request, "public/privacy.html", {"cookies": COOKIES})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines read the public pages and nothing else."""
    lines = [
        "User-agent: *",
        *(f"Allow: /{language}{way}" for language in LANGUAGES for way in OPEN),
        "Disallow: /",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Lets a phone keep the public pages on its first screen."""
    found = programmes.programme()
    content = {
        "name": said(found.name) if found else "Terrain",
        "start_url": reverse("public:home"),
        "display": "browser",
        "icons": [{"src": static("core/icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(content, content_type="application/manifest+json")
