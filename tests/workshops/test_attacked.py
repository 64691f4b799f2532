"""A stranger's address, a forged key, another project's records: nothing is there."""

import pytest
from django.urls import reverse

from terrain.workshops.actions import kits, sheets
from terrain.workshops.models import Kit, KitItem, Series, SeriesSession
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db


@pytest.fixture
def theirs(cpe):
    """A kit of another project, with five dice."""
    made = kits.open_kit(cpe, kits.KitSaid("Mallette", "K1", "Centre secret de Fès"), by=HOUSE)
    kits.add_item(made, "Dés", 5, by=HOUSE)
    return made


def test_a_strangers_addresses_are_not_there(kit, lent, group, met, forum, proposal, stranger, client_of):
    browser = client_of(stranger)
    for one in (kit, group, met, forum):
        assert browser.get(one.get_absolute_url()).status_code == 404
    for name, one in (
        ("give_back", kit),
        ("new_session", group),
        ("edit_session", met),
        ("propose", forum),
        ("proposal", proposal),
        ("centre", kit.home),
    ):
        assert browser.post(reverse(f"workshops:{name}", args=[one.uid]), {}).status_code == 404


def test_lists_of_a_stranger_show_and_propose_nothing_of_ours(kit, group, theirs, stranger, client_of):
    browser = client_of(stranger)
    for name in ("home", "kits", "centres", "new_kit", "new_series"):
        told = browser.get(reverse(f"workshops:{name}")).content.decode()
        assert "Centre de Rabat" not in told and "La porte" not in told


def test_a_project_asked_for_in_the_address_opens_nothing(kit, stranger, client_of):
    told = client_of(stranger).get(reverse("workshops:kits"), {"project": "W4I"})
    assert told.status_code == 200 and not told.context["shelves"]


def test_a_kit_is_not_opened_in_a_project_of_others(w4i, stranger, client_of):
    typed = {"project": "W4I", "name": "Mallette", "code": "K1", "home": "Centre"}
    assert client_of(stranger).post(reverse("workshops:new_kit"), typed).status_code == 422
    assert not Kit.objects.exists()


def test_a_thing_is_reached_through_its_own_kit_only(kit, theirs, facilitator, client_of):
    dice = theirs.items.get()
    for name in ("item", "take_out"):
        address = reverse(f"workshops:{name}", args=[kit.uid, dice.pk])
        assert client_of(facilitator).post(address, {"what": "Rien", "quantity": 1}).status_code == 404
    assert KitItem.objects.get(pk=dice.pk).left_on is None


def test_a_kit_of_another_project_is_not_offered_to_a_series(theirs, w4i, facilitator, client_of):
    typed = {
        "project": "W4I", "title": "La porte", "method": "forum_theatre", "centre": "Centre", "starts": "2026-01-05",
        "kit": theirs.pk,
    }  # fmt: skip
    assert client_of(facilitator).post(reverse("workshops:new_series"), typed).status_code == 422
    assert not Series.objects.exists()


def test_a_draft_of_another_project_is_not_used_in_a_session(group, cpe, facilitator, client_of):
    sheet = sheets.write_sheet(cpe, sheets.SheetSaid("Secrète", "A", "S", "fr"), by=HOUSE)
    typed = {"day": "2026-01-12", "minutes": 90, "headcount": 9, "sheets": [sheet.pk]}
    answer = client_of(facilitator).post(reverse("workshops:new_session", args=[group.uid]), typed)
    assert answer.status_code == 422 and not SeriesSession.objects.exists()


def test_a_mark_used_by_a_colleague_is_a_new_mark(group, facilitator, partner, client_of):
    typed = {
        "day": "2026-01-12", "minutes": 90, "headcount": 9, "slip": "6f1c2a52-7b0e-4c0e-9a44-0d9b3c1b2f10",
    }  # fmt: skip
    for somebody in (facilitator, partner):
        client_of(somebody).post(reverse("workshops:new_session", args=[group.uid]), typed)
    assert SeriesSession.objects.count() == 2


def test_huge_and_wrong_numbers_are_said(kit, group, facilitator, client_of):
    browser = client_of(facilitator)
    wrong = {"what": "Dés", "quantity": 10**12}
    assert browser.post(reverse("workshops:add_item", args=[kit.uid]), wrong).status_code == 422
    wrong = {"day": "9999-12-31", "minutes": -1, "headcount": "neuf"}
    answer = browser.post(reverse("workshops:new_session", args=[group.uid]), wrong)
    assert answer.status_code == 422 and {"day", "minutes", "headcount"} <= set(answer.context["form"].errors)


def test_words_are_shown_as_words(group, facilitator, client_of):
    typed = {"day": "2026-01-12", "minutes": 90, "headcount": 9, "worked_on": "<script>alert(1)</script>"}
    browser = client_of(facilitator)
    browser.post(reverse("workshops:new_session", args=[group.uid]), typed)
    for shown in (group, SeriesSession.objects.get()):
        assert "<script>alert" not in browser.get(shown.get_absolute_url()).content.decode()


def test_one_mark_on_two_forms_is_two_marks(group, kit, cards, facilitator, client_of, today):
    """A page kept open in two windows, or a forged mark: each form makes its own record."""
    browser, slip = client_of(facilitator), "6f1c2a52-7b0e-4c0e-9a44-0d9b3c1b2f10"
    held = {"day": "2026-01-12", "minutes": 90, "headcount": 9, "slip": slip}
    shown = {"play": "La porte", "day": "2026-02-02", "place": "Rabat", "slip": slip}
    count = {"day": today.isoformat(), f"present_{cards.pk}": 12, "slip": slip}
    lending = {"to": "Centre de Fès", "lent_on": today.isoformat(), "due_on": today.isoformat(), "slip": slip}
    for name, one, typed in (
        ("new_session", group, held),
        ("new_forum", group, shown),
        ("count_kit", kit, count),
        ("add_item", kit, {"what": "Dés", "quantity": 1, "slip": slip}),
        ("lend", kit, lending),
    ):
        assert browser.post(reverse(f"workshops:{name}", args=[one.uid]), typed).status_code == 302, name


def test_a_name_of_nothing_but_dots_names_nothing(kit, facilitator, client_of, today):
    browser = client_of(facilitator)
    lending = {"to": "…", "lent_on": today.isoformat(), "due_on": today.isoformat()}
    assert browser.post(reverse("workshops:lend", args=[kit.uid]), lending).status_code == 422
    assert browser.post(reverse("workshops:add_item", args=[kit.uid]), {"what": "?!", "quantity": 1}).status_code == 422
