"""What a column says: from its title in three languages, from memory, from its cells."""

import pytest

from terrain.imports import values
from terrain.imports.mapping import Vocabulary, from_words, propose, shape_digest, share_that_fits
from terrain.imports.registry import Column

COLUMNS = (
    Column("day", "Date", ("date", "date de la séance", "session date", "التاريخ"), values.full_date, True, shape="date"),
    Column("name", "Name", ("nom et prénom", "nom", "full name", "الاسم الكامل"), values.name, True, shape="name"),
    Column("sex", "Sex", ("sexe", "genre", "sex", "الجنس"), values.sex, shape="sex"),
    Column("birth", "Birth", ("date de naissance", "né(e) le", "date of birth", "تاريخ الازدياد"), values.birth_date, shape="year"),
    Column("phone", "Phone", ("téléphone", "tél", "gsm", "phone", "الهاتف"), values.phone, shape="phone"),
    Column("place", "Place", ("lieu", "ville", "place", "المكان"), values.text),
)  # fmt: skip
CELLS = {
    "day": ["12/03/2018", "13/03/2018"],
    "name": ["Amina El Idrissi", "Youssef Ait Ali"],
    "sex": ["F", "H"],
    "birth": ["1990", "02/05/1987"],
    "phone": ["0612345678", "0698765432"],
    "place": ["Rabat", "Salé"],
}


def proposed(headers: list[str], codes: list[str], **options) -> dict[str, int]:
    found = propose(headers, [CELLS[code] for code in codes], COLUMNS, **options)
    return {p.code: p.place for p in found}


ORDER = ["day", "place", "name", "sex", "birth", "phone"]


@pytest.mark.parametrize(
    "headers",
    [
        ["Date de la séance", "Lieu", "Nom et prénom", "Sexe", "Né(e) le", "Tél."],
        ["DATE", "VILLE", "NOM & PRENOM", "GENRE", "DATE NAISSANCE", "N° DE TELEPHONE"],
        ["Session date", "Place", "Full name", "Sex", "Date of birth", "Phone number"],
        ["التاريخ", "المكان", "الإسم الكامل", "الجنس", "تاريخ الإزدياد", "رقم الهاتف"],
        ["  date ", "lieu:", "Nom et prenom (s)", "sexe (F/M)", "Date de naissance*", "Telephone / GSM"],
    ],
)
def test_titles_in_three_languages_are_understood(headers):
    assert proposed(headers, ORDER) == {code: place for place, code in enumerate(ORDER)}


def test_a_longer_title_is_not_taken_for_the_shorter_word_in_it():
    assert proposed(["Date de naissance", "Date"], ["birth", "day"]) == {"birth": 0, "day": 1}


def test_a_slip_of_the_pen_in_a_title_is_forgiven():
    assert proposed(["Télephonne", "Nom et prénon"], ["phone", "name"]) == {"phone": 0, "name": 1}


def test_cells_tell_when_the_title_does_not():
    assert proposed(["x", "y"], ["phone", "sex"]) == {"phone": 0, "sex": 1}


def test_a_title_whose_cells_say_something_else_is_not_believed():
    assert propose(["Téléphone"], [["Amina", "Youssef", "Salma"]], COLUMNS) == []


def test_one_column_says_one_thing():
    headers = ["Nom", "Nom", "Téléphone 1", "Téléphone 2"]
    found = proposed(headers, ["name", "name", "phone", "phone"])
    assert found == {"name": 0, "phone": 2}


def test_why_is_told_with_the_word():
    why = {p.code: (p.why, p.word) for p in propose(["Sexe", "z"], [CELLS["sex"], CELLS["phone"]], COLUMNS)}
    assert why == {"sex": ("title", "sexe"), "phone": ("cells", "")}


def test_what_a_human_decided_wins_over_everything():
    remembered = {"place": 0, "name": 1}
    assert proposed(["Date", "Sexe"], ["day", "sex"], remembered=remembered) == remembered


def test_the_shape_of_a_file_ignores_accents_and_case_but_not_order():
    assert shape_digest(["Prénom", "Nom"]) == shape_digest([" PRENOM ", "nom"])
    assert shape_digest(["Prénom", "Nom"]) != shape_digest(["Nom", "Prénom"])


def test_blank_cells_do_not_speak_against_a_column():
    assert share_that_fits([None, None], "phone") == 1.0
    assert share_that_fits([None, "0612345678", "x"], "phone") == 0.5


def test_a_vocabulary_knows_titles_from_cells():
    vocabulary = Vocabulary(COLUMNS)
    assert vocabulary.knows("NOM ET PRÉNOM") == 1.0
    assert vocabulary.knows("Date de naissance (jj/mm/aaaa)") == 0.5
    assert vocabulary.knows("Amina El Idrissi") == 0.0
    assert vocabulary.knows("") == 0.0


@pytest.mark.parametrize(
    "wanted",
    [
        {"name": "nom", "day": "Date"},
        {"Nom": "name", "DATE": "day"},
        {"name": "C", "day": "b"},
        {"name": 2, "day": "1"},
        {"name": "Nom", "day": "Date", "phone": "", "sex": None},
    ],
)
def test_a_mapping_written_by_hand_names_titles_letters_or_numbers(wanted):
    assert from_words(wanted, ["Date", "Nom"], ["B", "C"], COLUMNS) == {"name": 1, "day": 0}


@pytest.mark.parametrize("wanted", [{"name": "Prénom"}, {"colour": "Nom"}, {"name": "7"}])
def test_a_mapping_that_fits_nothing_names_its_entry(wanted):
    with pytest.raises(LookupError, match=next(iter(wanted))):
        from_words(wanted, ["Date", "Nom"], ["A", "B"], COLUMNS)
