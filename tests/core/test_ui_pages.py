"""The frames around every page, and the pages that say no."""

import gzip
import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client

from terrain.core.middleware import RefusalsSayWhy
from terrain.core.models import Job, JobState
from terrain.core.policies import Denied
from terrain.core.ui import context


def job_of(user, **fields):
    return Job.objects.create(kind="tests", owner_id=user.pk, title="Sheet of March", **fields)


def address(job):
    return f"/jobs/{job.uid}/"


def test_the_refusal_page_tells_the_reason(rf, db):
    request = rf.get("/somewhere/")
    response = RefusalsSayWhy(lambda _: None).process_exception(request, Denied("Only her caseworker sees this."))
    assert response.status_code == 403
    assert re.search(r"data-reason>Only her caseworker sees this\.<", response.content.decode())


def test_a_page_that_is_not_here_keeps_the_frame(client_of, amina):
    response = client_of(amina).get("/ar/nowhere/at/all/")
    assert response.status_code == 404
    page = response.content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert 'class="topbar' in page
    assert 'href="/nowhere/at/all/" lang="fr"' in page


def test_a_stranger_gets_the_public_frame(db):
    page = Client().get("/nowhere/").content.decode()
    assert 'class="public-header' in page
    assert "topbar" not in page


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_the_worst_pages_need_nothing(name):
    page = render_to_string(name)
    assert "core/terrain.css" in page
    assert "<h1>" in page


def test_a_form_open_too_long_is_explained(db):
    response = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "a", "password": "b"})
    assert response.status_code == 403
    assert 'class="public-header' in response.content.decode()
    assert "<ol>" in response.content.decode()


def test_a_job_moves_on_when_it_is_done(client_of, amina):
    client = client_of(amina)
    job = job_of(amina, state=JobState.DONE, next_url="/imports/1/")
    assert client.get(address(job)).headers["Location"] == "/imports/1/"
    assert client.get(address(job), headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/imports/1/"


def test_a_running_job_is_asked_again_with_and_without_scripts(client_of, amina):
    job = job_of(amina, state=JobState.RUNNING, done=3400, total=12_000, words="Reading")
    page = client_of(amina).get(address(job)).content.decode()
    assert f'href="/jobs/{job.uid}/"' in page
    assert f'hx-get="/jobs/{job.uid}/"' in page
    assert '<progress max="12000" value="3400"' in page
    assert "3\u202f400" in page


def test_the_fragment_of_a_job_is_only_the_fragment(client_of, amina):
    job = job_of(amina, state=JobState.RUNNING)
    page = client_of(amina).get(address(job), headers={"HX-Request": "true"}).content.decode()
    assert page.lstrip().startswith('<div class="stack" id="job" hx-get=')
    assert "<html" not in page


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED])
def test_a_job_that_ended_is_asked_no_more(client_of, amina, state):
    page = client_of(amina).get(address(job_of(amina, state=state, words="12 rows"))).content.decode()
    assert "hx-get" not in page
    assert "12 rows" in page
    assert f"notice--{'ok' if state == JobState.DONE else 'bad'}" in page


def test_the_job_of_another_is_not_found(client_of, amina, youssef):
    client = client_of(youssef)
    assert client.get(address(job_of(amina))).status_code == 404
    assert client.get(f"/jobs/{uuid4()}/").status_code == 404


def test_public_pages_are_light(db):
    page = Client().get("/account/login/").content
    assert b"htmx" not in page
    own = [Path(finders.find(f"core/{name}")).read_bytes() for name in ("terrain.css", "terrain.js", "icon.svg")]
    weight = sum(len(gzip.compress(part)) for part in (page, *own))
    assert weight < 25_000


def test_public_pages_have_a_way_out_and_the_truth_about_cookies(db):
    response = Client().get("/nowhere/")
    page = response.content.decode()
    assert re.search(r'<a class="quick-exit[^>]*href="https://fr\.wikipedia\.org/"[^>]*data-quick-exit', page)
    assert not response.cookies


def test_public_pages_carry_the_name_of_the_programme(db, monkeypatch):
    monkeypatch.setattr(context, "_naming", [])
    assert 'class="brand" href="/">Terrain<' in Client().get("/nowhere/").content.decode()
    context.register_house_name(lambda: {"fr": "Maisons", "ar": "بيوت"})
    assert "بيوت" in Client().get("/ar/nowhere/").content.decode()


def test_staff_pages_can_be_used_without_scripts(client_of, amina):
    page = client_of(amina).get("/account/").content.decode()
    assert '<a class="skip" href="#content">' in page
    assert re.search(r'<form method="post" action="/account/logout/">', page)
    assert page.count('<details class="menu menu--own"') == page.count('<details class="menu menu--all"') == 1
    assert "allowEval&quot;:false" in page or '"allowEval":false' in page


def test_the_demonstration_says_what_it_is(client_of, amina, settings):
    client = client_of(amina)
    assert "demo-ribbon" not in client.get("/account/").content.decode()
    settings.DEMO = True
    assert "demo-ribbon" in client.get("/account/").content.decode()


def test_the_frame_asks_the_database_nothing(db, rf, django_assert_num_queries):
    request = rf.get("/people/")
    with django_assert_num_queries(0):
        house = context.house(request)["house"]
        assert house.languages
        assert house.ways == []
