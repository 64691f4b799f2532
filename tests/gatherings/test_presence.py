"""Who was there: ticking, newcomers, heads without a name, minutes; and what that counts for."""

import uuid
from datetime import date

import pytest

from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.facts.models import Fact
from terrain.gatherings import actions
from terrain.gatherings.actions import ChangedMeanwhile
from terrain.gatherings.enums import ThresholdMet
from terrain.gatherings.facts import facts_of_attendance, facts_of_session
from terrain.gatherings.models import Attendance
from terrain.people.duplicates import merging
from terrain.people.identity import Identity
from terrain.people.models import Person
from terrain.programmes.models import Organisation
from tests.factories import HOUSE

AWA = Identity("Awa Ba", sex="F", phone="+212612000002")


def whole() -> bool:
    return facts.rebuild(check=True).clean


def test_a_newcomer_is_one_attendance_and_one_fact(information):
    attendance = actions.add_newcomer(information, AWA, by=HOUSE)
    fact = Fact.objects.get()
    assert fact.subject == attendance.person.subject
    assert (fact.sex, fact.day, fact.project_id) == ("F", information.day, information.project_id)
    assert whole()


def test_the_same_slip_twice_is_one_person(information):
    slip = uuid.uuid4()
    nameless = Identity("Awa Ba")
    first = actions.add_newcomer(information, nameless, slip=slip, by=HOUSE)
    second = actions.add_newcomer(information, nameless, slip=slip, by=HOUSE)
    assert first == second
    assert Person.objects.count() == 1


def test_a_newcomer_known_by_her_telephone_is_not_registered_again(information, fatou):
    attendance = actions.add_newcomer(information, Identity("DIALLO Fatou", phone="+212612000001"), by=HOUSE)
    assert attendance.person == fatou
    assert Person.objects.count() == Attendance.objects.count() == 1


def test_ticking_twice_is_ticking_once(information, training, fatou):
    actions.remove_presence(information, fatou, by=HOUSE)
    for _time in range(2):
        actions.record_presence(information, [fatou], by=HOUSE)
    assert information.attendances.count() == 1
    assert AuditEvent.objects.filter(verb="gatherings.presence_recorded").count() == 1
    assert whole()


def test_unticking_takes_the_fact_away_and_twice_is_harmless(information, fatou):
    for _time in range(2):
        actions.remove_presence(information, fatou, by=HOUSE)
    assert not Fact.objects.exists()
    assert Person.objects.filter(pk=fatou.pk).exists()


def test_a_stranger_to_the_project_is_not_ticked(training, fatou, stranger, viewer_of):
    actions.record_presence(training, [fatou], by=viewer_of(stranger))
    assert not training.attendances.exists()


def test_a_partner_ticks_whom_the_project_knows(information, fatou, partner, viewer_of):
    by = viewer_of(partner)
    actions.remove_presence(information, fatou, by=by)
    actions.record_presence(information, [fatou], by=by)
    assert information.attendances.get().person == fatou


@pytest.mark.parametrize("role", ["amina", "officer", "donor", "stranger"])
def test_whoever_holds_no_sessions_ticks_nobody(role, information, fatou, viewer_of, request):
    with pytest.raises(Denied):
        actions.remove_presence(information, fatou, by=viewer_of(request.getfixturevalue(role)))


def test_heads_without_a_name_are_counted_and_are_nobody(information):
    actions.set_headcount(information, 12, seen=0, by=HOUSE)
    fact = Fact.objects.get()
    assert (fact.subject, fact.occurrences) == (None, 12)
    actions.set_headcount(information, 0, seen=12, by=HOUSE)
    assert not Fact.objects.exists()
    assert whole()


def test_a_colleagues_headcount_is_not_overwritten(information):
    actions.set_headcount(information, 12, seen=0, by=HOUSE)
    actions.set_headcount(information, 12, seen=0, by=HOUSE)
    with pytest.raises(ChangedMeanwhile):
        actions.set_headcount(information, 9, seen=0, by=HOUSE)


@pytest.mark.parametrize(
    ("minutes", "met"),
    [(None, ThresholdMet.YES), (480, ThresholdMet.YES), (479, ThresholdMet.NO), (0, ThresholdMet.NO)],
)
def test_a_training_asks_for_eighty_percent_of_its_minutes(training, minutes, met):
    attendance = actions.add_newcomer(training, AWA, category="magistrate", by=HOUSE)
    actions.set_minutes(attendance, category="magistrate", minutes=minutes, by=HOUSE)
    assert attendance.threshold_met == met
    draft = facts_of_attendance(attendance)[0]
    assert draft.attributes == {
        "session_kind": "training",
        "category": "magistrate",
        "threshold_met": str(met),
        "topic": "training",
    }
    assert whole()


def test_a_training_without_planned_minutes_is_met_by_being_there(training):
    training.minutes = None
    assert Attendance(session=training, minutes=30).threshold_met == ThresholdMet.YES


def test_other_sessions_ask_nothing(information):
    assert Attendance(session=information, minutes=1).threshold_met == ThresholdMet.NOT_ASKED


@pytest.mark.parametrize(
    ("birth", "precision", "age"),
    [
        (date(1990, 3, 12), "day", 36),
        (date(1990, 3, 13), "day", 35),
        (date(1990, 4, 1), "month", 35),
        (date(1990, 1, 1), "year", 36),
        (None, "", None),
    ],
)
def test_age_is_counted_in_completed_years_on_the_day(information, birth, precision, age):
    who = Identity("Awa Ba", birth=birth, birth_precision=precision, phone="+212612000002")
    attendance = actions.add_newcomer(information, who, by=HOUSE)
    assert facts_of_attendance(attendance)[0].age == age


def test_a_cancelled_session_makes_no_fact(information, fatou):
    actions.set_headcount(information, 4, seen=0, by=HOUSE)
    actions.cancel_session(information, by=HOUSE)
    information.refresh_from_db()
    assert facts_of_session(information) == []
    assert facts_of_attendance(information.attendances.get()) == []


def test_whoever_may_not_say_who_came_names_no_organisation_either(training, partner, viewer_of):
    attendance = actions.add_newcomer(training, AWA, by=HOUSE)
    with pytest.raises(Denied):
        actions.detail(attendance, "Cabinet inventé", category="lawyer", minutes=None, by=viewer_of(partner))
    assert not Organisation.objects.filter(name="Cabinet inventé").exists()
    actions.detail(attendance, "Cabinet inventé", category="lawyer", minutes=None, by=HOUSE)
    assert str(attendance.organisation) == "Cabinet inventé"
    actions.detail(attendance, " ", category="lawyer", minutes=None, by=HOUSE)
    assert attendance.organisation is None


def test_the_organisation_named_on_the_second_sheet_of_one_person_was_there_too(information, fatou):
    again = actions.add_newcomer(information, Identity("Fatou Diallo"), by=HOUSE)
    actions.detail(again, "Tribunal de Salé", category="", minutes=None, by=HOUSE)
    merging.merge(fatou, again.person, [], by=HOUSE)
    kinds = list(Fact.objects.order_by("variant__kind").values_list("variant__kind", flat=True))
    assert kinds == ["attendance", "representation"]
    assert whole()
