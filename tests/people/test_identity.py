from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrain.people.identity import (
    Identity,
    card_key,
    name_birth_key,
    name_links,
    names_compatible,
    normalise_card,
    normalise_phone,
    phone_key,
    plain_name,
)

WORDS = st.sampled_from(
    ["Diallo", "Aminata", "Binta", "Fatima", "Zahra", "Fatimazahra", "B.", "El", "Idrissi", "N'Guessan", "Mohammed"]
)
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)


@pytest.mark.parametrize(
    "written",
    ["0612345678", "06 12 34 56 78", "+212612345678", "00212 612-345-678", "٠٦١٢٣٤٥٦٧٨", "(+212) 6 12 34 56 78"],
)
def test_a_moroccan_number_has_one_form(written):
    assert normalise_phone(written) == "+212612345678"


def test_another_country_keeps_its_code():
    assert normalise_phone("+39 06 6982 1234") == "+390669821234"


def test_a_restored_number_gets_its_zero_and_the_same_form():
    assert (
        normalise_phone("0612345678", restored=True) == normalise_phone("612345678", restored=True) == "+212612345678"
    )


@pytest.mark.parametrize("written", ["0612345678 / 0698765432", "voir sa soeur", "0612", "+999 123 456 789"])
def test_what_is_not_one_number_stays_as_written_and_is_never_a_key(written):
    assert normalise_phone(written) == written
    assert phone_key(normalise_phone(written)) == ""


def test_a_number_that_only_fills_a_cell_is_nobodys():
    assert phone_key(normalise_phone("0600000000")) == ""
    assert phone_key(normalise_phone("0612345678")) == "+212612345678"


@pytest.mark.parametrize("nothing", ["", "  ", None])
def test_nothing_is_nothing(nothing):
    assert normalise_phone(nothing) == normalise_card(nothing) == ""


def test_a_card_is_capitals_and_digits():
    assert normalise_card(" be-704 231 x ") == "BE704231X"


@pytest.mark.parametrize(
    ("card", "kept"), [("Z826179C", True), ("EN", False), ("00000000", False), ("ENCOURS1", False)]
)
def test_only_a_whole_card_number_is_a_key(card, kept):
    assert card_key(card) == (card if kept else "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("DIALLO Aminata", "Aminata  Diallo"),
        ("Traoré Sékou", "traore sekou"),
        ("Jean-Paul Ngono", "ngono jean paul"),
        ("N’Guessan Blaise", "N'GUESSAN BLAISE"),
        ("أمينة الإدريسي", "امينه الادريسي"),
        ("مُحَمَّد العلوي", "محمد العلوى"),
    ],
)
def test_accents_case_order_and_arabic_letters_make_no_difference(one, other):
    assert plain_name(one) == plain_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Diallo Aminata", "AMINATA DIALLO"),
        ("Diallo Mohammed", "Dialo Mohamed"),
        ("Fatima Zahra", "Fatimazahra"),
        ("El Idrissi Fatima", "Fatima Elidrissi"),
        ("Diallo Aminata", "Diallo Aminata Binta"),
        ("Diallo Aminata B.", "Diallo Aminata Binta"),
    ],
)
def test_one_persons_name_written_twice_is_compatible(one, other):
    assert names_compatible(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Diallo Aminata", "Diallo Mariam"),
        ("Diallo Aminata", "Diallo A."),
        ("El Idrissi Karim", "El Idrissi Karima"),
        ("Alaoui Amine", "Alaoui Amina"),
        ("Diallo", "Diallo Aminata"),
        ("Diallo Aminata Binta", "Diallo Aminata Fatou"),
        ("Fatima", "Fatima Zahra"),
        ("", ""),
    ],
)
def test_relatives_behind_one_telephone_are_not_one_person(one, other):
    assert not names_compatible(one, other)


@given(NAMES, NAMES, st.randoms(use_true_random=False))
def test_compatibility_ignores_sides_and_order(one, other, random):
    shuffled = one.split()
    random.shuffle(shuffled)
    assert names_compatible(one, other) == names_compatible(other, one) == names_compatible(" ".join(shuffled), other)


@given(st.lists(NAMES, max_size=8))
def test_no_compatible_pair_escapes_the_short_cut(names):
    every = {
        (n, m) for n, one in enumerate(names) for m, other in enumerate(names) if n < m and names_compatible(one, other)
    }
    assert {tuple(sorted(pair)) for pair in name_links(names)} == every


def test_a_birth_year_or_a_lone_first_name_is_no_key():
    born = date(1990, 1, 1)
    assert name_birth_key(Identity("Diallo Aminata", birth=born, birth_precision="year")) == ""
    assert name_birth_key(Identity("Aminata", birth=born, birth_precision="day")) == ""
    assert name_birth_key(Identity("Diallo Aminata", birth=born, birth_precision="day")) == "aminata diallo|1990-01-01"
