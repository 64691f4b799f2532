"""Official papers as DOCX and PDF: read back as whoever opens them reads them."""

import io
import re
import unicodedata
import zipfile
from datetime import date
from pathlib import Path

import docx
import pypdf
import pytest
from bidi import get_display
from docx.enum.table import WD_TABLE_DIRECTION
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from terrain.core.documents import Note, Pairs, Paper, Paragraph, Part, Table, as_docx, as_pdf, directions

DAY = date(2026, 11, 26)
ROWS = tuple((f"{number} أكتوبر 2026", "المحكمة الابتدائية", "" if number % 2 else "نعم") for number in range(1, 81))
ARABIC = Paper(
    language="ar",
    title="تقرير إلى السيد قاضي الأحداث",
    subtitle="ملف عدد 2026/MIN/0142",
    head=("جمعية بيتي", "الدار البيضاء"),
    mark="سري",
    parts=(
        Part("الطفلة", (Pairs((("الاسم", "سلمى (Salma)"), ("الهاتف", "06 12 34 56 78"), ("الولي", ""))),)),
        Part("الوضعية", (Paragraph("قابلها المحامي Youssef Tazi بتاريخ 2026-10-09."), Note("تُركت جانبا: وثيقتان."))),
        Part("الجلسات", (Table(("التاريخ", "المحكمة", "الدفاع"), ROWS),)),
    ),
    signed=("مديرة المركز", "أمينة بنعلي"),
    day=DAY,
)
FRENCH = Paper(
    language="fr",
    title="Rapport au juge des mineurs",
    head=("Association Bayti",),
    mark="Confidentiel",
    parts=(
        Part("L'enfant", (Pairs((("Nom", "Salma (سلمى)"), ("Tuteur", "  "))), Paragraph("Entendue.\nDeux fois."))),
        Part("Audiences", (Table(("Date", "Décision"), (("3 octobre", "Renvoi"), ("4 octobre",))),)),
    ),
    signed=("La directrice",),
    day=DAY,
)
HARMFUL = {
    "control signs": "\x00\x01\x1b[31mrouge\x07",
    "half a character": "a\ud800b\udfff",
    "a long paragraph": "كلمة word 12 " * 1600,
    "a word without end": "a" * 20_000,
    "an Arabic word without end": "ب" * 5_000,
    "marks without a letter": "\u0651" * 3_000,
    "signs without width": "\u200f\u200d\u200b" * 3_000,
    "full stops": "." * 20_000,
    "brackets": "(" * 10_000 + "ب" + ")" * 10_000,
    "emoji": "👩‍👩‍👧🙂" * 500,
    "lines": "\n" * 2_000,
    "markup": "#let x = sys.inputs; $x$ \\u{1} *a* _b_ `c` @ref <w:p> &amp; ]]> =cmd|'/C calc'!A0 #read(\"/etc/passwd\")",
    "turned around": "abc\u202e123\u2066x\u2069",
}


def paper_of(text, language="ar"):
    """The text whole in a paragraph and in a cell, its beginning wherever else words stand."""
    part, short = text[:1000], text[:200]
    table = Table((short,), ((text,), (part,)))
    blocks = (Paragraph(text), Note(part), Pairs(((short, part),)), table)
    return Paper(
        language, part, subtitle=part, head=(part,), mark=short, parts=(Part(short, blocks),), signed=(part, short)
    )


def opened(paper):
    return docx.Document(io.BytesIO(as_docx(paper)))


def cells(file, number):
    return [[cell.text for cell in row.cells] for row in file.tables[number].rows]


def words_of(paper):
    """What stands on each page of the PDF, with how far from the left and from the foot it begins."""
    pages = []
    for page in pypdf.PdfReader(io.BytesIO(as_pdf(paper))).pages:
        found = []

        def see(text, place, within, _font, _size, found=found):
            if text.strip():
                found.append((text.strip(), place[4] + within[4], place[5]))

        page.extract_text(visitor_text=see)
        pages.append(found)
    return pages


def where(page, text):
    """How far from the left and from the foot ``text`` begins on a page."""
    return next((left, height) for words, left, height in page if words == text)


def drawn(paper):
    """How many shapes the first page's fonts have for each letter."""
    shapes = {}
    for font in pypdf.PdfReader(io.BytesIO(as_pdf(paper))).pages[0]["/Resources"]["/Font"].values():
        table = font.get_object()["/ToUnicode"].get_data().decode()
        for code in re.findall(r"<[0-9A-F]{4}> <([0-9A-F]{4})>", table):
            shapes[chr(int(code, 16))] = shapes.get(chr(int(code, 16)), 0) + 1
    return shapes


# ── Which way a line runs ──────────────────────────────────────────────────────────────────────────────────────────

SIGNS = "abZ ابتمُא()[]{}12٣٤+-/%.,:!\"'،؛«»é\u0300\u200f\u200e"


def ordered(text, base):
    """The signs of a line from left to right, by the levels that we found (rules L1 and L2)."""
    levels = directions.levels(text, base)
    for place in range(len(text) - 1, -1, -1):
        if unicodedata.bidirectional(text[place]) != "WS":
            break
        levels[place] = base
    signs = list(zip(levels, text, strict=True))
    for height in range(max(levels, default=0), 0, -1):
        place = 0
        while place < len(signs):
            end = place
            while end < len(signs) and signs[end][0] >= height:
                end += 1
            signs[place:end] = signs[place:end][::-1]
            place = max(end, place + 1)
    return "".join(sign for _, sign in signs)


def without_sides(text):
    """An opening and a closing bracket as one: whoever draws them turns them round by the level."""
    return text.translate(str.maketrans(")]}»", "([{«"))


@settings(max_examples=300, deadline=None)
@given(st.text(SIGNS, max_size=25), st.sampled_from([0, 1]))
def test_a_mixed_line_is_ordered_as_another_library_orders_it(text, base):
    if directions.isolated(text) == text:
        assert without_sides(ordered(text, base)) == without_sides(get_display(text, base_dir="LR"[base]))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("الهاتف 06 12 34 56 78 ثم", "06 12 34 56 78"),
        ("الهاتف: +212 6 12 34 56 78.", "+212 6 12 34 56 78"),
        ("يوم 2026-10-09، صباحا", "2026-10-09"),
        ("ملف 2026/MIN/0142 عدد", "2026/MIN/0142"),
        ("بريد s.elamrani@exemple.ma هنا", "s.elamrani@exemple.ma"),
        ("بتاريخ 26/11/2026 صباحا", "26/11/2026"),
        ("مع Amina El Idrissi (coordinatrice) غدا", "Amina El Idrissi (coordinatrice)"),
    ],
)
def test_what_is_read_from_left_to_right_stands_so_in_an_arabic_line(text, kept):
    seen = ordered(text, 1)
    assert kept in seen
    assert seen.index(kept) < seen.rindex(text[0])


@pytest.mark.parametrize(
    ("text", "rtl", "base"),
    [
        ("Note de l'école : absente.", True, 0),
        ("Amina Benali، 17 سنة", True, 1),
        ("17", True, 1),
        ("", True, 1),
        ("سلمى", False, 1),
        ("Salma سلمى", False, 0),
        ("17", False, 0),
    ],
)
def test_a_paragraph_runs_as_its_paper_unless_it_holds_only_the_other_script(text, rtl, base):
    assert directions.base_of(text, rtl) == base


# ── DOCX ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_arabic_docx_runs_from_right_to_left():
    file = opened(ARABIC)
    line = next(line for line in file.paragraphs if "المحامي" in line.text)
    assert line._p.pPr.find(qn("w:bidi")) is not None
    assert [(run.text, bool(run.font.rtl)) for run in line.runs] == [
        ("قابلها المحامي ", True),
        ("Youssef Tazi", False),
        (" بتاريخ ", True),
        ("\u200f\u202a2026-10-09\u202c\u200f", False),
        (".", True),
    ]
    assert file.sections[0]._sectPr.find(qn("w:bidi")) is not None
    assert [table.table_direction for table in file.tables] == [WD_TABLE_DIRECTION.RTL, WD_TABLE_DIRECTION.RTL]


def test_a_french_docx_runs_from_left_to_right_but_for_an_arabic_name():
    file = opened(FRENCH)
    assert file.sections[0]._sectPr.find(qn("w:bidi")) is None
    assert not [
        line for line in file.paragraphs if line._p.pPr is not None and line._p.pPr.find(qn("w:bidi")) is not None
    ]
    runs = file.tables[0].rows[0].cells[1].paragraphs[0].runs
    assert [(run.text, bool(run.font.rtl)) for run in runs] == [("Salma (", False), ("سلمى", True), (")", False)]
    assert file.tables[0].table_direction is None


def test_a_docx_tells_everything_in_its_order():
    file = opened(FRENCH)
    told = [line.text for line in file.paragraphs if line.text]
    assert told == [
        "Association Bayti",
        "26 novembre 2026",
        "Rapport au juge des mineurs",
        "L'enfant",
        "Entendue.\nDeux fois.",
        "Audiences",
        "La directrice",
    ]
    assert cells(file, 0) == [["Nom", "Salma (سلمى)"], ["Tuteur", "—"]]
    assert cells(file, 1) == [["Date", "Décision"], ["3 octobre", "Renvoi"], ["4 octobre", "—"]]


def test_a_docx_has_its_mark_and_page_numbers_on_every_page_and_repeats_the_head_of_a_table():
    section = opened(ARABIC).sections[0]
    assert section.header.paragraphs[0].text == "سري"
    fields = [field.get(qn("w:instr")) for field in section.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    rows = opened(ARABIC).tables[1].rows
    heads = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in rows]
    assert heads == [True] + [False] * len(ROWS)
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_arabic_letters_have_a_size_a_weight_and_a_language_of_their_own():
    letters = opened(ARABIC).styles["Heading 1"].element.rPr
    kinds = [child.tag.split("}")[1] for child in letters]
    order = ["rFonts", "b", "bCs", "i", "iCs", "color", "sz", "szCs", "lang"]
    assert kinds == order
    assert letters.find(qn("w:szCs")).get(qn("w:val")) == letters.find(qn("w:sz")).get(qn("w:val")) == "28"
    assert letters.find(qn("w:lang")).get(qn("w:bidi")) == "ar-MA"
    assert letters.find(qn("w:rFonts")).get(qn("w:cs")) == "Times New Roman"


def test_emoji_and_letters_no_font_has_stay_in_the_docx():
    text = "Elle rit 🙂 et écrit ⵜⴰⵎⴰⵣⵉⵖⵜ, 漢字."
    assert text in [line.text for line in opened(paper_of(text, "fr")).paragraphs]


# ── PDF ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_arabic_letters_join_on_paper():
    assert drawn(Paper("ar", "ههه"))["ه"] == 3, "its first, middle and last form"
    assert drawn(Paper("ar", "ه ه ه"))["ه"] == 1, "it stands alone each time"


def test_an_arabic_line_begins_on_the_right_and_a_name_in_it_runs_its_own_way():
    paper = Paper("ar", "تقرير", parts=(Part("", (Paragraph("ذهبت Amina Bennani اليوم 06 12 34 56 78"),)),))
    page = words_of(paper)[0]
    order = [words for words, left, height in sorted(page, key=lambda one: -one[1]) if height == where(page, "ذهبت")[1]]
    assert order == ["ذهبت", "Amina Bennani", "اليوم", "06 12 34 56 78"]
    assert where(page, "ذهبت")[0] > 400, "near the right margin of a page of 595 points"


def test_the_columns_of_an_arabic_table_stand_from_right_to_left_and_those_of_a_french_one_from_left_to_right():
    arabic, french = words_of(ARABIC)[0], words_of(FRENCH)[0]
    assert where(arabic, "التاريخ")[0] > where(arabic, "المحكمة")[0] > where(arabic, "الدفاع")[0]
    assert where(french, "Date")[0] < where(french, "Décision")[0]
    assert where(arabic, "الاسم")[0] > 400
    assert where(french, "Nom")[0] < 100


def test_every_page_has_the_mark_the_number_and_the_head_of_the_table():
    pages = words_of(ARABIC)
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        texts = [words for words, _, _ in page]
        assert texts.count("سري") == 1
        assert texts.count(f"{number} / {len(pages)}") == 1
        assert texts.count("التاريخ") == 1
    assert sum(words == "المحكمة الابتدائية" or words == "المحكمة" for page in pages for words, _, _ in page) >= len(
        ROWS
    )


def test_an_empty_value_is_a_dash_on_paper():
    page = words_of(FRENCH)[0]
    assert where(page, "—")[1] == where(page, "Tuteur")[1]


def test_the_day_is_said_in_the_language_of_the_paper():
    assert "26 novembre 2026" in [words for words, _, _ in words_of(FRENCH)[0]]
    assert "نونبر" in [words for words, _, _ in words_of(ARABIC)[0]]
    undated = Paper("fr", "Titre")
    assert [words for words, _, _ in words_of(undated)[0]] == ["Titre", "1 / 1"]


def test_a_note_in_french_in_an_arabic_paper_begins_on_the_left():
    page = words_of(Paper("ar", "تقرير", parts=(Part("", (Paragraph("Note de l'école."), Paragraph("ملاحظة"))),)))[0]
    assert where(page, "Note de l'école.")[0] < 100
    assert where(page, "ملاحظة")[0] > 400


def test_a_sign_that_no_letter_can_show_is_a_box_on_paper():
    page = words_of(Paper("fr", "Titre", parts=(Part("", (Paragraph("avant🙂après"),)),)))[0]
    assert "avant\x00après" in [words for words, _, _ in page], "glyph 0, the box, stands between"


def test_tifinagh_is_written():
    assert drawn(Paper("fr", "ⵜⴰⵎⴰⵣⵉⵖⵜ")).keys() >= set("ⵜⴰⵎⵣⵉⵖ")


def test_a_word_wider_than_its_cell_is_broken_and_stays_on_the_page():
    address = "salma.el.amrani.bouhaddou.de.casablanca@association-au-nom-tres-long.exemple.ma"
    table = Table(tuple("abcdefgh"), ((address, *"bcdefgh"),) * 2)
    page = words_of(Paper("fr", "Titre", parts=(Part("", (table,)),)))[0]
    assert all(left < 550 for _, left, _ in page)
    assert len({height for words, _, height in page if words in address and len(words) > 1}) > 1


# ── Both ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("paper", [FRENCH, ARABIC], ids=["fr", "ar"])
def test_the_same_paper_gives_the_same_bytes_that_name_nobody(paper):
    assert as_docx(paper) == as_docx(paper)
    assert as_pdf(paper) == as_pdf(paper)
    about = opened(paper).core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    assert (about.title, about.created.date()) == (paper.title, DAY)
    reader = pypdf.PdfReader(io.BytesIO(as_pdf(paper)))
    assert set(reader.metadata) <= {"/Title", "/Creator", "/CreationDate", "/ModDate"}
    assert reader.metadata.title == paper.title
    assert reader.trailer["/Root"]["/Lang"] == {"fr": "fr-FR", "ar": "ar-MA"}[paper.language]


def test_the_files_name_no_folder_of_this_machine():
    here = str(Path(directions.__file__).parent).encode()
    parts = zipfile.ZipFile(io.BytesIO(as_docx(ARABIC)))
    assert not [name for name in parts.namelist() if here in parts.read(name)]
    reader = pypdf.PdfReader(io.BytesIO(as_pdf(ARABIC)))
    assert not [
        number for number in range(1, len(reader.xref[0]) + 1) if here in repr(reader.get_object(number)).encode()
    ]


def test_the_letters_come_with_their_licence():
    fonts = Path(directions.__file__).parent / "fonts"
    for file in fonts.glob("*.ttf"):
        licence = fonts / f"{file.stem.split('-')[0]}-OFL.txt"
        assert "SIL OPEN FONT LICENSE" in licence.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("harm", HARMFUL)
def test_no_text_breaks_a_paper(harm, language):
    paper = paper_of(HARMFUL[harm], language)
    assert len(pypdf.PdfReader(io.BytesIO(as_pdf(paper))).pages) >= 1
    assert opened(paper).tables


def test_what_is_no_character_leaves_a_visible_sign_and_what_would_turn_words_round_leaves_nothing():
    told = [line.text for line in opened(paper_of("a\x00b\ud800c\u202ed\x1be", "fr")).paragraphs]
    assert "a\ufffdb\ufffdcd\ufffde" in told


def test_markup_is_text():
    text = '#read("/etc/passwd") *a* <w:p/> &amp; =1+1'
    assert text in [line.text for line in opened(paper_of(text, "fr")).paragraphs]
    seen = "".join(words for words, _, _ in words_of(Paper("fr", "Titre", parts=(Part("", (Paragraph(text),)),)))[0])
    assert text in seen


ANY = st.text(st.one_of(st.characters(), st.characters(categories=["Cs"]), st.sampled_from(SIGNS)), max_size=60)


@settings(max_examples=40, deadline=None)
@given(
    language=st.sampled_from(["fr", "ar"]),
    text=ANY,
    head=st.lists(ANY, max_size=3),
    rows=st.lists(st.lists(ANY, max_size=4), max_size=3),
)
def test_any_words_go_through_both_writers(language, text, head, rows):
    table = Table(tuple(head), tuple(tuple(row) for row in rows))
    paper = Paper(
        language,
        text,
        subtitle=text,
        head=tuple(head),
        mark=text,
        parts=(Part(text, (Paragraph(text), Note(text), Pairs(((text, text),)), table)),),
        signed=tuple(head),
    )
    assert as_pdf(paper).startswith(b"%PDF")
    written = "".join(line.text for line in opened(paper).paragraphs)
    for letter in text:
        if letter.isalnum():
            assert letter in written
