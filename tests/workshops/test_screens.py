"""The pages as they are used: forms, what they refuse, what two people at once are told."""

from datetime import timedelta

import pytest
from django.urls import reverse

from terrain.core.models import AuditEvent
from terrain.workshops.actions import kits, series
from terrain.workshops.models import ActivitySheet, Forum, Kit, KitCheck, Loan, Proposal, Series, SeriesSession
from tests.factories import HOUSE
from tests.workshops.conftest import JANUARY

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(facilitator, client_of):
    return client_of(facilitator)


def page(name, *args):
    return reverse(f"workshops:{name}", args=[getattr(one, "uid", one) for one in args])


def test_empty_pages_say_what_to_do_next(browser, w4i):
    for name, way in (("home", "new_series"), ("kits", "new_kit"), ("sheets", "new_sheet")):
        assert page(way) in browser.get(page(name)).content.decode()
    assert browser.get(page("centres")).status_code == 200


def test_whoever_only_sees_sessions_is_offered_no_button(kit, lent, group, met, forum, amina, client_of):
    browser = client_of(amina)
    for shown, ways in (
        (page("kits"), [page("new_kit")]),
        (kit.get_absolute_url(), [page("give_back", kit), page("edit_kit", kit), page("add_item", kit)]),
        (group.get_absolute_url(), [page("new_session", group), page("new_forum", group)]),
        (met.get_absolute_url(), [page("edit_session", met)]),
        (forum.get_absolute_url(), [page("propose", forum), page("edit_forum", forum)]),
    ):
        answer = browser.get(shown)
        assert answer.status_code == 200
        assert not [way for way in ways if way in answer.content.decode()]


def test_a_kit_is_made_filled_lent_and_taken_back(browser, w4i, today):
    typed = {"project": "W4I", "name": "Mallette", "code": "K9", "home": "Centre de Rabat"}
    browser.post(page("new_kit"), typed)
    kit = Kit.objects.get(code="K9")
    browser.post(page("add_item", kit), {"what": "Cartes", "quantity": 12, "more": "1"})
    lending = {"to": "Centre de Fès", "lent_on": today.isoformat(), "due_on": (today + timedelta(9)).isoformat()}
    browser.post(page("lend", kit), lending)
    item = kit.items.get()
    back = {"day": today.isoformat(), f"present_{item.pk}": 10, f"broken_{item.pk}": 1, f"condition_{item.pk}": "worn"}
    answer = browser.post(page("give_back", kit), back, follow=True)
    assert Loan.objects.get().given_back_on == today and KitCheck.objects.get().loan_id
    assert "Usé" in answer.content.decode()


def test_lending_a_lent_kit_says_where_it_is(browser, kit, lent, today):
    typed = {"to": "Centre de Fès", "lent_on": today.isoformat(), "due_on": today.isoformat()}
    answer = browser.post(page("lend", kit), typed, follow=True)
    assert "Centre de Salé" in str(list(answer.context["messages"])[0]) and Loan.objects.count() == 1
    assert browser.get(page("lend", kit)).status_code == 302


def test_nothing_counted_is_no_inventory_and_what_was_typed_stays(browser, kit, cards, today):
    answer = browser.post(page("count_kit", kit), {"day": today.isoformat(), "note": "Un mot à garder"})
    assert answer.status_code == 422 and "Un mot à garder" in answer.content.decode()
    typed = {"day": today.isoformat(), f"present_{cards.pk}": 2, f"broken_{cards.pk}": 3}
    assert browser.post(page("count_kit", kit), typed).status_code == 422
    assert not KitCheck.objects.exists()


def test_a_kit_that_is_not_out_does_not_come_back(browser, kit, cards, today):
    typed = {"day": today.isoformat(), f"present_{cards.pk}": 12}
    assert browser.post(page("give_back", kit), typed).status_code == 302
    assert not KitCheck.objects.exists()


def test_a_kit_stays_longer_and_a_stale_page_changes_nothing(browser, kit, lent, today):
    later, seen = lent.due_on + timedelta(7), lent.due_on
    browser.post(page("extend", kit), {"due_on": later.isoformat(), "seen": seen.isoformat()})
    assert Loan.objects.get().due_on == later
    latest = later + timedelta(7)
    browser.post(page("extend", kit), {"due_on": latest.isoformat(), "seen": seen.isoformat()})
    browser.post(page("extend", kit), {"due_on": "demain", "seen": seen.isoformat()})
    assert Loan.objects.get().due_on == later


def test_late_kits_are_said_on_both_lists_and_on_the_kit(browser, kit, lent, today):
    Loan.objects.update(due_on=today - timedelta(3))
    for shown in (page("home"), page("kits")):
        assert browser.get(shown).context["late"] == 1
    assert browser.get(kit.get_absolute_url()).context["shelf"].days_late == 3


def test_a_colleague_who_saved_first_is_shown_and_what_was_typed_stays(browser, kit):
    said = kits.KitSaid("Nom de la collègue", "K1", "Centre de Rabat")
    kits.change_kit(kit, said, version=1, by=HOUSE)
    typed = {"name": "Mon nom", "code": "K1", "home": "Centre de Rabat", "version": 1}
    answer = browser.post(page("edit_kit", kit), typed)
    told = answer.content.decode()
    assert answer.status_code == 422 and "Mon nom" in told and "Nom de la collègue" in told
    browser.post(page("edit_kit", kit), typed | {"version": answer.context["form"].data["version"]})
    assert Kit.objects.get().name == "Mon nom"


def test_a_series_its_session_and_its_public_session_are_written_down(browser, w4i, today):
    typed = {
        "project": "W4I", "title": "La porte", "method": "forum_theatre", "centre": "Centre de Rabat",
        "starts": "2026-01-05",
    }  # fmt: skip
    browser.post(page("new_series"), typed)
    group = Series.objects.get()
    held = {"day": "2026-01-12", "minutes": 90, "headcount": 9, "role_spoke": 4, "worked_on": "Des rires."}
    browser.post(page("new_session", group), held)
    met = SeriesSession.objects.get()
    assert series.roles_of(met) == {"spoke": 4}
    shown = {"play": "La porte", "day": "2026-02-02", "place": "Rabat", "audience": 40}
    browser.post(page("new_forum", group), shown)
    forum = Forum.objects.get()
    browser.post(page("propose", forum), {"words": "Attendre.", "spectator": "youth", "addressee": "school"})
    answer = browser.get(forum.get_absolute_url())
    assert answer.context["audience"] == 40 and "Attendre." in answer.content.decode()


def test_a_proposal_without_a_spectator_is_asked_again_with_its_words(browser, forum):
    answer = browser.post(page("propose", forum), {"words": "Attendre dix minutes."})
    assert answer.status_code == 422 and "Attendre dix minutes." in answer.content.decode()
    assert not Proposal.objects.exists()


def test_what_became_of_a_proposal_is_said_on_its_page(browser, proposal, today):
    typed = {
        "words": proposal.words, "spectator": "youth", "addressee": "school", "outcome": "taken_up",
        "outcome_on": today.isoformat(), "outcome_words": "Le collège l'essaie.", "version": 1,
    }  # fmt: skip
    answer = browser.post(page("proposal", proposal), typed, follow=True)
    assert "Le collège l&#x27;essaie." in answer.content.decode()
    assert browser.post(page("proposal", proposal), typed | {"outcome_on": "2025-12-31"}).status_code == 422


def test_a_diagnosis_is_asked_about_on_the_page_and_saved_on_second_thought(browser, group):
    typed = {"day": "2026-01-12", "minutes": 90, "headcount": 9, "worked_on": "Le groupe a parlé de dépression."}
    answer = browser.post(page("new_session", group), typed)
    assert answer.status_code == 422 and 'name="as_it_is"' in answer.content.decode()
    assert 'name="as_it_is"' not in browser.get(page("new_session", group)).content.decode()
    browser.post(page("new_session", group), typed | {"as_it_is": "on"})
    assert SeriesSession.objects.count() == 1


def test_a_session_taken_back_is_not_there_any_more(browser, met):
    browser.post(page("strike_session", met))
    assert browser.get(met.get_absolute_url()).status_code == 404
    assert browser.get(met.series.get_absolute_url()).context["page"].paginator.count == 0


def test_what_was_kept_for_next_time_is_shown_where_the_next_session_is_written(browser, met):
    assert "Repartir de la porte." in browser.get(page("new_session", met.series)).content.decode()


def test_a_session_changed_by_two_keeps_what_was_typed(browser, met):
    said = series.SessionSaid(series.Held(JANUARY, 90, 12))
    series.change_session(met, said, version=1, by=HOUSE)
    typed = {"day": "2026-01-12", "minutes": 90, "headcount": 7, "version": 1}
    answer = browser.post(page("edit_session", met), typed)
    assert answer.status_code == 422 and SeriesSession.objects.get().headcount == 12
    browser.post(page("edit_session", met), typed | {"version": answer.context["form"].data["version"]})
    assert SeriesSession.objects.get().headcount == 7


def test_a_sheet_is_written_changed_and_published(browser, w4i):
    typed = {"project": "W4I", "title": "Cercle", "aim": "Se connaître", "steps": "S'asseoir.", "language": "fr"}
    browser.post(page("new_sheet"), typed)
    sheet = ActivitySheet.objects.get()
    browser.post(page("edit_sheet", sheet), typed | {"title": "Le cercle", "version": 1})
    browser.post(page("publish_sheet", sheet))
    sheet.refresh_from_db()
    assert sheet.title == "Le cercle" and not sheet.is_draft


def test_a_centre_is_laid_where_it_is_and_an_unknown_town_is_said(browser, kit):
    address = page("centre", kit.home)
    assert browser.post(address, {"name": "Centre", "town": "Nulle part", "version": 1}).status_code == 422
    browser.post(address, {"name": "Centre", "town": "Fès", "version": 1})
    kit.home.refresh_from_db()
    assert (kit.home.name, str(kit.home.place)) == ("Centre", "Fès")


def test_every_change_leaves_a_trace_without_a_name(browser, kit, today):
    typed = {
        "to": "Centre de Fès", "handed_to": "Meriem Secrète", "lent_on": today.isoformat(),
        "due_on": today.isoformat(),
    }  # fmt: skip
    browser.post(page("lend", kit), typed)
    event = AuditEvent.objects.get(verb="workshops.kit_lent")
    assert "Meriem" not in str(event.detail) and Loan.objects.get().handed_to == "Meriem Secrète"


def test_lists_ask_as_much_for_many_as_for_one(browser, group, met, w4i, django_assert_max_num_queries):
    with django_assert_max_num_queries(40) as first:
        browser.get(page("home"))
    for number in range(5):
        said = series.SeriesSaid(f"Autre {number}", "talking_circle", "Centre de Rabat", JANUARY)
        series.open_series(w4i, said, by=HOUSE)
    with django_assert_max_num_queries(len(first)):
        browser.get(page("home"))


def test_a_choice_that_a_colleague_changed_is_told_in_words(browser, group):
    said = series.SeriesSaid("La porte", "image_theatre", "Centre de Rabat", group.starts)
    series.change_series(group, said, version=1, by=HOUSE)
    typed = {
        "title": "La porte", "method": "talking_circle", "centre": "Centre de Rabat", "starts": "2026-01-05", "version": 1,
    }  # fmt: skip
    answer = browser.post(page("edit_series", group), typed)
    assert answer.status_code == 422
    [told] = answer.context["form"].errors["method"]
    assert "Théâtre-image" in told and "image_theatre" not in told
