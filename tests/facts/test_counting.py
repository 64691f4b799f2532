"""What is counted, once, and where a person stands."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from terrain.facts import shelf
from terrain.facts.actions import forget, rebuild, resync_subjects, sync, sync_many
from terrain.facts.counting import (
    BANDS,
    Book,
    Selection,
    arrivals,
    brute_force,
    by_place,
    members,
    overlap,
)
from terrain.facts.models import Cell, Edition, Fact, Presence, Subject
from terrain.facts.registry import FactDraft, WrongFact, directory, examined, kind_of, register_directory, source_of
from terrain.programmes.models import Place
from tests.facts.village import MODEL, Visit

VISITS = [Selection("visit")]
JANUARY = 2026 * 12
MAY = date(2026, 5, 4)
JUNE = date(2026, 6, 2)


def month(day: date) -> int:
    return day.year * 12 + day.month - 1


def tally(projects, selections=None, first=None, last=None):
    """The counted answer, which the plain one must equal."""
    selections = VISITS if selections is None else selections
    pks = [project.pk for project in projects]
    answer = Book.read(pks).tally(pks, selections, first, last)
    assert answer == brute_force(pks, selections, first, last)
    assert answer.cells.sum() == answer.distinct
    return answer


@pytest.fixture
def came(village):
    """came(project, day, who, …): a visit is written and its facts told."""

    def come(project, day, who, **more):
        visit = village.visit(project.pk, day, who, **more)
        sync(visit)
        return visit

    return come


def test_a_person_who_comes_twice_is_one_person(came, w4i, somebody):
    amal = somebody("F", date(1990, 1, 1))
    came(w4i, MAY, amal)
    came(w4i, JUNE, amal, quantity=3)
    answer = tally([w4i])
    assert (answer.distinct, answer.occurrences, answer.with_identity, answer.quantity) == (1, 2, 2, 3)
    assert answer.by_sex() == {"": 0, "F": 1, "M": 0}


def test_a_person_known_to_two_projects_is_one_person_of_the_programme(came, w4i, cpe, somebody):
    amal = somebody("F")
    came(w4i, MAY, amal)
    came(cpe, JUNE, amal)
    assert tally([w4i]).distinct == tally([cpe]).distinct == tally([w4i, cpe]).distinct == 1


def test_the_distinct_of_two_months_do_not_add_up_but_the_new_ones_do(came, w4i, somebody):
    amal, badr = somebody(), somebody()
    came(w4i, MAY, amal)
    came(w4i, JUNE, amal)
    came(w4i, JUNE, badr)
    book = Book.read([w4i.pk])
    may, june, both = book.tallies([w4i.pk], VISITS, [(month(MAY),) * 2, (month(JUNE),) * 2, (None, None)])
    assert (may.distinct, june.distinct, both.distinct) == (1, 2, 2)
    assert book.new_by_month([w4i.pk], VISITS) == {month(MAY): 1, month(JUNE): 1}


def test_people_of_whom_only_heads_were_counted_are_occurrences_without_identity(came, w4i, somebody):
    came(w4i, MAY, None, heads=40)
    came(w4i, MAY, somebody())
    answer = tally([w4i])
    assert (answer.occurrences, answer.with_identity, answer.distinct) == (41, 1, 1)


def test_an_unknown_age_or_sex_has_a_cell_of_its_own(came, w4i, somebody):
    came(w4i, MAY, somebody("F"))
    came(w4i, MAY, somebody("", date(2010, 1, 1)))
    answer = tally([w4i])
    assert answer.cells[1, 0] == 1
    assert answer.cells[0, 1 + BANDS.index(15)] == 1
    assert answer.by_age()[0] == 1


@pytest.mark.parametrize("age", [0, 5, 6, 11, 12, 14, 15, 17, 18, 24, 25, 29, 30, 34, 35, 49, 50, 59, 60, 130])
def test_every_age_stands_in_the_band_that_holds_it(came, w4i, somebody, age):
    came(w4i, MAY, somebody("M", date(MAY.year - age, 1, 1)))
    column = next(n for n, count in tally([w4i]).by_age().items() if count)
    assert BANDS[column - 1] <= age < [*BANDS[1:], 200][column - 1]


@pytest.mark.parametrize("born", [date(2026, 12, 1), date(1850, 1, 1)])
def test_an_age_nobody_can_have_is_unknown(came, w4i, somebody, born):
    came(w4i, MAY, somebody("F", born))
    assert tally([w4i]).by_age()[0] == 1
    assert Fact.objects.get().age is None


def test_a_person_stands_in_the_band_of_her_first_counted_event_of_the_period(came, w4i, somebody):
    turning = somebody("F", date(2008, 5, 20))  # 18 on 20 May 2026
    came(w4i, date(2026, 5, 25), turning)
    came(w4i, MAY, turning)
    came(w4i, JUNE, turning)
    under, over = 1 + BANDS.index(15), 1 + BANDS.index(18)
    assert tally([w4i]).by_age()[under] == 1
    assert tally([w4i], first=month(JUNE)).by_age()[over] == 1


@pytest.mark.parametrize("rooms", [("kitchen", "garden"), ("garden", "kitchen")])
def test_her_first_event_decides_also_when_the_month_holds_several_sorts_of_facts(came, w4i, somebody, rooms):
    """The two cells of the month know two ages of hers, whichever of them was written first."""
    came(w4i, MAY, somebody("M"), attributes={"room": "garden"})
    came(w4i, MAY, somebody("M"), attributes={"room": "kitchen"})
    turning = somebody("F", date(2008, 5, 20))
    came(w4i, date(2026, 5, 25), turning, attributes={"room": rooms[0]})
    came(w4i, MAY, turning, attributes={"room": rooms[1]})
    assert tally([w4i]).cells[1, 1 + BANDS.index(15)] == 1


def test_a_selection_reads_attributes_and_a_blank_means_not_stated(came, w4i, somebody):
    amal, badr, chama = somebody(), somebody(), somebody()
    came(w4i, MAY, amal, attributes={"room": "kitchen"})
    came(w4i, MAY, badr, attributes={"room": "garden", "topic": "bread"})
    came(w4i, MAY, chama, attributes={"room": ""})
    kitchen = Selection("visit", (("room", frozenset({"kitchen"})),))
    garden_bread = Selection("visit", (("room", frozenset({"garden"})), ("topic", frozenset({"bread"}))))
    nowhere = Selection("visit", (("room", frozenset({""})),))
    assert [tally([w4i], [s]).distinct for s in (kitchen, garden_bread, nowhere)] == [1, 1, 1]
    assert tally([w4i], [kitchen, garden_bread]).distinct == 2


def test_a_fact_that_two_selections_choose_is_counted_once(came, w4i, somebody):
    came(w4i, MAY, somebody(), attributes={"room": "kitchen"}, quantity=5)
    kitchen = Selection("visit", (("room", frozenset({"kitchen"})),))
    assert tally([w4i], [kitchen, Selection("visit"), kitchen]).quantity == 5


def test_a_period_takes_in_its_first_and_its_last_month(came, w4i, somebody):
    for number in range(1, 7):
        came(w4i, date(2026, number, 15), somebody())
    assert tally([w4i], first=JANUARY + 1, last=JANUARY + 3).distinct == 3
    assert tally([w4i], first=JANUARY + 4).distinct == 2
    assert tally([w4i], last=JANUARY).distinct == 1
    assert tally([w4i], first=JANUARY + 3, last=JANUARY + 1).distinct == 0
    assert Book.read([w4i.pk]).span(w4i.pk) == (JANUARY, JANUARY + 5)


def test_a_project_without_facts_counts_nothing(village, w4i):
    assert tally([w4i]).occurrences == 0
    assert Book.read([w4i.pk]).span(w4i.pk) is None
    assert overlap([w4i.pk]) == {(w4i.pk, w4i.pk): 0}


def test_a_book_does_not_answer_for_a_project_it_was_not_read_for(village, w4i, cpe):
    with pytest.raises(LookupError):
        Book.read([w4i.pk]).tally([cpe.pk], VISITS)


def test_people_stand_at_the_place_of_their_first_counted_event(came, w4i, somebody):
    here, there = Place.objects.order_by("pk")[:2]
    amal, badr = somebody(), somebody()
    came(w4i, JUNE, amal, place=here.pk)
    came(w4i, MAY, amal, place=there.pk)
    came(w4i, MAY, badr)
    assert by_place([w4i.pk], VISITS, None, None) == {there.pk: 1, None: 1}
    assert by_place([w4i.pk], VISITS, month(JUNE), None) == {here.pk: 1}


def test_of_two_first_events_on_one_day_the_known_place_counts(came, w4i, somebody):
    place = Place.objects.order_by("pk")[0]
    amal = somebody()
    came(w4i, MAY, amal)
    came(w4i, MAY, amal, place=place.pk)
    assert by_place([w4i.pk], VISITS, None, None) == {place.pk: 1}


def test_the_list_behind_a_number_says_how_often_and_between_which_days(came, w4i, somebody):
    amal, badr = somebody(), somebody()
    came(w4i, MAY, badr)
    came(w4i, MAY, amal)
    came(w4i, JUNE, amal, heads=2)
    came(w4i, JUNE, None, heads=9)
    found = members([w4i.pk], VISITS, None, None)
    assert [(m.subject, m.times, m.first_day, m.last_day) for m in found] == [
        (amal.subject, 3, MAY, JUNE),
        (badr.subject, 1, MAY, MAY),
    ]


def test_overlap_counts_whom_two_projects_share(came, w4i, cpe, somebody):
    amal, badr, chama = somebody(), somebody(), somebody()
    for project, who in ((w4i, amal), (w4i, badr), (cpe, badr), (cpe, chama), (cpe, chama)):
        came(project, MAY, who)
    came(cpe, MAY, somebody(kind="organisation"), kind="audit")
    assert overlap([w4i.pk, cpe.pk]) == {
        (w4i.pk, w4i.pk): 2,
        (w4i.pk, cpe.pk): 1,
        (cpe.pk, w4i.pk): 1,
        (cpe.pk, cpe.pk): 2,
    }
    assert overlap([w4i.pk, cpe.pk], "organisation")[cpe.pk, cpe.pk] == 1


def test_arrivals_tell_new_people_from_those_who_come_back(came, w4i, cpe, somebody):
    amal, badr = somebody(), somebody()
    for day, who in ((MAY, amal), (JUNE, amal), (JUNE, badr)):
        came(w4i, day, who)
    assert arrivals([w4i.pk, cpe.pk]) == {w4i.pk: {month(MAY): (1, 0), month(JUNE): (1, 1)}, cpe.pk: {}}


# --- writing -----------------------------------------------------------------------------------------------------


def test_an_edited_record_takes_its_facts_along(came, village, w4i, cpe, somebody):
    visit = came(w4i, MAY, somebody(), attributes={"room": "kitchen"})
    visit.project, visit.day, visit.attributes = cpe.pk, JUNE, {"room": "garden"}
    sync(visit)
    assert tally([w4i]).occurrences == 0
    assert tally([cpe], first=month(JUNE)).distinct == 1
    assert Cell.objects.count() == Presence.objects.count() == 1


def test_a_deleted_record_counts_no_more(came, village, w4i, somebody):
    amal = somebody()
    came(w4i, MAY, amal)
    visit = came(w4i, MAY, amal)
    del village.visits[visit.pk]
    forget(MODEL, [visit.pk])
    assert tally([w4i]).occurrences == 1
    assert rebuild(check=True).clean


def test_a_record_that_is_gone_loses_its_facts_when_synced(came, village, w4i, somebody):
    visit = came(w4i, MAY, somebody())
    del village.visits[visit.pk]
    sync_many(MODEL, [visit.pk])
    assert not Fact.objects.exists() and not Cell.objects.exists() and not Presence.objects.exists()


def test_merging_two_persons_moves_what_was_counted(came, village, w4i, somebody):
    amal, twin = somebody("F"), somebody("F")
    came(w4i, MAY, amal)
    visit = came(w4i, MAY, twin)
    assert tally([w4i]).distinct == 2
    visit.who = amal
    resync_subjects([twin.subject])
    assert tally([w4i]).distinct == 1


def test_a_corrected_birth_date_moves_a_person_to_her_cell(came, w4i, somebody):
    amal = somebody("")
    came(w4i, MAY, amal)
    came(w4i, JUNE, amal)
    amal.sex, amal.born = "F", date(2000, 1, 1)
    resync_subjects([amal.subject])
    assert tally([w4i]).cells[1, 1 + BANDS.index(25)] == 1
    assert rebuild(check=True).clean


def test_a_sync_that_changes_nothing_writes_nothing(came, w4i, somebody):
    visit = came(w4i, MAY, somebody("F", date(2000, 1, 1)), place=Place.objects.first().pk, quantity=2)
    before = Edition.objects.get(project=w4i).stamp
    with CaptureQueriesContext(
        connection,
    ) as asked:
        sync(visit)
    assert not [q["sql"] for q in asked if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert Edition.objects.get(project=w4i).stamp == before


def test_every_write_makes_a_new_edition_of_the_projects_it_touches(came, w4i, cpe, somebody):
    came(w4i, MAY, somebody())
    came(cpe, MAY, somebody())
    first = dict(Edition.objects.values_list("project", "number"))
    came(w4i, MAY, somebody())
    assert dict(Edition.objects.values_list("project", "number")) == first | {w4i.pk: first[w4i.pk] + 1}


def test_what_is_remembered_is_never_served_after_a_write(came, w4i, somebody):
    for number in range(1, 4):
        came(w4i, MAY, somebody())
        assert tally([w4i]).distinct == number


def test_thousands_of_records_are_told_in_few_questions(village, w4i, cpe, somebody):
    people = [somebody("F", date(1980 + n % 30, 1, 1)) for n in range(50)]
    for n in range(3000):
        village.visit((w4i.pk, cpe.pk)[n % 2], date(2026, 1 + n % 12, 1 + n % 28), people[n * n % 50], quantity=n % 3)
    with CaptureQueriesContext(connection) as asked:
        sync_many(MODEL, village.visits)
    assert len([q for q in asked if q["sql"].startswith("SELECT")]) < 15
    assert tally([w4i, cpe]).occurrences == 3000
    assert rebuild(check=True).clean
    with CaptureQueriesContext(connection) as asked:
        forget(MODEL, village.visits)
    assert len(asked) < 30
    assert not Fact.objects.exists() and not Cell.objects.exists() and not Presence.objects.exists()


def test_reading_a_book_takes_three_questions_whatever_it_holds(came, w4i, cpe, somebody):
    asked_of = []
    for projects, more in (([w4i], 1), ([w4i, cpe], 30)):
        for n in range(more):
            came(projects[n % len(projects)], date(2026, 1 + n % 12, 1), somebody(), attributes={"topic": f"t{n}"})
        shelf.forget_all()
        pks = [project.pk for project in projects]
        with CaptureQueriesContext(connection) as asked:
            book = Book.read(pks)
            book.tallies(pks, VISITS, [(n, n) for n in range(JANUARY, JANUARY + 12)])
            book.new_by_month(pks, VISITS)
        asked_of.append(len(asked))
    assert asked_of == [3, 3]


# --- what is not allowed -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"attributes": {"roof": "red"}},
        {"attributes": {"room": "cellar"}},
        {"attributes": {"topic": "x" * 61}},
        {"kind": "broadcast", "attributes": {}},
        {"subject": -1},
        {"subject": 2**32},
        {"sex": "X"},
        {"occurrences": 0},
        {"quantity": -1},
    ],
)
def test_a_draft_that_its_kind_does_not_allow_is_refused(village, wrong):
    draft = {"kind": "visit", "project_id": 1, "day": MAY, "subject": 1, "attributes": {"room": "garden"}} | wrong
    with pytest.raises(WrongFact):
        examined(FactDraft(**draft))


def test_a_refused_record_leaves_what_stood(came, w4i, somebody):
    visit = came(w4i, MAY, somebody())
    visit.attributes = {"roof": "red"}
    with pytest.raises(WrongFact):
        sync(visit)
    assert tally([w4i]).distinct == 1


def test_kinds_and_sources_nobody_registered_are_named_in_the_refusal(village):
    with pytest.raises(LookupError, match="audit, broadcast, visit"):
        kind_of("dance")
    with pytest.raises(LookupError, match=MODEL):
        source_of("village.Dance")


def test_the_directory_of_a_subject_is_the_one_registered():
    def lines(viewer, project_id, subjects):
        return {}

    register_directory("ghost", lines)
    assert directory("ghost") is lines
    assert directory("nobody") is None


# --- computing everything again --------------------------------------------------------------------------------------


def damaged(came, village, w4i, cpe, somebody):
    """A house where each sort of thing is wrong once."""
    visits = [came((w4i, cpe)[n % 2], MAY, somebody("F", date(1990, 1, 1))) for n in range(8)]
    Fact.objects.filter(record=visits[0].pk).delete()
    Fact.objects.filter(record=visits[1].pk).update(sex="M")
    del village.visits[visits[2].pk]
    Fact.objects.filter(record=visits[4].pk).update(model="village.Forgotten")
    Presence.objects.filter(project=cpe).delete()
    Cell.objects.filter(project=cpe).update(quantity=99)


def test_a_check_says_in_words_what_differs_and_changes_nothing(came, village, w4i, cpe, somebody):
    damaged(came, village, w4i, cpe, somebody)
    before = list(Fact.objects.order_by("pk").values()), list(Cell.objects.order_by("pk").values())
    report = rebuild(check=True)
    words = str(report)
    assert not report.clean
    for piece in (
        "village.Visit: 3 facts that records tell do not stand.",
        "village.Visit: 1 facts stand that records do not tell.",
        "village.Visit: facts of 1 records that are gone",
        "village.Forgotten: facts of 1 records",
        "cells are not what its facts add up to",
        "the people met in 1 months",
        "Nothing was changed",
    ):
        assert piece in words, words
    assert (list(Fact.objects.order_by("pk").values()), list(Cell.objects.order_by("pk").values())) == before


def test_a_rebuild_mends_everything(came, village, w4i, cpe, somebody):
    damaged(came, village, w4i, cpe, somebody)
    assert "mended" in str(rebuild())
    report = rebuild(check=True)
    assert report.clean and "nothing differs" in str(report)
    assert (report.records, report.facts) == (7, 7)
    assert tally([w4i, cpe]).distinct == 7
    assert overlap([cpe.pk])[cpe.pk, cpe.pk] == 4


def test_facts_hold_nothing_that_names_a_person():
    assert {f.name for f in Fact._meta.get_fields()} == {
        "id", "model", "record", "variant", "project", "subject", "day", "month", "place",
        "occurrences", "quantity", "sex", "age",
    }  # fmt: skip
    assert {f.name for f in Subject._meta.get_fields()} == {"id", "kind"}
    assert Visit._meta.label == MODEL
