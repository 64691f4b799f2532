"""The gallery shows the whole kit, and the kit's colours can be read."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from terrain.core.templatetags import ui
from tests import REPOSITORY

TEMPLATES = REPOSITORY / "terrain" / "core" / "templates" / "core"
CSS = Path(finders.find("core/terrain.css")).read_text()
SURFACES = ("paper", "sand")
ON_SURFACES = ("ink", "ink-soft", "link", "accent", "ok", "warn", "bad", "info")
PAIRS = [
    *((text, surface) for text in ON_SURFACES for surface in SURFACES),
    *((tone, f"{tone}-soft") for tone in ("ok", "warn", "bad", "info")),
    *(("ink", f"{tone}-soft") for tone in ("ok", "warn", "bad", "info", "accent")),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    ("deep-ink", "deep"),
    ("deep-soft", "deep"),
]
SHAPES = [("edge", "paper"), ("edge", "sand"), ("fill", "track"), ("focus", "paper"), ("ink", "track")]


@pytest.fixture
def shown(client_of, amina, settings):
    """What the gallery shows in a language, in a demonstration."""
    settings.DEMO = True
    client = client_of(amina)
    return lambda prefix="": client.get(f"{prefix}/gallery/?messages=1")


def test_the_gallery_is_shown_in_french_and_arabic(shown):
    french, arabic = shown(), shown("/ar")
    assert '<html lang="fr" dir="ltr">' in french.content.decode()
    assert '<html lang="ar" dir="rtl">' in arabic.content.decode()
    for page in (french.content.decode(), arabic.content.decode()):
        assert re.search(r'scheme-light" lang="(fr|ar)"', page)
        assert re.search(r'scheme-dark" lang="(ar|fr)" dir="(rtl|ltr)"', page)


def test_the_gallery_is_for_those_who_build(client_of, amina, client):
    assert client_of(amina).get("/gallery/").status_code == 404
    assert client.get("/gallery/").status_code in {302, 404}


def test_every_component_is_in_the_gallery(shown):
    used = {template.name for template in shown().templates if template.name}
    components = {f"core/components/{path.name}" for path in (TEMPLATES / "components").glob("*.html")}
    assert len(components) > 15
    assert components - used == set()


def test_every_tag_and_filter_is_in_the_gallery():
    source = "".join(path.read_text() for path in (TEMPLATES / "gallery").glob("*.html"))
    missing = [name for name in ui.register.tags if not re.search(rf"{{% {name}\b", source)]
    missing += [name for name in ui.register.filters if not re.search(rf"\|{name}\b", source)]
    assert not missing


def test_every_class_of_the_kit_is_styled():
    promised = (
        "stack cluster grid card button button--secondary button--quiet button--danger tag tag--ok tag--warn tag--bad "
        "tag--info notice notice--info notice--ok notice--warn notice--bad table empty big-figure crumbs tabs steps "
        "choice visually-hidden no-print only-print number muted sheet"
    )
    assert not [name for name in promised.split(" ") if not re.search(rf"\.{name}(?![\w-])", CSS)]


def test_no_id_stands_twice(shown):
    ids = re.findall(r'\sid="([^"]+)"', shown().content.decode())
    assert [name for name, times in Counter(ids).items() if times > 1] == []


def tokens(selector: str) -> dict[str, str]:
    """The colours declared for a scheme: name → #rrggbb."""
    block = re.search(rf"{selector}\s*{{([^}}]*--paper[^}}]*)}}", CSS).group(1)
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", block))


LIGHT = tokens(r":root, \.scheme-light")
DARK = tokens(r"@media \(prefers-color-scheme: dark\) {\s*:root")


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two colours, 1 to 21."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_in_both_schemes(scheme):
    weak = {pair: round(contrast(scheme[pair[0]], scheme[pair[1]]), 2) for pair in PAIRS}
    assert not {pair: ratio for pair, ratio in weak.items() if ratio < 4.5}


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_shapes_can_be_seen_in_both_schemes(scheme):
    weak = {pair: round(contrast(scheme[pair[0]], scheme[pair[1]]), 2) for pair in SHAPES}
    assert not {pair: ratio for pair, ratio in weak.items() if ratio < 3}


def test_the_two_ways_to_darkness_agree():
    assert tokens(r"\n  \.scheme-dark") == DARK
    assert set(DARK) == set(LIGHT)


def test_the_stylesheet_mirrors_by_direction_alone():
    physical = r"(?:margin|padding|border)-(?:left|right|top|bottom)|(?<![\w-])(?:left|right):|text-align: (?:left|right)|float: (?:left|right)"
    assert not re.findall(physical, CSS)


def test_the_stylesheet_uses_layers_and_stays_small():
    assert CSS.startswith("@layer reset, tokens, base, components, pages;")
    own = CSS.split("@layer pages {", 1)[0]
    assert len(own.encode()) < 30_000
