"""A real browser on a real server; what it sees is kept as pictures for the documentation."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.totp.internal import auth as totp
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import REPOSITORY
from tests.factories import give_second_factor

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PASSWORD = "quatre mots faciles"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip


LONGEST = "test_the_radio_goes_on.py"
"""Minutes of real time, nearly all of it waiting: it begins first, and the rest of the house goes on beside it."""
LOOKS = "test_every_screen.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name != LONGEST)
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.xdist_group("waiting" if item.path.name == LONGEST else "browser"))
            if item.path.name == LOOKS and connection.vendor == "postgresql":
                item.add_marker(
                    pytest.mark.skip(reason="how a screen looks is no matter of the database: SQLite's run looks")
                )
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="there is no Chromium on this machine"))


@pytest.fixture(scope="session")
def browser(live_server) -> Iterator[Browser]:
    """Closed before the server is: whatever it still asks for is answered on the tables' one connection, which ends with the server."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()
    for answering in [thread for thread in threading.enumerate() if "process_request" in thread.name]:
        answering.join(timeout=5)


@pytest.fixture
def open_browser(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Open a window of its own: ``open_browser(viewport, language)``; a script error or a request elsewhere fails."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_for(viewport=PHONE, language="fr", **options) -> Page:
        context = browser.new_context(
            viewport=viewport, locale=language, base_url=live_server.url, reduced_motion="reduce", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("console", lambda said: _note_error(said, faults))
        page.on("request", lambda asked: _note_stranger(asked.url, live_server.url, faults))
        return page

    yield open_for
    for context in contexts:
        context.close()
    assert not faults, faults


def _note_error(said, faults: list[str]) -> None:
    if said.type == "error" and "status of 4" not in said.text and "net::ERR_FAILED" not in said.text:  # a cut network
        faults.append(said.text)


def _note_stranger(url: str, home: str, faults: list[str]) -> None:
    if not url.startswith((home, "data:", "blob:", "about:")):
        faults.append(f"a page asked {url}")


@pytest.fixture
def sign_in(client_of, live_server) -> Callable[..., None]:
    """Put the session of a user, second step done, into a window; the door itself has a journey of its own."""

    def enter(page: Page, user) -> None:
        client = client_of(user)
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )

    return enter


def code_of(user) -> str:
    """The code that the user's app shows now."""
    device = give_second_factor(user)
    secret = totp.decrypt(device.data["secret"])
    return totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))


def check_accessible(page: Page) -> None:
    """WCAG 2.2 AA by axe, and nothing wider than the screen."""
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} pixels wider than the screen"


def keep_picture(page: Page, name: str, *, full: bool = False) -> None:
    """A picture for the documentation: written into ``docs/images`` when TERRAIN_PICTURES=1, else beside the tests."""
    folder = REPOSITORY / ("docs/images" if os.environ.get("TERRAIN_PICTURES") == "1" else "test-artifacts")
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(folder / f"{name}.png"), full_page=full)
