"""A merge holds against what happens around it: sheets, imports taken back, corrections, second tabs, other rooms."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.facts.counting import Book, Selection
from terrain.gatherings import attendees
from terrain.gatherings.actions import Particulars, add_newcomer, open_session, record_presence, remove_presence
from terrain.gatherings.models import Session
from terrain.people import actions as people
from terrain.people import directory
from terrain.people.duplicates import finding, merging
from terrain.people.identity import Identity
from terrain.people.models import DuplicatePair, Meeting, Merge, Person
from terrain.people.models.duplicates import PairState
from terrain.people.recognition import recognise
from terrain.programmes.models import Project
from terrain.results.actions import take_snapshot
from terrain.results.periods import WHOLE
from terrain.results.witnesses import causes_of
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db
BORN = {"birth": date(1991, 1, 1), "birth_precision": "year", "sex": "F"}


def session(project, day=12):
    said = Particulars("information_session", date(2026, 3, day), "Rabat", f"Information {day}")
    return open_session(project, said, by=HOUSE)


def came(where, name, **said):
    return add_newcomer(where, Identity(name, **said), by=HOUSE).person


@pytest.fixture
def cpe():
    return Project.objects.exclude(code__startswith="W4I").order_by("pk").first()


@pytest.fixture
def two(w4i):
    first = came(session(w4i), "Khadija El Khattabi", **BORN)
    return first, came(session(w4i, 13), "خديجة الخطابي", phone="+212612345671", **BORN)


@pytest.fixture
def pair(two):
    finding.find_all()
    return DuplicatePair.objects.get()


def fresh(person):
    return Person.objects.select_related("key").get(pk=person.pk)


def women(project) -> int:
    return Book.read([project.pk]).tally([project.pk], [Selection("attendance")]).distinct


def times(project) -> int:
    return Book.read([project.pk]).tally([project.pk], [Selection("attendance")]).occurrences


def true() -> bool:
    return facts.rebuild(check=True).clean


def test_who_stands_twice_on_a_sheet_is_read_once_and_unticked_whole(w4i):
    where = session(w4i)
    one, other = came(where, "Khadija El Khattabi"), came(where, "خديجة الخطابي")
    merging.merge(one, other, [], by=HOUSE)
    shown = attendees.for_sheet(where, HOUSE, lately=True)
    assert [(attendee.name, attendee.present) for attendee in shown] == [("Khadija El Khattabi", True)]
    remove_presence(where, fresh(one), by=HOUSE)
    assert not where.attendances.exists() and times(w4i) == 0 and true()


def test_a_sheet_names_the_one_found_and_ticks_her_no_second_time(two, w4i):
    merging.merge(*two, [], by=HOUSE)
    where = Session.objects.get(day=date(2026, 3, 13))
    assert [attendee.uid for attendee in attendees.for_sheet(where, HOUSE, lately=True)] == [two[0].uid]
    record_presence(where, [fresh(two[0])], by=HOUSE)
    assert where.attendances.count() == 1 and true()
    assert [one.uid for one in attendees.answering(where, "khadija", HOUSE)] == [two[0].uid]


def test_lists_of_any_room_name_the_one_absorbed_as_the_one_she_is(two, amina, stranger, viewer_of):
    merging.merge(*two, [], by=HOUSE)
    absorbed = fresh(two[1])
    assert [entry.name for entry in directory.entries([absorbed], viewer_of(amina))] == ["Khadija El Khattabi"]
    assert [entry.name for entry in directory.entries([absorbed], viewer_of(stranger))] == [""]
    assert sorted(absorbed.selves) == sorted(fresh(two[0]).selves)


def test_taking_a_table_back_leaves_a_merged_person_whole_or_takes_her_whole(w4i):
    table = [Identity("Khadija El Khattabi", phone="+212612345671"), Identity("خديجة الخطابي", phone="+212612345672")]
    one, other = people.register_many(recognise(table), table, project=w4i, by=HOUSE)
    merging.merge(one, other, [], by=HOUSE)
    assert people.remove_unused([other.pk], by=HOUSE) == 2
    assert not Person.objects.exists() and not Merge.objects.exists()


def test_taking_a_table_back_keeps_who_was_also_written_by_hand(two, w4i):
    Meeting.objects.filter(person=two[1]).update(by_hand=False)
    held = merging.merge(*two, [], by=HOUSE).merge
    assert people.remove_unused([person.pk for person in two], by=HOUSE) == 0
    assert Merge.objects.get() == held and Meeting.objects.filter(person__in=two).count() == 2


def test_a_project_that_knew_her_by_a_merge_only_knows_her_no_more_once_it_is_undone(w4i, cpe, stranger, viewer_of):
    one = came(session(w4i), "Khadija El Khattabi")
    other = came(session(cpe), "خديجة الخطابي")
    assert not Person.objects.known_to([cpe.pk]).filter(pk=one.pk).exists()
    held = merging.merge(one, other, [], by=HOUSE).merge
    assert Person.objects.known_to([cpe.pk]).filter(pk=one.pk).exists()
    merging.part(held, by=HOUSE)
    assert not Person.objects.known_to([cpe.pk]).filter(pk=one.pk).exists()
    assert Person.objects.known_to([cpe.pk]).filter(pk=other.pk).exists() and true()


def test_a_correction_stays_when_a_merge_is_undone_and_nothing_of_the_other_one_does(two, w4i):
    held = merging.merge(*two, ["full_name"], by=HOUSE).merge
    person = fresh(two[0])
    said = person.identity()
    people.correct(person, Identity("خديجة الخطابي", phone=said.phone, card="AB123456", **BORN), by=HOUSE)
    merging.part(held, by=HOUSE)
    kept = fresh(two[0]).sealed()
    assert (kept.full_name, kept.card, kept.phone) == ("Khadija El Khattabi", "AB123456", "")
    assert kept.names == () and kept.phones == ()
    assert people.register(Identity("خديجة الخطابي", phone="+212612345671"), project=w4i, by=HOUSE) == two[1]


def test_merges_come_apart_last_first_and_the_refusal_says_which_stands_in_the_way(two, w4i):
    third = came(session(w4i, 14), "Khadija Khattabi", phone="+212612345673")
    first = merging.merge(two[0], two[1], [], by=HOUSE).merge
    second = merging.merge(fresh(two[0]), third, [], by=HOUSE).merge
    with pytest.raises(Denied, match=third.mark):
        merging.part(first, by=HOUSE)
    merging.part(second, by=HOUSE)
    merging.part(first, by=HOUSE)
    assert fresh(two[0]).sealed().all_names == ["Khadija El Khattabi"] and women(w4i) == 3 and true()


def test_nothing_known_is_replaced_by_nothing(w4i):
    one = came(session(w4i), "Khadija El Khattabi", phone="+212612345671", **BORN)
    other = came(session(w4i, 13), "Khadija Khattabi")
    merging.merge(one, other, ["sex", "birth", "phone", "card", "nationality"], by=HOUSE)
    kept = fresh(one)
    assert (kept.sex, kept.birth_date, kept.sealed().phone) == ("F", date(1991, 1, 1), "+212612345671")


def test_the_second_of_two_who_decide_is_told_what_the_first_said(two, pair, youssef, client_of):
    client, where = client_of(youssef), reverse("people:merge", args=[pair.pk])
    said = {"kept": str(two[0].pk), "seen": str(merging.Seen.of(pair)), "sure": "1"}
    merging.decide(pair, PairState.DIFFERENT, by=HOUSE)
    answer = client.post(where, said, follow=True)
    assert "deux personnes" in answer.content.decode() and not Merge.objects.exists()


def test_a_page_of_somebody_corrected_meanwhile_merges_nothing(two, pair, youssef, client_of):
    client, where = client_of(youssef), reverse("people:merge", args=[pair.pk])
    said = {"kept": str(two[0].pk), "seen": str(merging.Seen.of(pair)), "sure": "1"}
    people.correct(two[0], Identity("Khadija Khattabi", **BORN), by=HOUSE)
    answer = client.post(where, said, follow=True)
    assert answer.redirect_chain and not Merge.objects.exists()
    assert client.post(where, said | {"seen": "garbled"}).status_code == 302


def test_the_power_to_merge_elsewhere_is_not_enough(two, pair, amina, cpe, viewer_of):
    viewer = viewer_of(amina)
    elsewhere = replace(viewer, grants=viewer.grants | {("people.merge", cpe.pk)})
    with pytest.raises(Denied):
        merging.merge(*two, [], by=elsewhere)


def test_the_queue_asks_as_often_for_many_pairs_as_for_one(w4i, two, pair, youssef, client_of):
    client = client_of(youssef)
    client.get(reverse("people:duplicates"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("people:duplicates"))
    where = session(w4i, 20)
    more = [came(where, f"Personne Essai{n}") for n in range(6)]
    for first, second in zip(more[::2], more[1::2], strict=True):
        finding.keep(first, second, 0.9, "likely", ["same_name"])
    with CaptureQueriesContext(connection) as many:
        page = client.get(reverse("people:duplicates")).content.decode()
    assert "Personne Essai5" in page and len(many) == len(one)


def test_the_queue_can_be_read_for_one_project(two, pair, cpe, director, client_of):
    where = session(cpe)
    one, other = came(where, "Personne Premiere"), came(where, "Personne Seconde")
    finding.keep(one, other, 0.9, "likely", ["same_name"])
    page = client_of(director).get(reverse("people:duplicates"), {"project": cpe.code}).content.decode()
    assert "Premiere" in page and "Khattabi" not in page


@pytest.mark.parametrize("by_table", [False, True])
def test_whoever_is_written_down_is_compared_without_anybody_asking(
    by_table, w4i, cpe, django_capture_on_commit_callbacks
):
    known = came(session(w4i), "Khadija El Khattabi", **BORN)
    said = Identity("خديجة الخطابي", **BORN)
    with django_capture_on_commit_callbacks(execute=True):
        if by_table:
            people.register_many(recognise([said]), [said], project=cpe, by=HOUSE)
        else:
            people.register(said, project=cpe, by=HOUSE)
    found = DuplicatePair.objects.get()
    assert known.pk in {found.first_id, found.second_id} and "name_across_scripts" in found.reasons


def test_whoever_is_corrected_is_compared_again(w4i, django_capture_on_commit_callbacks):
    came(session(w4i), "Khadija El Khattabi", phone="+212612345671", **BORN)
    other = came(session(w4i, 13), "Personne Essai", **BORN)
    with django_capture_on_commit_callbacks(execute=True):
        people.correct(other, Identity("Khadija Khattabi", **BORN), by=HOUSE)
    assert DuplicatePair.objects.count() == 1


def test_searching_finds_her_for_a_project_only_while_the_merge_stands(w4i, cpe):
    one = came(session(w4i), "Khadija El Khattabi")
    other = came(session(cpe), "Personne Essai")
    viewer = Viewer(user_id=None, grants=frozenset({("people.view", cpe.pk), ("people.identify", cpe.pk)}))
    assert directory.search(viewer, "khattabi").total == 0
    held = merging.merge(one, other, [], by=HOUSE).merge
    assert directory.search(viewer, "khattabi").pks == [one.pk]
    merging.part(held, by=HOUSE)
    assert directory.search(viewer, "khattabi").total == 0
    assert directory.search(viewer, "essai").pks == [other.pk]


@pytest.fixture
def hidden(w4i):
    """Somebody sealed to everybody but the house."""
    person = came(session(w4i), "Salma Essai", card="C1234567", phone="+212612345679")
    Person.objects.filter(pk=person.pk).update(sealed_at=clock.now())
    return person


def test_correcting_somebody_into_the_numbers_of_a_sealed_person_reveals_nothing(hidden, w4i, amina, viewer_of):
    other = came(session(w4i, 13), "Personne Essai")
    people.correct(other, Identity("Salma Essai", card="C1234567"), by=viewer_of(amina))
    assert fresh(other).sealed().card == "C1234567"
    found = DuplicatePair.objects.get()
    assert {found.first_id, found.second_id} == {hidden.pk, other.pk}
    assert not DuplicatePair.objects.visible_to(viewer_of(amina)).exists()


def test_correcting_somebody_into_the_numbers_of_two_still_stops_at_the_one_that_is_seen(hidden, w4i, amina, viewer_of):
    seen = people.register(Identity("Salma Essai", card="C1234567"), project=w4i, by=viewer_of(amina))
    other = came(session(w4i, 13), "Personne Essai")
    with pytest.raises(people.Ambiguous) as doubt:
        people.correct(other, Identity("Salma Essai", card="C1234567"), by=viewer_of(amina))
    assert doubt.value.persons == (seen.pk,)


def test_a_table_with_a_sealed_person_reads_as_if_she_were_new(hidden, w4i, amina, viewer_of):
    rows = [Identity("Salma Essai", card="C1234567"), Identity("Personne Essai", phone="+212612345670")]
    seen = recognise(rows)
    made = people.register_many(seen, rows, project=w4i, by=viewer_of(amina))
    assert hidden not in made and None not in made and seen.new == 2
    assert DuplicatePair.objects.filter(first=hidden).count() == 1


def test_a_sheet_does_not_say_that_a_strong_key_leads_to_somebody_sealed(hidden, w4i, amina, viewer_of):
    where = Session.objects.get(day=date(2026, 3, 12))
    said = Identity("Salma Autre", card="C1234567", phone="+212612345679")
    assert attendees.alike(where, said, viewer_of(amina)) == ([], False)
    assert attendees.alike(where, said, HOUSE)[1]


def test_what_other_projects_know_of_her_is_told_to_nobody_who_merges(two, w4i, cpe, youssef, client_of):
    add_newcomer(session(cpe, 15), Identity("خديجة الخطابي", phone="+212612345671"), by=HOUSE)
    assert Meeting.objects.filter(person=two[1], project=cpe).exists()
    take_snapshot(w4i, period=WHOLE, occasion="Rapport de mars", by=HOUSE)
    take_snapshot(cpe, period=WHOLE, occasion="Rapport ailleurs", by=HOUSE)
    finding.find_all()
    pair = DuplicatePair.objects.get()
    client = client_of(youssef)
    said = {"kept": str(two[0].pk), "seen": str(merging.Seen.of(pair))}
    page = client.post(reverse("people:merge", args=[pair.pk]), said).content.decode()
    assert "Rapport de mars" in page and "ailleurs" not in page and cpe.code not in page
    merging.merge(*two, [], by=HOUSE)
    page = client.get(two[0].get_absolute_url()).content.decode()
    assert "Rapport de mars" in page and "ailleurs" not in page


def test_a_report_says_which_of_its_figures_a_merge_moved(two, w4i, youssef, client_of):
    snapshot = take_snapshot(w4i, period=WHOLE, occasion="Rapport de mars", by=HOUSE)
    assert causes_of(snapshot) == {}
    held = merging.merge(*two, [], by=HOUSE).merge
    assert causes_of(snapshot)
    page = client_of(youssef).get(reverse("results:snapshot", args=[snapshot.pk])).content.decode()
    assert page.count("tag--info") == len(causes_of(snapshot))
    merging.part(held, by=HOUSE)
    assert causes_of(snapshot) == {}
