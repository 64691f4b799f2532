"""Every free text is asked about once when it may name somebody; nothing is refused for good."""

import pytest
from django.urls import reverse

from terrain.people import actions as people
from terrain.people.identity import Identity
from terrain.workshops.forms.series import SeriesForm
from terrain.workshops.models import Series, SeriesSession
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db
NAMED = "Kawtar El Idrissi a raconté que son oncle la frappe"
HELD = {"day": "2026-01-12", "minutes": 90, "headcount": 9}


@pytest.fixture
def browser(facilitator, client_of):
    return client_of(facilitator)


def page(name, one):
    return reverse(f"workshops:{name}", args=[one.uid])


def test_a_girl_of_the_registry_is_not_named_in_a_session_unasked(browser, group, w4i):
    people.register(Identity("Kawtar El Idrissi", sex="F"), project=w4i, by=HOUSE)
    answer = browser.post(page("new_session", group), HELD | {"worked_on": NAMED})
    assert answer.status_code == 422 and "Kawtar" in str(answer.context["form"].errors["worked_on"])
    assert 'name="as_it_is"' in answer.content.decode() and not SeriesSession.objects.exists()
    assert browser.post(page("new_session", group), HELD | {"worked_on": NAMED, "as_it_is": "on"}).status_code == 302


def cases(group, forum, proposal, kit, cards, today):
    day = today.isoformat()
    opened = {"title": "La porte", "method": "forum_theatre", "centre": "Centre de Rabat", "starts": "2026-01-05"}
    followed = {"words": "W", "spectator": "youth", "addressee": "school", "outcome": "answered", "outcome_on": day}
    kept = {"name": "Mallette", "code": "K1", "home": "Centre de Rabat", "version": 1}
    shown = {"play": "La porte", "day": "2026-02-03", "place": "Rabat"}
    yield from ((page("edit_series", group), opened | {"version": 1}, field) for field in ("title", "aim"))
    yield from ((page("new_session", group), HELD, field) for field in ("worked_on", "next_time"))
    yield from ((page("new_forum", group), shown, field) for field in ("play", "question"))
    yield from (
        (page("edit_forum", forum), {"play": "La porte", "version": 1}, field) for field in ("play", "question")
    )
    yield (page("propose", forum), {"spectator": "youth", "addressee": "school"}, "words")
    yield from ((page("proposal", proposal), followed | {"version": 1}, field) for field in ("words", "outcome_words"))
    yield from ((page("edit_kit", kit), kept, field) for field in ("name", "about"))
    yield (page("count_kit", kit), {"day": day, f"present_{cards.pk}": 3}, "note")


@pytest.mark.parametrize("words", [NAMED, "Deux semblaient dépressives."])
def test_every_free_text_is_asked_about(browser, group, forum, proposal, kit, cards, today, words):
    asked = list(cases(group, forum, proposal, kit, cards, today))
    assert len(asked) == 14
    for address, typed, field in asked:
        answer = browser.post(address, typed | {field: words})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field]), (address, field)
        assert 'name="as_it_is"' in answer.content.decode(), (address, field)


def test_the_second_thought_saves_what_was_typed(browser, proposal, today):
    typed = {
        "words": NAMED, "spectator": "youth", "addressee": "school", "outcome": "answered",
        "outcome_on": today.isoformat(), "version": 1, "as_it_is": "on",
    }  # fmt: skip
    assert browser.post(page("proposal", proposal), typed).status_code == 302
    proposal.refresh_from_db()
    assert proposal.words == NAMED


def test_what_stood_there_already_is_not_asked_about_again(group, facilitator, viewer_of):
    Series.objects.update(aim=NAMED)
    group.refresh_from_db()
    initial = SeriesForm.initial_of(group)
    typed = {**{k: v for k, v in initial.items() if v is not None}, "ends": "2026-03-01"}
    form = SeriesForm(typed, viewer=viewer_of(facilitator), series=group, initial=initial)
    assert form.is_valid() and not form.asks_again


def test_places_centres_and_organisations_are_not_asked_about(browser, group, w4i):
    words = "Une sortie de Rabat à Fès, puis au Centre de Rabat."
    assert browser.post(page("new_session", group), HELD | {"worked_on": words}).status_code == 302


@pytest.mark.parametrize(("headcount", "status"), [(1, 422), (2, 422), (3, 302), (0, 302)])
def test_a_text_on_one_or_two_is_asked_about_whatever_it_says(browser, group, headcount, status):
    typed = HELD | {"headcount": headcount, "worked_on": "Une longue conversation."}
    answer = browser.post(page("new_session", group), typed)
    assert answer.status_code == status
    if status == 422:
        assert browser.post(page("new_session", group), typed | {"as_it_is": "on"}).status_code == 302
    assert browser.post(page("new_session", group), HELD | {"headcount": headcount}).status_code == 302
