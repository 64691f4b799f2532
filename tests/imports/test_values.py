"""What cells say, as people write it."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrain.core import clock
from terrain.imports import values
from terrain.imports.registry import Problem
from terrain.imports.values import MONTH, YEAR, Day, RawPhone

ANY_CELL = st.one_of(
    st.text(min_size=1),
    st.integers(),
    st.floats(allow_nan=True),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.timedeltas(),
)


def refused(parse, cell) -> str:
    with pytest.raises(Problem) as caught:
        parse(cell)
    return caught.value.code


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("12/03/2018", Day(date(2018, 3, 12))),
        ("12-3-2018", Day(date(2018, 3, 12))),
        ("12.03.18", Day(date(2018, 3, 12))),
        ("2018-03-12", Day(date(2018, 3, 12))),
        ("2018-03-12T09:30:00", Day(date(2018, 3, 12))),
        ("lundi 12 mars 2018", Day(date(2018, 3, 12))),
        ("1er août 2018", Day(date(2018, 8, 1))),
        ("12 March 2018", Day(date(2018, 3, 12))),
        ("12 مارس 2018", Day(date(2018, 3, 12))),
        ("١٢/٠٣/٢٠١٨", Day(date(2018, 3, 12))),
        ("20180312", Day(date(2018, 3, 12))),
        (20180312, Day(date(2018, 3, 12))),
        (43171, Day(date(2018, 3, 12))),
        (datetime(2018, 3, 12, 9, 30), Day(date(2018, 3, 12))),
        (date(2018, 3, 12), Day(date(2018, 3, 12))),
        ("03/2018", Day(date(2018, 3, 1), MONTH)),
        ("mars 2018", Day(date(2018, 3, 1), MONTH)),
        ("2018", Day(date(2018, 1, 1), YEAR)),
        (1987, Day(date(1987, 1, 1), YEAR)),
        (1987.0, Day(date(1987, 1, 1), YEAR)),
        ("12/03/68", Day(date(1968, 3, 12))),
    ],
)
def test_dates_are_read_with_their_precision(cell, meant):
    assert values.day(cell) == meant


@pytest.mark.parametrize(
    "cell", ["31/02/2018", "30/02/2018", "12/13/2018", "00/03/2018", "2018-02-29", "31 avril 2018"]
)
def test_a_date_that_never_was_is_impossible(cell):
    assert refused(values.day, cell) == "impossible_date"


@pytest.mark.parametrize("cell", ["hier", "12/03/201", "12", 12, 3.7, True, "mars", "12//2018", float("inf")])
def test_what_is_no_date_is_said(cell):
    assert refused(values.day, cell) == "unreadable_date"


@pytest.mark.parametrize("cell", ["-", "?", "néant", "N/A", "non précisé", "لا شيء", "…"])
def test_some_words_say_nothing(cell):
    assert values.text(cell) is None
    assert values.day(cell) is None


@pytest.mark.parametrize(
    ("cell", "code"),
    [("2018", "date_without_day"), ("mars 2018", "date_without_day"), ("12/03/1937", "date_out_of_range")],
)
def test_the_date_of_something_that_happened_is_full_and_near(cell, code):
    assert refused(values.full_date, cell) == code


def test_nothing_happens_years_from_now():
    later = clock.today() + timedelta(days=400)
    assert refused(values.full_date, later) == "date_out_of_range"
    assert refused(values.birth_date, clock.today() + timedelta(days=1)) == "date_out_of_range"


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("0612345678", RawPhone("0612345678")),
        (612345678, RawPhone("0612345678", restored=True)),
        (612345678.0, RawPhone("0612345678", restored=True)),
        ("612345678", RawPhone("0612345678", restored=True)),
        (212612345678, RawPhone("+212612345678")),
        ("+212 6 12 34 56 78", RawPhone("+212 6 12 34 56 78")),
        ("06-12-34-56-78", RawPhone("06-12-34-56-78")),
        ("٠٦١٢٣٤٥٦٧٨", RawPhone("0612345678")),
    ],
)
def test_phones_get_back_the_zero_that_a_spreadsheet_ate(cell, meant):
    assert values.phone(cell) == meant


@pytest.mark.parametrize("cell", ["abc", "12345", True, date(2018, 1, 1), "0" * 70])
def test_what_is_no_phone_is_said(cell):
    assert refused(values.phone, cell) == "not_a_phone"


@pytest.mark.parametrize("cell", ["F", "f", "Femme", "FÉMININ", "fille", "female", "Mme", "أنثى", "امرأة", "donna"])
def test_women_are_read_in_every_language(cell):
    assert values.sex(cell) == "F"


@pytest.mark.parametrize("cell", ["M", "H", "homme", "Masculin", "garçon", "male", "ذكر", "رجل", "maschio"])
def test_men_are_read_in_every_language(cell):
    assert values.sex(cell) == "M"


def test_an_unknown_sex_is_blank_and_nonsense_is_said():
    assert values.sex("inconnu") is None
    assert refused(values.sex, "X") == "unknown_sex"


@pytest.mark.parametrize("cell", ["12", 12, 12.0, "12,0", " 12 ", "١٢"])
def test_whole_numbers_are_read(cell):
    assert values.integer(cell) == 12


def test_thousands_may_be_apart():
    assert values.integer("1\u202f250") == 1250


@pytest.mark.parametrize("cell", ["12,5", 12.5, "douze", True])
def test_what_is_no_whole_number_is_said(cell):
    assert refused(values.integer, cell) == "not_a_number"


@pytest.mark.parametrize("cell", ["1", "0612345678", "A", "X" * 201])
def test_what_is_no_name_is_said(cell):
    assert refused(values.name, cell) == "not_a_name"


@pytest.mark.parametrize("cell", ["#REF!", "#N/A", "#VALUE!"])
def test_an_error_of_the_workbook_is_said(cell):
    for parse in (values.text, values.name, values.sex, values.day, values.phone):
        assert refused(parse, cell) == "cell_error"


def test_an_endless_text_is_refused():
    assert refused(values.text, "a" * 2001) == "text_too_long"


def test_numbers_and_dates_read_aloud_as_a_clerk_would():
    assert values.as_text(12.0) == "12"
    assert values.as_text(datetime(2018, 3, 12)) == "2018-03-12"
    assert values.as_text("  Amina\u200f \n Idrissi ") == "Amina Idrissi"


def test_a_closed_list_takes_words_as_people_write_them():
    parse = values.choice({"Réfugié": "refugee", "réf.": "refugee", "Marocain": "local"})
    assert parse("REFUGIE") == "refugee"
    assert refused(parse, "autre") == "not_in_list"


@given(ANY_CELL)
def test_a_parser_answers_any_cell_with_a_value_or_a_reason(cell):
    for parse in (values.text, values.name, values.sex, values.integer, values.phone, values.day, values.birth_date):
        try:
            parse(cell)
        except Problem as problem:
            assert problem.code in values.WORDS


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2026, 1, 1)))
def test_a_date_is_the_same_in_every_way_of_writing_it(day):
    ways = [day, f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}", day.isoformat(), (day - values.EXCEL_EPOCH).days]
    assert {values.day(way) for way in ways} == {Day(day)}


@given(st.text())
def test_folding_twice_is_folding_once(words):
    assert values.fold(values.fold(words)) == values.fold(words)
