"""What a citizen reads: promised, happened, with whom, where; in four languages, without a name of staff."""

import gzip
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.translation import override

from terrain.core.texts import said
from terrain.programmes.actions import apply
from terrain.programmes.models import Project
from terrain.publicsite.cookies import COOKIES
from terrain.results.public import PublicValue
from tests.factories import HOUSE, UserFactory

LANGUAGES = {"fr": "", "ar": "/ar", "en": "/en", "it": "/it"}
PAGES = [
    "/",
    "/territories/",
    "/privacy/",
    *(f"/projects/{code}/" for code in ("W4I", "ES", "CPE", "MEL", "PIOP", "TUT")),
]


@pytest.fixture
def answered(monkeypatch):
    """Say what each target's figure is, as results would."""

    def answer(**values: PublicValue) -> None:
        found = {code.replace("_", "-"): v for code, v in values.items()}
        monkeypatch.setattr("terrain.publicsite.views.results.values", lambda code: found)

    return answer


def words(response) -> str:
    """What stands on the page, as one line of text."""
    text = re.sub(r"<(script|style|title)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return plainly(unescape(re.sub(r"<[^>]+>", " ", text)))


def plainly(text: str) -> str:
    """``text`` with every run of spaces, thin ones too, made one space."""
    return " ".join(text.split())


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(given["id"])
        if tag in {"a", "link"} and given.get("href"):
            self.found.append(given["href"])


def links(response) -> Links:
    parser = Links()
    parser.feed(response.content.decode())
    return parser


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_in_every_language(reference, citizen, page, language):
    response = citizen.get(LANGUAGES[language] + page)
    assert response.status_code == 200
    html = response.content.decode()
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in html
    assert html.count("<h1") == 1
    ids = links(response).ids
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_project_speaks_the_reader_s_language(reference, citizen, language):
    project = reference.projects[0]
    page = words(citizen.get(f"{LANGUAGES[language]}/projects/W4I/"))
    for text in (project.title, project.objectives.overall[0].text, project.results[0].text, project.targets[2].text):
        assert plainly(said(text, language)) in page


def test_the_first_page_shows_six_projects_under_their_hashtags(reference, citizen):
    page = words(citizen.get("/"))
    places = [
        page.index(f"#{tag}") for tag in ("ProgrammeMigration", "ProgrammeES", "ProgrammeDROITS", "ProgrammeSANTE")
    ]
    assert places == sorted(places)
    for project in reference.projects:
        assert plainly(said(project.title, "fr")) in page


def test_a_project_shows_promised_happened_with_whom_and_where(reference, citizen, answered):
    answered(
        W4I_T3=PublicValue(316, "computed", by_sex=(("F", 150), ("M", 160))),
        W4I_T5=PublicValue(1250, "declared", ("Counted at the doors of twelve markets.",)),
    )
    page = words(citizen.get("/en/projects/W4I/"))
    assert "about 800 migrants informed about individual self-employment" in page
    assert "316" in page and "1 250" in page
    assert "2 of 7 promises have a figure today" in page
    assert "counted from the records" in page and "declared" in page and "not yet measured" in page
    assert "women 150" in page and "men 160" in page and "the rest: too few people to be shown" in page
    assert "Counted at the doors of twelve markets." in page
    assert "European Union" in page and "Entraide Nationale" in page
    assert "surtout dans les régions du centre-nord" in page


def test_a_figure_of_zero_is_not_a_blank(reference, citizen, answered):
    answered(W4I_T3=PublicValue(0, "computed"))
    page = words(citizen.get("/en/projects/W4I/"))
    assert "1 of 7 promises has a figure today" in page
    assert page.count("not yet measured") == 6


def test_what_is_not_measured_has_no_figure(reference, citizen, answered):
    answered()
    page = citizen.get("/en/projects/W4I/")
    assert words(page).count("not yet measured") == 7
    assert "None of these promises has a figure yet." in words(page)
    assert "big-figure" not in page.content.decode()


def test_the_page_takes_its_figures_from_results(reference, citizen):
    page = words(citizen.get("/en/projects/W4I/"))
    assert "about 800" in page


def test_blanks_are_shown_as_blanks(reference, citizen):
    cpe = words(citizen.get("/en/projects/CPE/"))
    assert "Expected results: not stated" in cpe and "period not stated" in cpe
    assert "children's magistrates" in cpe
    tut = words(citizen.get("/en/projects/TUT/"))
    assert "number not stated single mothers of vulnerable categories" in tut


def test_a_closed_project_says_so_and_stays_readable(reference, citizen):
    assert "This project is closed." in words(citizen.get("/en/projects/PIOP/"))
    assert "This project is closed." not in words(citizen.get("/en/projects/MEL/"))
    assert "Closed" in words(citizen.get("/en/"))


def test_former_regions_are_kept_as_written_beside_those_of_today(reference, citizen):
    page = words(citizen.get("/en/projects/TUT/"))
    assert "Rabat-Salé-Zemmour-Zaër, Grand Casablanca, Tanger-Tetouan, Fès-Boulemane et Meknès-Tafilalet." in page
    assert re.search(r"Meknès-Tafilalet former region — Fez-Meknes , Beni Mellal-Khenifra , Draa-Tafilalet", page)


def test_every_region_says_which_projects_work_there(reference, citizen):
    response = citizen.get("/en/territories/")
    page = words(response)
    assert "Tangier-Tetouan-Al Hoceima: 3 projects" in page
    assert page.count("No project works here.") == 4
    assert "Not on the map" in page
    assert {f"MA-{n:02}" for n in range(1, 13)} <= set(links(response).ids)


def test_a_project_that_does_not_exist_is_not_found(reference, citizen):
    assert citizen.get("/projects/NONE/").status_code == 404


def test_before_a_programme_is_loaded_the_first_page_says_how(db, citizen):
    for page in ("/", "/territories/", "/privacy/", "/manifest.webmanifest"):
        assert citizen.get(page).status_code == 200
    assert "terrain init --reference" in words(citizen.get("/en/"))
    assert citizen.get("/projects/W4I/").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_no_name_of_staff_stands_on_a_public_page(reference, citizen, page):
    UserFactory(full_name="Zineb Amrani", email="zineb@example.org")
    html = citizen.get(page).content.decode()
    assert "Zineb" not in html and "zineb@" not in html


def leads_to(address: str) -> ResolverMatch | None:
    """The page that an address of this house means, in the language that it names."""
    path = address.partition("?")[0]
    with override(next((code for code, prefix in LANGUAGES.items() if prefix and path.startswith(f"{prefix}/")), "fr")):
        try:
            return resolve(path)
        except Resolver404:
            return None


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(reference, citizen, page):
    seen: dict[str, Links] = {}
    for href in links(citizen.get(page)).found:
        address, _, anchor = href.partition("#")
        if address.startswith(("https://", "mailto:")):
            continue
        if address.startswith("/static/"):
            assert finders.find(address.removeprefix("/static/")), href
            continue
        target = address or page
        match = leads_to(target)
        assert match is not None, f"{href} leads nowhere"
        if match.namespace == "public":
            if target not in seen:
                response = citizen.get(target)
                assert response.status_code == 200, href
                seen[target] = links(response) if "html" in response["Content-Type"] else Links()
            assert not anchor or anchor in seen[target].ids, href


def test_the_number_of_queries_does_not_grow_with_the_programme(reference, citizen):
    def queries(page: str) -> int:
        citizen.get(page)  # counted cells are remembered by the process from the first reading on
        with CaptureQueriesContext(connection) as made:
            citizen.get(page)
        return len(made)

    before = {page: queries(page) for page in ("/", "/territories/", "/projects/W4I/")}
    more = reference.model_copy(deep=True)
    for number in range(8):
        extra = more.projects[1].model_copy(deep=True)
        extra.code = f"X{number}"
        for part in (*extra.objectives.specific, *extra.results, *extra.targets):
            part.code = part.code.replace("ES-", f"X{number}-")
        for target in extra.targets:
            target.result = target.result.replace("ES-", f"X{number}-")
        extra.topics = []
        more.projects.append(extra)
    for number in range(20):
        extra = more.projects[0].targets[2].model_copy(update={"code": f"W4I-X{number}"})
        more.projects[0].targets.append(extra)
    apply(more, by=HOUSE)
    assert Project.objects.count() == 14
    assert {page: queries(page) for page in before} == before


@pytest.mark.parametrize("page", PAGES)
def test_a_first_visit_weighs_at_most_sixty_kilobytes(reference, citizen, page):
    weight = 0
    for language in ("", "/ar"):
        response = citizen.get(language + page)
        weight = max(weight, len(gzip.compress(response.content)))
    for href in [*links(citizen.get(page)).found, *re.findall(r'src="([^"]+)"', citizen.get(page).content.decode())]:
        if href.startswith("/static/"):
            weight += len(gzip.compress(Path(finders.find(href.removeprefix("/static/"))).read_bytes()))
    assert weight <= 60_000


@pytest.mark.parametrize("page", PAGES)
def test_reading_sets_no_cookie_and_calls_no_other_site(reference, citizen, page):
    response = citizen.get(page)
    assert not response.cookies
    html = response.content.decode()
    assert not re.search(r'\ssrc="(https?:)?//', html)
    assert not re.search(r'<link[^>]+href="(https?:)?//', html)


def test_the_cookies_of_signed_in_people_are_those_on_the_page(reference, client_of, citizen):
    page = words(citizen.get("/en/privacy/"))
    known = {cookie.name for cookie in COOKIES}
    assert all(name in page for name in known)
    browser = client_of(UserFactory())
    browser.get(reverse("account_login"))
    browser.get("/staff/")
    door = Client()
    door.get(reverse("account_login"))
    door.post(reverse("account_login"), {"login": "nobody@example.org", "password": "wrong"})
    assert set(browser.cookies) | set(door.cookies) <= known


def test_search_engines_see_the_public_pages_only(citizen):
    lines = citizen.get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *" and lines[-1] == "Disallow: /"
    assert "Allow: /projects/" in lines and "Allow: /ar/$" in lines
    assert not any("desk" in line or "people" in line for line in lines)


def test_the_manifest_names_the_programme(reference, citizen):
    content = citizen.get("/ar/manifest.webmanifest").json()
    assert content["name"] == "سوليتير في المغرب"
    assert content["start_url"] == "/ar/"


@pytest.mark.parametrize("page", ["/", "/projects/W4I/", "/territories/", "/privacy/"])
def test_public_pages_are_only_read(reference, citizen, page):
    assert citizen.post(page).status_code == 405
