"""Pages of ``docs/reference`` that are made from the code; a stale one is a red build."""

from collections.abc import Callable
from pathlib import Path

from terrain.accounts import roles
from terrain.config import pathway_pages
from terrain.core import privacy

DOCS = Path(__file__).resolve().parent.parent.parent / "docs" / "reference"
PAGES: dict[str, Callable[[], str]] = {
    "pathways.md": pathway_pages.as_markdown,
    "privacy-map.md": privacy.privacy_map,
    "roles.md": roles.as_markdown,
}


def write_pages() -> None:
    """Write every generated page."""
    DOCS.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES.items():
        (DOCS / name).write_text(make().rstrip() + "\n", encoding="utf-8")


def stale_pages() -> list[str]:
    """Names of the pages that differ from what the code says now."""
    return [
        name
        for name, make in PAGES.items()
        if not (DOCS / name).exists() or (DOCS / name).read_text(encoding="utf-8") != make().rstrip() + "\n"
    ]
