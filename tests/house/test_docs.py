"""The documents are true: short enough, links lead somewhere, settings and pictures are all named."""

import re

import pytest

from terrain.config.cli import make_parser
from tests import REPOSITORY

PAGES = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")])
PICTURES = sorted((REPOSITORY / "docs").rglob("*.png"))


def test_the_readme_and_the_guide_for_builders_are_short():
    assert len((REPOSITORY / "README.md").read_text().splitlines()) <= 100
    assert len((REPOSITORY / "CONTRIBUTING.md").read_text().splitlines()) <= 120


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text()):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), target


def test_every_picture_is_shown_on_a_page():
    shown = "\n".join(page.read_text() for page in PAGES)
    assert not [picture.name for picture in PICTURES if picture.name not in shown]


def test_every_setting_from_the_environment_is_documented():
    settings = (REPOSITORY / "docs/reference/settings.md").read_text()
    asked = re.compile(r"environ(?:\.get\(|\[)\"([A-Z_]+)\"")
    used = {
        name
        for path in (REPOSITORY / "terrain").rglob("*.py")
        for name in asked.findall(path.read_text())
        if name.startswith(("TERRAIN_", "EMAIL_", "DATABASE_"))
    }
    assert not [name for name in sorted(used) if f"`{name}`" not in settings]


def test_every_command_is_documented():
    words = (REPOSITORY / "docs/reference/command-line.md").read_text()
    commands = next(action.choices for action in make_parser()._actions if action.choices)
    assert not [name for name in commands if f"terrain {name}" not in words]
