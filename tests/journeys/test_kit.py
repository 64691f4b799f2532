"""What the kit does in a browser: leaving quickly, sending once, keeping what was typed, menus, both directions."""

import time

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESKTOP, PHONE, check_accessible

pytestmark = pytest.mark.django_db(transaction=True)
NEUTRAL = "https://fr.wikipedia.org/"


@pytest.fixture
def elsewhere(browser, live_server):
    """A window in which every other site is a page that says nothing; nothing leaves this machine."""
    context = browser.new_context(viewport=PHONE, base_url=live_server.url)
    context.route("https://**", lambda route: route.fulfill(body="neutral", content_type="text/html"))
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("way", ["click", "keys"])
def test_leaving_quickly_leaves_nothing_to_come_back_to(elsewhere, way):
    elsewhere.goto("about:blank")
    elsewhere.goto("/account/login/")
    if way == "click":
        elsewhere.locator("[data-quick-exit]").click()
    else:
        for _ in range(3):
            elsewhere.keyboard.press("Escape")
    elsewhere.wait_for_url(NEUTRAL)
    elsewhere.go_back()
    assert elsewhere.url == "about:blank"


def test_a_form_sent_twice_is_sent_once(open_browser):
    page = open_browser()
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto("/account/login/")
    page.fill("input[name=login]", "nobody@example.org")
    page.fill("input[name=password]", "wrong")

    def slowly(route):
        time.sleep(0.3)
        route.continue_()

    page.route("**/account/login/", slowly)
    page.evaluate("""() => {
      const form = document.querySelector('main form'), button = form.querySelector('button')
      button.click(); button.click(); form.requestSubmit()
    }""")
    page.locator("[data-error-summary]").wait_for()
    assert len(sent) == 1
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert page.input_value("input[name=login]") == "nobody@example.org"


def test_what_was_typed_stays_when_the_network_drops(open_browser):
    page = open_browser()
    page.goto("/account/login/")
    page.fill("input[name=login]", "amina@example.org")
    page.fill("input[name=password]", "something")
    page.context.set_offline(True)
    page.locator("main form button").first.click()
    assert page.locator("[data-network]").is_visible()
    assert page.input_value("input[name=login]") == "amina@example.org"
    page.context.set_offline(False)
    page.locator("[data-network]").wait_for(state="hidden")


def test_the_menu_opens_and_closes_by_the_keyboard(open_browser, sign_in, amina):
    page = open_browser()
    sign_in(page, amina)
    page.goto("/account/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    menu = page.locator("details.menu--all")
    menu.locator("summary").press("Enter")
    assert menu.locator("button").is_visible()
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.localName") == "summary"


def test_the_way_out_works_without_scripts(browser, live_server, client_of, amina):
    context = browser.new_context(viewport=PHONE, base_url=live_server.url, java_script_enabled=False)
    cookie = {"name": "sessionid", "value": client_of(amina).cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto("/account/")
    page.locator("details.menu--all summary").click()
    page.locator("details.menu--all form button").click()
    page.goto("/account/")
    assert "/account/login/" in page.url
    context.close()


@pytest.mark.parametrize(
    ("viewport", "scheme", "prefix"), [(PHONE, "light", "/ar"), (PHONE, "dark", ""), (DESKTOP, "light", "")]
)
def test_the_gallery_can_be_used_by_everybody(open_browser, sign_in, amina, settings, viewport, scheme, prefix):
    settings.DEMO = True
    page = open_browser(viewport, color_scheme=scheme)
    sign_in(page, amina)
    page.goto(f"{prefix}/gallery/")
    for summary in page.locator("main details > summary").all():
        summary.click()
    check_accessible(page)
