"""Strong keys only; what contradicts is shown; a family stays a family."""

from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrain.people import recognition
from terrain.people.actions import register_many
from terrain.people.enums import Clash
from terrain.people.identity import names_compatible
from terrain.people.models import Person
from terrain.people.recognition import recognise
from tests.factories import HOUSE
from tests.people.writing import identity

pytestmark = pytest.mark.django_db

AMINATA = {"phone": "0612345678", "card": "Z826179C", "birth": "1990-03-12"}


def groups(*identities) -> list[list[int]]:
    return [group.members for group in recognise(identities).groups]


def clashes(*identities) -> set[str]:
    return {group.conflict for group in recognise(identities).groups}


def test_the_same_card_is_the_same_person():
    assert groups(identity("Diallo Aminata", card="Z 826179-C"), identity("Aminata", card="z826179c")) == [[0, 1]]


def test_the_same_telephone_needs_a_compatible_name():
    aminata, again = identity("Diallo Aminata", phone="0612345678"), identity("AMINATA DIALLO", phone="+212 612345678")
    mother = identity("Diallo Mariam", phone="0612345678")
    assert groups(aminata, mother, again) == [[0, 2], [1]]


def test_the_same_name_needs_a_full_birth_date():
    day, again = identity("Traoré Sékou", birth="1988-01-22"), identity("sekou TRAORE", birth="1988-01-22")
    year, year_again = identity("Traoré Sékou", birth=1988), identity("Traoré Sékou", birth=1988)
    assert groups(day, again, year, year_again) == [[0, 1], [2], [3]]


def test_keys_join_one_after_the_other():
    first = identity("Diallo Aminata", card="Z826179C")
    bridge = identity("Diallo Aminata", card="Z826179C", phone="0612345678")
    last = identity("Aminata Diallo", phone="0612345678")
    assert groups(first, last, bridge) == [[0, 1, 2]]


def test_a_restored_number_is_equal_only_to_itself_and_a_pair_is_shown():
    full = identity("Diallo Aminata", phone="0612345678")
    restored = identity("Diallo Aminata", phone="0612345678", phone_restored=True)
    recognition = recognise([full, restored, restored])
    assert [group.members for group in recognition.groups] == [[0], [1, 2]]
    assert [(like.group, like.other) for like in recognition.likenesses] == [(0, 1)]


def test_nothing_in_common_and_nothing_at_all_joins_nobody():
    assert groups(identity("Diallo Aminata"), identity("Diallo Aminata"), identity("X", phone="voir")) == [
        [0],
        [1],
        [2],
    ]


def test_a_missing_value_is_never_a_contradiction():
    full = identity("Diallo Aminata", sex="F", nationality="Guinée", **AMINATA)
    few = [
        identity("Diallo Aminata", card="Z826179C"),
        identity("Diallo Aminata", phone="0612345678"),
        identity("Diallo Aminata", birth="1990-03-12", sex="F"),
        identity("Diallo Aminata", phone="0612345678", birth=1990),
        identity("Diallo Aminatta", phone="0698765432", card="Z826179C", nationality="Mali"),
    ]
    recognition = recognise([full, *few])
    assert [group.members for group in recognition.groups] == [[0, 1, 2, 3, 4, 5]]
    assert recognition.conflicts == []


def test_two_cards_on_one_person_contradict():
    assert clashes(
        identity("Diallo Aminata", card="Z826179C", birth="1990-03-12"),
        identity("Diallo Aminata", card="A190799C", birth="1990-03-12"),
    ) == {Clash.SEVERAL_CARDS}


def test_father_and_son_of_one_name_behind_one_telephone_contradict():
    assert clashes(
        identity("Alaoui Mohamed", phone="0612345678", birth="1955-05-01"),
        identity("Alaoui Mohammed", phone="0612345678", birth="1985-05-01"),
    ) == {Clash.SEVERAL_BIRTHS}


def test_one_card_beside_two_different_people_contradicts():
    assert clashes(
        identity("Diallo Aminata", card="Z826179C", birth="1990-03-12"),
        identity("Kouassi Jean", card="Z826179C", birth="1971-11-02"),
    ) == {Clash.CARD_OF_TWO}
    assert clashes(
        identity("Diallo Aminata", card="Z826179C", sex="F"), identity("Kouassi Jean", card="Z826179C", sex="M")
    ) == {Clash.CARD_OF_TWO}


def test_a_slip_beside_the_same_card_is_only_a_slip():
    assert clashes(
        identity("Diallo Aminata", card="Z826179C", birth="1990-03-12", sex="F"),
        identity("Diallo Aminata", card="Z826179C", birth="1990-12-03", sex="F"),
        identity("Diallo Aminata", card="Z826179C", sex="M"),
    ) == {""}
    assert clashes(identity("Diallo Aminata", card="Z826179C"), identity("A. Dialo", card="Z826179C")) == {""}


def test_a_short_name_that_two_sisters_share_is_not_given_to_either():
    phone = "0612345678"
    names = ["Diallo Aminata", "Diallo Aminata Binta", "Diallo Aminata Fatou"]
    assert clashes(*(identity(name, phone=phone) for name in names)) == {Clash.SEVERAL_NAMES}


def test_a_card_number_that_fills_a_whole_column_is_nobodys():
    first = ["Awa", "Fatou", "Mariam", "Sira", "Oumou", "Kadi", "Nana", "Bintou"]
    last = ["Diallo", "Keita", "Traore", "Camara", "Barry", "Sow", "Bah", "Fall"]
    rows = [identity(f"{name} {other}", card="ABC12345") for name in first for other in last]
    assert clashes(*rows) == {Clash.EVERYBODYS_KEY}


def test_keys_of_two_known_people_on_one_row_contradict(w4i):
    known = [identity("Diallo Aminata", card="Z826179C"), identity("Diallo Aminata", phone="0612345678")]
    first, second = register_many(recognise(known), known, project=w4i, by=HOUSE)
    group = recognise([identity("Diallo Aminata", card="Z826179C", phone="0612345678")]).groups[0]
    assert (group.conflict, group.person_id) == (Clash.SEVERAL_PEOPLE, None)
    assert set(group.persons) == {first.pk, second.pk}


FAMILY = ["Diallo Aminata", "Aminata DIALLO", "Diallo Mariam", "Diallo A.", "Diallo Aminata Binta", "Sow Ousmane"]
ROWS = st.builds(
    identity,
    st.sampled_from(FAMILY),
    sex=st.sampled_from(["", "F", "M"]),
    phone=st.sampled_from(["", "0612345678", "0698765432"]),
    phone_restored=st.booleans(),
    card=st.sampled_from(["", "", "Z826179C", "A190799C"]),
    birth=st.sampled_from([None, 1990, "1990-03-12", "1962-07-01"]),
)
MANY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def as_sets(recognition, order=None) -> set[tuple[frozenset[int], str]]:
    order = order or range(len(recognition.group_of))
    return {(frozenset(order[n] for n in group.members), group.conflict) for group in recognition.groups}


@MANY
@given(st.lists(ROWS, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(rows, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    assert as_sets(recognise([rows[n] for n in order]), order) == as_sets(recognise(rows))


@MANY
@given(st.lists(ROWS, max_size=8), st.integers(0, 8))
def test_a_sheet_brought_in_halves_makes_the_same_people_or_shows_the_contradiction(w4i, rows, cut):
    Person.objects.all().delete()
    whole = recognise(rows)
    person_of: dict[int, int | None] = {}
    doubtful = False
    for places in (range(min(cut, len(rows))), range(min(cut, len(rows)), len(rows))):
        half = [rows[n] for n in places]
        recognition = recognise(half)
        doubtful = doubtful or bool(recognition.conflicts)
        persons = register_many(recognition, half, project=w4i, by=HOUSE)
        for place, group in zip(places, recognition.group_of, strict=True):
            person_of[place] = persons[group].pk if persons[group] else None
    if doubtful or whole.conflicts:  # shown to a human, in one of the two ways at least
        return
    halves = {frozenset(n for n in person_of if person_of[n] == pk) for pk in person_of.values()}
    assert halves == {frozenset(group.members) for group in whole.groups}


@MANY
@given(st.lists(st.sampled_from(FAMILY), min_size=2, max_size=8))
def test_a_shared_family_telephone_never_joins_incompatible_names(names):
    recognition = recognise([identity(name, phone="0612345678") for name in names])
    for group in recognition.groups:
        for one, other in combinations(group.members, 2):
            assert group.conflict or names_compatible(names[one], names[other])


def test_a_long_table_finds_the_same_people_as_a_short_one(w4i, monkeypatch):
    rows = [identity(f"Essai {n} Awa", phone=f"06{n:08d}", card=f"Z{n:06d}") for n in range(100, 160)]
    persons = register_many(recognise(rows), rows, project=w4i, by=HOUSE)
    monkeypatch.setattr(recognition, "MANY", 10)
    assert [group.person_id for group in recognise(rows).groups] == [person.pk for person in persons]


def test_the_registry_is_asked_as_often_for_ten_rows_as_for_two_hundred(w4i, django_assert_num_queries):
    rows = [identity(f"Essai {n} Awa", phone=f"06{n:08d}", card=f"Z{n:06d}") for n in range(100, 300)]
    register_many(recognise(rows), rows, project=w4i, by=HOUSE)
    for some in (rows[:10], rows):
        with django_assert_num_queries(6):
            assert recognise(some).new == 0
