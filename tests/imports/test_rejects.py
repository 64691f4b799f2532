"""The refused rows come back as the clerk's own workbook, harmless, and can be read again."""

import io
from datetime import datetime

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from terrain.imports import rejects
from terrain.imports.mapping import Vocabulary
from terrain.imports.reading import read_table
from tests.imports.conftest import workbook
from tests.imports.files import ods
from tests.imports.quarry import STONES, TITLES, row

VOCABULARY = Vocabulary(STONES.columns)
COLUMNS = {"name": 0, "weight": 1, "found": 2}
UNLUCKY = [("weight", "unlucky", "")]
DANGEROUS = ["=cmd|' /C calc'!A0", "+212612345678", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")']


def back(data: bytes, bad, file_format: str = "xlsx", columns=COLUMNS) -> bytes:
    table = read_table(data, file_format, VOCABULARY)
    with override("en"):
        return rejects.bad_rows(data, file_format, STONES, table, columns, bad)


def cells(data: bytes) -> list[list]:
    return [list(line) for line in load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)]


def test_titles_stay_and_only_bad_rows_follow_with_their_reasons():
    above = [["Registre 2018", None, None, None, None]]
    data = workbook([TITLES, row(20), row(21), row(22), row(23)], before=above)
    given = cells(back(data, {4: UNLUCKY, 6: [*UNLUCKY, ("found", "impossible_date", "")]}))
    assert given[0][0] == "Registre 2018"
    assert given[1] == [*TITLES, "Errors"]
    assert [line[0] for line in given[2:]] == ["Pierre cb", "Pierre cd"]
    assert given[2][5] == "Weight: thirteen brings bad luck"
    assert given[3][5] == "Weight: thirteen brings bad luck; Found on: impossible date"


def test_what_comes_back_can_be_corrected_and_read_again():
    data = workbook([TITLES, row(20), row(21), row(22)], before=[["Registre"], []])
    table = read_table(back(data, {5: UNLUCKY}), "xlsx", VOCABULARY)
    assert table.headers == [*TITLES, "Errors"]
    assert [column[0] for column in table.columns[:2]] == ["Pierre cb", 31]


def test_a_second_return_does_not_grow_a_second_column_of_errors():
    once = back(workbook([TITLES, row(20), row(21)]), {2: UNLUCKY, 3: UNLUCKY})
    assert cells(back(once, {3: UNLUCKY}))[0] == [*TITLES, "Errors"]


def test_the_looks_of_the_workbook_are_kept():
    def more(book, page):
        page.set_column(0, 0, 44)
        page.write(2, 0, "Pierre dorée", book.add_format({"bold": True, "bg_color": "#FFCC00"}))
        page.write_datetime(2, 2, datetime(2018, 3, 12), book.add_format({"num_format": "dd/mm/yyyy"}))

    page = load_workbook(io.BytesIO(back(workbook([TITLES, row(20), row(21)], more=more), {3: UNLUCKY}))).active
    assert page.column_dimensions["A"].width == pytest.approx(44, abs=1)
    assert page["A2"].font.bold
    assert page["C2"].value == datetime(2018, 3, 12)
    assert page["C2"].number_format.lower() == "dd/mm/yyyy"
    assert page["B2"].fill.fgColor.rgb == "FFF3D6CC"


def test_a_merged_cell_speaks_for_the_row_that_is_left():
    def more(book, page):
        page.merge_range(1, 4, 3, 4, "Azilal")

    given = cells(back(workbook([TITLES, row(20), row(21), row(22)], more=more), {4: UNLUCKY}))
    assert given[1][4] == "Azilal"


def test_other_sheets_filters_and_rules_do_not_come_along():
    def more(book, page):
        page.autofilter(0, 0, 3, 3)
        page.data_validation(1, 1, 3, 1, {"validate": "list", "source": "=Autre!$A$1:$A$2"})
        page.conditional_format(1, 1, 3, 1, {"type": "cell", "criteria": ">", "value": 3, "format": book.add_format()})
        book.define_name("Choix", "=Autre!$A$1:$A$2")
        book.add_worksheet("Autre").write(0, 0, "secret")

    book = load_workbook(io.BytesIO(back(workbook([TITLES, row(20), row(21)], more=more), {3: UNLUCKY})))
    assert book.sheetnames == ["Feuil1"]
    assert not book.active.auto_filter.ref
    assert not book.active.data_validations.dataValidation
    assert not list(book.defined_names)


def test_formulas_come_back_as_the_values_they_showed():
    def more(book, page):
        page.write_formula(2, 1, "=10+3", None, 13)
        page.write_formula(2, 4, '=HYPERLINK("http://evil.example")', None, "cliquez")

    page = load_workbook(io.BytesIO(back(workbook([TITLES, row(20), row(21)], more=more), {3: UNLUCKY}))).active
    assert (page["B2"].value, page["B2"].data_type) == (13, "n")
    assert (page["E2"].value, page["E2"].data_type) == ("cliquez", "s")


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_can_become_a_formula_and_it_reads_back_the_same(text):
    data = workbook([TITLES, row(20), row(21, site=text)])
    given = back(data, {3: UNLUCKY})
    cell = load_workbook(io.BytesIO(given)).active["E2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert b"<f>" not in given
    before, after = (read_table(d, "xlsx", VOCABULARY).columns[4][-1] for d in (data, given))
    assert before == after


@pytest.mark.parametrize("text", [*DANGEROUS, "'=1", "''=1", "l'eau", "'"])
def test_a_text_table_comes_back_as_a_harmless_workbook(text):
    data = f'Nom;Poids;Carrière\nPierre;3;x\nGrès;4;"{text.replace(chr(34), chr(34) * 2)}"\n'.encode()
    given = back(data, {3: UNLUCKY}, "csv", {"name": 0, "weight": 1})
    assert cells(given)[0] == ["Nom", "Poids", "Carrière", "Errors"]
    assert load_workbook(io.BytesIO(given)).active["C2"].data_type == "s"
    before = read_table(data, "csv", VOCABULARY).columns[2][-1]
    after = read_table(given, "xlsx", VOCABULARY).columns[2][0]
    assert before == after


def test_an_ods_and_a_very_long_workbook_are_written_anew(monkeypatch):
    data = ods([["Nom", "Poids"], ["Pierre", "3"], ["Grès", "4"]])
    assert cells(back(data, {3: UNLUCKY}, "ods", {"name": 0, "weight": 1}))[1][:2] == ["Grès", "4"]
    monkeypatch.setattr(rejects, "MOST_CELLS_OF_OWN", 3)
    given = cells(back(workbook([["Registre"], TITLES, row(20), row(21)]), {4: UNLUCKY}))
    assert given[0] == [*TITLES, "Errors"]
    assert given[1][:2] == ["Pierre cb", 31]


def test_reasons_are_in_the_language_of_the_reader():
    data = workbook([TITLES, row(20), row(21)])
    table = read_table(data, "xlsx", VOCABULARY)
    with override("en"):
        english = rejects.bad_rows(data, "xlsx", STONES, table, COLUMNS, {3: [("", "x", "for itself")]})
    assert cells(english)[1][5] == "whole row: for itself"
