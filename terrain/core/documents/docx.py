"""A paper as DOCX, to be worked on: right to left in its paragraphs, runs and tables, in a font that every office has.

The text stays whole here; only what XML cannot hold is replaced by a visible sign.
"""

import io
import zipfile

from docx import Document
from docx.document import Document as DocumentFile
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_DIRECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell
from docx.text.paragraph import Paragraph as Line

from terrain.core.documents import directions
from terrain.core.documents.paper import (
    Note,
    Pairs,
    Paper,
    Paragraph,
    Part,
    Table,
    clean,
    filled,
    one_line,
    row_of,
    shares,
)

FONT = "Times New Roman"
"""Has both scripts on every desktop; a PDF embeds its own letters, a DOCX is drawn with those of its reader."""
SIZES = {"Normal": 12, "Title": 18, "Subtitle": 13, "Heading 1": 14, "Remark": 9.5}
GREY = RGBColor(0x5A, 0x5A, 0x5A)
ROOM = 166
LABEL = 0.34
EPOCH = (1980, 1, 1, 0, 0, 0)

_AFTER_BIDI = [
    "w:adjustRightInd",
    "w:snapToGrid",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:mirrorIndents",
    "w:suppressOverlap",
    "w:jc",
    "w:textDirection",
    "w:textAlignment",
    "w:textboxTightWrap",
    "w:outlineLvl",
    "w:divId",
    "w:cnfStyle",
    "w:rPr",
    "w:sectPr",
    "w:pPrChange",
]
_AFTER_LANG = ("w:eastAsianLayout", "w:specVanish", "w:oMath")
_AFTER_SIZE = [
    "w:highlight",
    "w:u",
    "w:effect",
    "w:bdr",
    "w:shd",
    "w:fitText",
    "w:vertAlign",
    "w:rtl",
    "w:cs",
    "w:em",
    "w:lang",
    "w:eastAsianLayout",
    "w:specVanish",
    "w:oMath",
]


def as_docx(paper: Paper) -> bytes:
    """The paper as DOCX."""
    file = Document()
    _styles(file, paper)
    _page(file, paper)
    _opening(file, paper)
    for part in paper.parts:
        _part(file, paper, part)
    for line in paper.signed:
        _write(file.add_paragraph(), one_line(line), paper, align="end").paragraph_format.keep_with_next = True
    _about(file, paper)
    return _packed(file)


def _write(line: Line, text: str, paper: Paper, align: str = "start", bold: bool = False) -> Line:
    """Write ``text`` into a paragraph: which way the paragraph runs, and each run in it (``w:bidi``, ``w:rtl``).

    A word processor from Microsoft goes by the runs, others by the signs in the text alone: both are told.
    """
    base = directions.base_of(text, paper.rtl)
    tell = bool(base) or directions.mixed(text)
    if base:
        line._p.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *_AFTER_BIDI)
    if align == "center":
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif (align == "end") == (bool(base) == paper.rtl):
        # In a paragraph that runs from right to left, "right" means the side where its lines end.
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for number, part in enumerate(text.split("\n")):
        if number:
            line.add_run().add_break()
        for level, words in directions.runs(part, base):
            run = line.add_run(directions.embedded(words, base) if tell and level % 2 == 0 else words)
            if level % 2:
                run.font.rtl = True
            if bold:
                run.font.bold = run.font.cs_bold = True
    return line


def _opening(file: DocumentFile, paper: Paper) -> None:
    for number, words in enumerate(paper.head):
        line = _write(file.add_paragraph(), one_line(words), paper, bold=number == 0)
        line.paragraph_format.space_after = Pt(0)
    if paper.day:
        _write(file.add_paragraph(), paper.dated(), paper, align="end")
    _write(file.add_paragraph(style="Title"), one_line(paper.title), paper, align="center")
    if paper.subtitle:
        _write(file.add_paragraph(style="Subtitle"), one_line(paper.subtitle), paper, align="center")


def _part(file: DocumentFile, paper: Paper, part: Part) -> None:
    if part.title:
        _write(file.add_paragraph(style="Heading 1"), one_line(part.title), paper)
    for block in part.blocks:
        match block:
            case Paragraph(text):
                text = clean(text)
                _write(file.add_paragraph(), text, paper, align=_own(text, paper))
            case Note(text):
                text = clean(text)
                _write(file.add_paragraph(style="Remark"), text, paper, align=_own(text, paper))
            case Pairs(pairs):
                rows = [[filled(label), filled(value)] for label, value in pairs]
                _table(file, paper, rows, [LABEL, 1 - LABEL], labels=True)
            case Table():
                rows = [row_of(row, block.columns) for row in ((block.head,) if block.head else ()) + block.rows]
                _table(file, paper, rows, shares(block), titled=bool(block.head))


def _own(text: str, paper: Paper) -> str:
    """A paragraph that runs against its paper begins on its own side."""
    return "start" if bool(directions.base_of(text, paper.rtl)) == paper.rtl else "end"


def _table(
    file: DocumentFile,
    paper: Paper,
    rows: list[list[str]],
    parts: list[float],
    titled: bool = False,
    labels: bool = False,
) -> None:
    """A table, mirrored where one reads from right to left; its head comes again on every page."""
    if not rows:
        return
    table = file.add_table(len(rows), len(parts), None if labels else "Table Grid")
    table.autofit = False
    if paper.rtl:
        table.table_direction = WD_TABLE_DIRECTION.RTL
    for column, part in zip(table.columns, parts, strict=True):
        column.width = Mm(ROOM * part)
    for number, (row, cells) in enumerate(zip(table.rows, rows, strict=True)):
        if titled and number == 0:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for place, (cell, text) in enumerate(zip(row._tr.tc_lst, cells, strict=True)):
            cell.width = Mm(ROOM * parts[place])
            strong = titled and number == 0 or labels and place == 0
            line = _write(_Cell(cell, table).paragraphs[0], text, paper, bold=strong)
            line.paragraph_format.space_after = Pt(2)
    file.add_paragraph(style="Remark").paragraph_format.space_after = Pt(0)


def _page(file: DocumentFile, paper: Paper) -> None:
    """A4, the mark above, the number below on every page."""
    section = file.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(22)
    section.header_distance = section.footer_distance = Mm(10)
    if paper.rtl:
        section._sectPr.insert_element_before(
            OxmlElement("w:bidi"), "w:rtlGutter", "w:docGrid", "w:printerSettings", "w:sectPrChange"
        )
    above, below = section.header.paragraphs[0], section.footer.paragraphs[0]
    above.style = below.style = file.styles["Remark"]
    _write(above, one_line(paper.mark), paper, align="center")
    below.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(below, "PAGE")
    below.add_run(" / ")
    _field(below, "NUMPAGES")


def _field(line: Line, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    field.append(line.add_run("1")._r)
    line._p.append(field)


def _styles(file: DocumentFile, paper: Paper) -> None:
    """The five styles of a paper: one font and both sizes, black, spoken in the paper's language."""
    remark = file.styles.add_style("Remark", WD_STYLE_TYPE.PARAGRAPH)
    remark.base_style = file.styles["Normal"]
    for name, size in SIZES.items():
        style = file.styles[name]
        _letters(style, size, paper)
        style.font.color.rgb = GREY if name == "Remark" else RGBColor(0, 0, 0)
        style.font.italic = style.font.cs_italic = False
        style.font.bold = style.font.cs_bold = name in {"Title", "Heading 1"}
        style.paragraph_format.space_after = Pt(6)
        style.paragraph_format.space_before = Pt(12 if name in {"Title", "Heading 1"} else 0)
    for border in file.styles["Title"].element.iter(qn("w:pBdr")):
        border.getparent().remove(border)


def _letters(style: ParagraphStyle, size: float, paper: Paper) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    letters = style.element.get_or_add_rPr()
    for kind in list(letters.rFonts.attrib):
        if kind.endswith("Theme"):
            del letters.rFonts.attrib[kind]
    letters.rFonts.set(qn("w:cs"), FONT)
    for old in letters.findall(qn("w:szCs")) + letters.findall(qn("w:lang")) + letters.findall(qn("w:spacing")):
        letters.remove(old)
    arabic = OxmlElement("w:szCs")
    arabic.set(qn("w:val"), str(round(size * 2)))
    letters.insert_element_before(arabic, *_AFTER_SIZE)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), "fr-FR" if paper.rtl else paper.tag)
    spoken.set(qn("w:bidi"), "ar-MA")
    letters.insert_element_before(spoken, *_AFTER_LANG)


def _about(file: DocumentFile, paper: Paper) -> None:
    """What the file says of itself: its title, its language, its day; nobody's name."""
    about = file.core_properties
    about.title, about.language = one_line(paper.title)[:255], paper.tag
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.created = about.modified = paper.instant.replace(tzinfo=None)
    relations = file.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype.endswith("/thumbnail")]:
        del relations[key]


def _packed(file: DocumentFile) -> bytes:
    """The file's bytes, without the instant at which it was packed."""
    written, out = io.BytesIO(), io.BytesIO()
    file.save(written)
    with zipfile.ZipFile(written) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            after.writestr(zipfile.ZipInfo(name, EPOCH), before.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
