"""Kits: what they hold, what was counted, who may say so."""

from datetime import timedelta
from uuid import uuid4

import pytest

from terrain.core.changing import ChangedMeanwhile
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.workshops.actions import kits
from terrain.workshops.actions.kits import Counted, KitSaid
from terrain.workshops.models import Centre, Kit, KitCheck, KitItem
from terrain.workshops.shelves import kits as on_shelves
from terrain.workshops.shelves import shelved
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db


def test_a_form_sent_twice_makes_one_kit(w4i):
    slip = uuid4()
    said = KitSaid("Mallette", "K7", "Centre de Rabat")
    assert kits.open_kit(w4i, said, slip=slip, by=HOUSE) == kits.open_kit(w4i, said, slip=slip, by=HOUSE)
    assert Kit.objects.count() == 1


def test_a_code_is_one_kit_of_a_project_however_it_is_typed(kit, w4i, cpe):
    with pytest.raises(Denied):
        kits.open_kit(w4i, KitSaid("Autre", " K1 ", "Centre de Rabat"), by=HOUSE)
    assert kits.open_kit(cpe, KitSaid("Autre", "K1", "Centre de Fès"), by=HOUSE).code == "K1"


def test_a_centre_is_known_again_however_it_is_written_and_lies_where_its_name_says(kit, w4i):
    other = kits.open_kit(w4i, KitSaid("Autre", "K2", "CENTRE DE RABAT"), by=HOUSE)
    assert other.home == kit.home and Centre.objects.count() == 1
    assert str(kit.home.place) == "Rabat"


def test_what_is_broken_is_part_of_what_is_there(kit, cards, today):
    with pytest.raises(Denied):
        kits.take_inventory(kit, {cards.pk: Counted(3, 4)}, day=today, by=HOUSE)
    assert not KitCheck.objects.exists()


def test_an_inventory_says_what_is_missing_and_what_was_not_counted_stays(kit, cards, puppets, today):
    kits.take_inventory(kit, {puppets.pk: Counted(2, 0, "good")}, day=today - timedelta(30), by=HOUSE)
    kits.take_inventory(kit, {cards.pk: Counted(9, 2, "worn")}, day=today, by=HOUSE)
    cards.refresh_from_db()
    puppets.refresh_from_db()
    assert (cards.missing, cards.broken, cards.condition) == (3, 2, "worn")
    assert (puppets.present, puppets.counted_on) == (2, today - timedelta(30))
    shelf = shelved(list(on_shelves(HOUSE)))[0]
    assert (shelf.missing, shelf.broken, shelf.counted_on) == (3, 2, today)


def test_an_older_count_written_later_does_not_hide_a_newer_one(kit, cards, today):
    kits.take_inventory(kit, {cards.pk: Counted(9)}, day=today, by=HOUSE)
    kits.take_inventory(kit, {cards.pk: Counted(12)}, day=today - timedelta(5), by=HOUSE)
    cards.refresh_from_db()
    assert (cards.present, cards.counted_on) == (9, today)


def test_a_kit_that_a_colleague_ended_meanwhile_is_not_counted(kit, cards, today):
    opened_before = Kit.objects.get(pk=kit.pk)
    kits.change_kit(kit, KitSaid("Mallette", "K1", "Centre de Rabat", ended_on=today), version=1, by=HOUSE)
    with pytest.raises(Denied):
        kits.take_inventory(opened_before, {cards.pk: Counted(12)}, day=today, by=HOUSE)
    assert not KitCheck.objects.exists()


def test_an_inventory_of_a_day_to_come_is_refused(kit, cards, today):
    with pytest.raises(Denied):
        kits.take_inventory(kit, {cards.pk: Counted(9)}, day=today + timedelta(1), by=HOUSE)


def test_a_past_inventory_still_says_how_many_there_should_have_been(kit, cards, today):
    check = kits.take_inventory(kit, {cards.pk: Counted(9)}, day=today, by=HOUSE)
    kits.change_item(cards, "Cartes des émotions", 9, version=cards.version, by=HOUSE)
    cards.refresh_from_db()
    assert cards.missing == 0 and check.counts.get().missing == 3


def test_things_of_another_kit_are_not_counted_with_this_one(kit, w4i, today):
    other = kits.open_kit(w4i, KitSaid("Autre", "K2", "Centre de Rabat"), by=HOUSE)
    foreign = kits.add_item(other, "Dés", 5, by=HOUSE)
    check = kits.take_inventory(kit, {foreign.pk: Counted(1)}, day=today, by=HOUSE)
    foreign.refresh_from_db()
    assert not check.counts.exists() and foreign.present is None


def test_the_same_thing_is_listed_once_and_again_after_it_was_taken_out(kit, cards):
    with pytest.raises(kits.AlreadyListed):
        kits.add_item(kit, "CARTES des emotions", 3, by=HOUSE)
    kits.take_out(cards, by=HOUSE)
    kits.take_out(cards, by=HOUSE)
    assert kits.add_item(kit, "Cartes des émotions", 3, by=HOUSE).quantity == 3
    assert AuditEvent.objects.filter(verb="workshops.item_taken_out").count() == 1


def test_a_thing_sent_twice_is_one_thing(kit):
    slip = uuid4()
    assert kits.add_item(kit, "Dés", 5, slip=slip, by=HOUSE) == kits.add_item(kit, "Dés", 5, slip=slip, by=HOUSE)
    assert KitItem.objects.filter(what="Dés").count() == 1


def test_two_who_change_a_kit_are_told(kit):
    seen = kit.version
    kits.change_kit(kit, KitSaid("Grande mallette", "K1", "Centre de Rabat"), version=seen, by=HOUSE)
    with pytest.raises(ChangedMeanwhile) as told:
        kits.change_kit(kit, KitSaid("Petite mallette", "K1", "Centre de Rabat"), version=seen, by=HOUSE)
    assert told.value.record.name == "Grande mallette"


def test_a_kit_on_loan_neither_moves_house_nor_ends(kit, lent, today):
    for said in (
        KitSaid("Mallette", "K1", "Centre de Fès"),
        KitSaid("Mallette", "K1", "Centre de Rabat", ended_on=today),
    ):
        with pytest.raises(Denied):
            kits.change_kit(kit, said, version=kit.version, by=HOUSE)
    kit.refresh_from_db()
    assert kit.in_use and kit.home.name == "Centre de Rabat"


def test_a_kit_that_ended_is_neither_counted_nor_filled(kit, cards, today):
    kit = kits.change_kit(kit, KitSaid("Mallette", "K1", "Centre de Rabat", ended_on=today), version=1, by=HOUSE)
    with pytest.raises(Denied):
        kits.take_inventory(kit, {cards.pk: Counted(9)}, day=today, by=HOUSE)
    with pytest.raises(Denied):
        kits.add_item(kit, "Dés", 5, by=HOUSE)


def test_whoever_only_sees_sessions_changes_nothing(kit, cards, amina, stranger, viewer_of, today):
    for somebody in (amina, stranger):
        by = viewer_of(somebody)
        with pytest.raises(Denied):
            kits.add_item(kit, "Dés", 5, by=by)
        with pytest.raises(Denied):
            kits.take_inventory(kit, {cards.pk: Counted(1)}, day=today, by=by)
        with pytest.raises(Denied):
            kits.take_out(cards, by=by)


def test_the_list_of_kits_asks_as_much_for_many_as_for_one(kit, w4i, lent, django_assert_num_queries):
    with django_assert_num_queries(3):
        assert [shelf.where.name for shelf in shelved(list(on_shelves(HOUSE)))] == ["Centre de Salé"]
    for number in range(2, 6):
        kits.open_kit(w4i, KitSaid("Autre", f"K{number}", "Centre de Rabat"), by=HOUSE)
    with django_assert_num_queries(3):
        assert [shelf.where.name for shelf in shelved(list(on_shelves(HOUSE)))][0] == "Centre de Salé"
