"""The right sheet, the line of titles under whatever stands above it, and the true rows beneath."""

from datetime import date, datetime

import pytest

from terrain.imports.mapping import Vocabulary
from terrain.imports.reading import column_letter, decode, is_total, read_table, sniff_delimiter
from terrain.imports.refusals import Unreadable
from tests.imports.conftest import workbook
from tests.imports.files import ods
from tests.imports.quarry import STONES, TITLES, row

VOCABULARY = Vocabulary(STONES.columns)


def read(data: bytes, file_format: str = "xlsx", **options):
    return read_table(data, file_format, VOCABULARY, **options)


def text(words: str, encoding: str = "utf-8", **options):
    return read(words.encode(encoding), "csv", **options)


def test_titles_stand_under_lines_about_the_register():
    above = [["Soleterre — registre"], ["Projet", "", "", "W4I"], [], ["du 1/1/2018 au 31/12/2018"]]
    table = read(workbook([TITLES, row(20), row(21)], before=above))
    assert table.header_row == 5
    assert table.headers == TITLES
    assert table.numbers == [6, 7]
    assert table.columns[0] == ["Pierre ca", "Pierre cb"]


def test_titles_that_nobody_knows_are_found_by_their_shape():
    table = read(workbook([["Chose", "Truc", "Machin"], ["a", 1, 2], ["b", 3, 4]], before=[["Liste"]]))
    assert table.headers == ["Chose", "Truc", "Machin"]
    assert len(table) == 2


def test_a_table_that_begins_far_from_the_corner_keeps_its_own_letters_and_numbers():
    rows = [["", "", "Nom", "Poids"], ["", "", "Pierre", 3]]
    table = read(workbook(rows, before=[[], [], []]))
    assert table.letters == ["C", "D"]
    assert (table.header_row, table.numbers) == (4, [5])


def test_blank_rows_totals_and_repeated_titles_are_left_out_and_counted():
    rows = [TITLES, row(20), [], ["  ", "", None], TITLES, row(21), ["Total", 41], ["", "المجموع", "", 41]]
    table = read(workbook(rows))
    assert table.numbers == [2, 6]
    assert table.ignored == {"blank": 2, "repeated_titles": 1, "totals": 2}


@pytest.mark.parametrize("cells", [["TOTAL", 3], ["Sous-total :", 3], ["", "Totaux", "12"], ["المجموع العام", 4]])
def test_totals_are_known(cells):
    assert is_total(cells)


@pytest.mark.parametrize("cells", [["Total Energies", "Rabat", 3], ["Totaline Dupont"], [3, 4], ["Fatima Somme", "F"]])
def test_people_are_no_totals(cells):
    assert not is_total(cells)


def test_the_sheet_with_the_register_is_chosen_and_hidden_ones_are_not_seen():
    def more(book, first):
        book.add_worksheet("Vide")
        page = book.add_worksheet("Registre")
        for number, cells in enumerate([TITLES, row(20)]):
            page.write_row(number, 0, cells)
        hidden = book.add_worksheet("Caché")
        hidden.write_row(0, 0, TITLES)
        hidden.hide()

    data = workbook([["Notes", "Autres"], ["lire", "ceci"]], sheet="Notes", more=more)
    table = read(data)
    assert table.sheet == "Registre"
    assert table.sheets == ["Notes", "Vide", "Registre"]
    assert read(data, sheet="Notes").headers == ["Notes", "Autres"]
    with pytest.raises(Unreadable) as caught:
        read(data, sheet="Caché")
    assert caught.value.code == "no_sheet"


def test_cells_merged_downwards_are_told():
    def more(book, page):
        page.merge_range(1, 4, 3, 4, "Azilal")

    table = read(workbook([TITLES, row(20), row(21), row(22)], more=more))
    assert table.merges == [(2, 4, 4)]


def test_dates_numbers_and_texts_come_as_they_are():
    data = workbook([TITLES, ["Pierre", 3, "=2+2", "' = x", "-"]])
    table = read(data)
    assert [column[0] for column in table.columns] == ["Pierre", 3, "=2+2", "' = x", "-"]
    assert table.letters == ["A", "B", "C", "D", "E"]


def test_date_cells_are_dates():
    def more(book, page):
        page.write_datetime(1, 2, datetime(2018, 3, 12), book.add_format({"num_format": "dd/mm/yyyy"}))

    cell = read(workbook([TITLES, row(20)], more=more)).columns[2][0]
    assert (cell.date() if isinstance(cell, datetime) else cell) == date(2018, 3, 12)


def test_nothing_under_the_titles_is_said():
    with pytest.raises(Unreadable):
        read(workbook([TITLES]))
    with pytest.raises(Unreadable):
        read(workbook([[]]))


def test_an_ods_is_read_like_any_other():
    table = read(ods([["Registre"], ["Nom", "Poids"], ["Pierre", "3"]]), "ods")
    assert table.headers == ["Nom", "Poids"]
    assert table.columns == [["Pierre"], ["3"]]


def test_what_no_reader_understands_is_damaged():
    with pytest.raises(Unreadable):
        read(b"PK\x03\x04 nothing", "xlsx")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_separator_is_found(delimiter):
    lines = [["Nom", "Poids", "Carrière"], ["Pierre, dite 'la grosse'", "3", ""], ["Grès", "4", "Azilal; nord"]]
    words = "\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    assert sniff_delimiter(words) == delimiter
    table = text(words)
    assert table.columns[1] == ["3", "4"]
    assert table.columns[0][0] == "Pierre, dite 'la grosse'"


def test_the_separator_that_excel_writes_on_top_is_obeyed():
    table = text("sep=|\nNom|Poids\nPierre; grosse|3\n")
    assert table.headers == ["Nom", "Poids"]
    assert table.numbers == [3]


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("Prénom;Téléphone\nÉlise;06", "utf-8"),
        ("Prénom;Téléphone\nÉlise;06", "utf-8-sig"),
        ("Prénom;Téléphone\nÉlise;06", "cp1252"),
        ("Prénom;Téléphone\nÉlise;06", "utf-16"),
        ("الاسم;الهاتف\nفاطمة;06", "utf-8"),
        ("الاسم;الهاتف\nفاطمة;06", "cp1256"),
        ("الاسم;الهاتف\nفاطمة;06", "utf-16"),
    ],
)
def test_every_usual_encoding_is_read(words, encoding):
    assert decode(words.encode(encoding)).lstrip("\ufeff") == words


def test_quoted_cells_may_hold_line_breaks():
    table = text('Nom;Poids\n"Pierre\nà feu";3\n')
    assert table.columns == [["Pierre\nà feu"], ["3"]]


def test_short_and_long_lines_do_not_shift_columns():
    table = text("Nom;Poids;Date\nPierre;3\nGrès;4;12/03/2018;trop\n")
    assert table.columns[1] == ["3", "4"]
    assert table.columns[2] == [None, "12/03/2018"]


def test_a_line_of_a_thousand_separators_is_refused():
    with pytest.raises(Unreadable):
        text("Nom;Poids\n" + ";" * 3000 + "\n")


def test_a_first_look_stops_early():
    table = read(workbook([TITLES, *[row(n) for n in range(20, 6020)]]), most_rows=2001)
    assert 2001 <= len(table) < 6000


def test_columns_without_title_or_content_are_left_out():
    table = read(workbook([["Nom", "", "Poids", ""], ["Pierre", "", 3, "note"]]))
    assert table.headers == ["Nom", "Poids", ""]
    assert table.letters == ["A", "C", "D"]


@pytest.mark.parametrize(("place", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_named_as_a_spreadsheet_does(place, letter):
    assert column_letter(place) == letter
