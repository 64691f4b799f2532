"""Loans: one at a time, late ones said, what came back counted."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from terrain.core.changing import ChangedMeanwhile
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.workshops.actions import kits, loans
from terrain.workshops.actions.kits import Counted, KitSaid
from terrain.workshops.actions.loans import CameBack, Lending, Lent
from terrain.workshops.models import KitCheck, Loan
from terrain.workshops.shelves import late_count
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db


def going(today, to="Centre de Fès", days=30, ago=0):
    return Lending(to, today - timedelta(ago), today + timedelta(days))


def test_a_lent_kit_is_not_lent_again(kit, lent, today):
    with pytest.raises(Lent) as told:
        loans.lend(kit, going(today), by=HOUSE)
    assert told.value.loan == lent and Loan.objects.count() == 1


def test_the_database_itself_keeps_a_kit_from_being_lent_twice(kit, lent, today):
    second = Loan(kit=kit, from_centre=lent.from_centre, to_centre=lent.to_centre, lent_on=today, due_on=today)
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


def test_two_who_lend_it_at_the_same_instant_are_one_loan(kit, lent, today, monkeypatch):
    """The second looked before the first had written: the constraint speaks, and she is told who has it."""
    look, looked = loans.open_loan, []

    def first_sees_nothing(kit):
        looked.append(kit)
        return None if len(looked) == 1 else look(kit)

    monkeypatch.setattr(loans, "open_loan", first_sees_nothing)
    with pytest.raises(Lent) as told:
        loans.lend(kit, going(today), by=HOUSE)
    assert told.value.loan == lent and Loan.objects.count() == 1


def test_a_double_click_lends_once(kit, today):
    slip = uuid4()
    first = loans.lend(kit, going(today), slip=slip, by=HOUSE)
    assert loans.lend(kit, going(today), slip=slip, by=HOUSE) == first
    assert AuditEvent.objects.filter(verb="workshops.kit_lent").count() == 1


def test_a_kit_is_not_lent_to_its_own_home_nor_back_in_time_nor_tomorrow(kit, today):
    for said in (
        going(today, to="centre de RABAT"),
        Lending("Centre de Fès", today, today - timedelta(1)),
        Lending("Centre de Fès", today + timedelta(1), today + timedelta(9)),
    ):
        with pytest.raises(Denied):
            loans.lend(kit, said, by=HOUSE)
    assert not Loan.objects.exists()


def test_a_kit_does_not_leave_before_it_came_back(kit, lent, cards, today):
    loans.give_back(lent, {cards.pk: Counted(12)}, day=today, by=HOUSE)
    with pytest.raises(Denied):
        loans.lend(kit, going(today, ago=3), by=HOUSE)
    assert loans.lend(kit, going(today), by=HOUSE).to_centre.name == "Centre de Fès"


def test_a_kit_that_ended_is_not_lent(kit, today):
    ended = kits.change_kit(kit, KitSaid("Mallette", "K1", "Centre de Rabat", ended_on=today), version=1, by=HOUSE)
    with pytest.raises(Denied):
        loans.lend(ended, going(today), by=HOUSE)


def test_what_came_back_is_counted_and_the_kit_is_home(kit, lent, cards, today):
    back = loans.give_back(lent, {cards.pk: Counted(10, 1, "worn")}, day=today, note="Racheter", by=HOUSE)
    cards.refresh_from_db()
    assert (cards.missing, cards.broken) == (2, 1)
    assert back.given_back_on == today and back.check_at_return.counts.get().present == 10
    assert loans.open_loan(kit) is None


def test_a_kit_comes_back_once(kit, lent, cards, today):
    slip = uuid4()
    for _time in range(2):
        loans.give_back(lent, {cards.pk: Counted(12)}, day=today, slip=slip, by=HOUSE)
    assert KitCheck.objects.count() == 1
    with pytest.raises(CameBack):
        loans.give_back(lent, {cards.pk: Counted(1)}, day=today, slip=uuid4(), by=HOUSE)
    cards.refresh_from_db()
    assert cards.present == 12 and KitCheck.objects.count() == 1


@pytest.mark.parametrize("days", [-11, 1])
def test_a_kit_comes_back_between_the_day_it_left_and_today(lent, cards, today, days):
    with pytest.raises(Denied):
        loans.give_back(lent, {cards.pk: Counted(12)}, day=today + timedelta(days), by=HOUSE)
    lent.refresh_from_db()
    assert lent.given_back_on is None and not KitCheck.objects.exists()


def test_a_loan_is_late_from_the_day_after_it_was_due(kit, today):
    loan = loans.lend(kit, Lending("Centre de Fès", today - timedelta(9), today), by=HOUSE)
    assert (loan.days_late(), late_count(HOUSE)) == (0, 0)
    assert loan.days_late(today + timedelta(4)) == 4
    Loan.objects.filter(pk=loan.pk).update(due_on=today - timedelta(1))
    assert late_count(HOUSE) == 1


def test_a_loan_that_came_back_late_says_so_and_is_not_late_any_more(kit, cards, today):
    loan = loans.lend(kit, Lending("Centre de Fès", today - timedelta(9), today - timedelta(5)), by=HOUSE)
    back = loans.give_back(loan, {cards.pk: Counted(12)}, day=today - timedelta(2), by=HOUSE)
    assert back.days_late(today + timedelta(100)) == 3 and late_count(HOUSE) == 0


def test_a_kit_may_stay_longer_and_two_who_say_so_are_told(lent, today):
    seen, later = lent.due_on, lent.due_on + timedelta(7)
    assert loans.extend(lent, later, seen=seen, by=HOUSE).due_on == later
    with pytest.raises(ChangedMeanwhile):
        loans.extend(lent, later + timedelta(7), seen=seen, by=HOUSE)
    with pytest.raises(Denied):
        loans.extend(lent, lent.lent_on - timedelta(1), seen=later, by=HOUSE)


def test_a_loan_that_ended_is_not_extended(lent, cards, today):
    loans.give_back(lent, {cards.pk: Counted(12)}, day=today, by=HOUSE)
    with pytest.raises(CameBack):
        loans.extend(lent, today + timedelta(60), seen=lent.due_on, by=HOUSE)


def test_whoever_only_sees_sessions_neither_lends_nor_takes_back(kit, lent, amina, stranger, viewer_of, today):
    for somebody in (amina, stranger):
        by = viewer_of(somebody)
        with pytest.raises(Denied):
            loans.lend(kit, going(today), by=by)
        with pytest.raises(Denied):
            loans.give_back(lent, {}, day=today, by=by)
        with pytest.raises(Denied):
            loans.extend(lent, today + timedelta(60), seen=lent.due_on, by=by)


def test_late_kits_of_another_project_are_not_told(kit, cards, today, stranger, viewer_of):
    loans.lend(kit, Lending("Centre de Fès", today - timedelta(9), today - timedelta(5)), by=HOUSE)
    assert late_count(HOUSE) == 1 and late_count(viewer_of(stranger)) == 0


@pytest.mark.skipif(not connection.features.has_select_for_update, reason="SQLite has one writer in all")
@pytest.mark.django_db(transaction=True)
def test_many_who_lend_one_kit_at_once_lend_it_once(kit, today):
    def lend(number: int) -> bool:
        try:
            loans.lend(kit, going(today, to=f"Centre numéro {number}"), by=HOUSE)
        except Lent:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lend, range(8))) == 1
    assert Loan.objects.count() == 1
