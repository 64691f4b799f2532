"""What a text says without seeming to: signs that nobody sees, numbers in words, a name written apart."""

import re
import unicodedata
from collections.abc import Iterator

from terrain.people.matching.words import APOSTROPHES, MARKS

FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Signs that count as letters and show nothing."""
HIDDEN = frozenset(["Mn", "Me", "Cf", "Cc", "Co", "Cn"])

FR = (
    "zéro|zero|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante|"
    "cinquante|soixante|septante|octante|nonante|cents?|mille"
)
EN = (
    "oh|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|double"
)
IT = (
    "zero|un[oa]?|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|tredici|quattordici|quindici|sedici|diciassette|"
    "diciotto|diciannove|(?:venti?|trenta?|quaranta?|cinquanta?|sessanta?|settanta?|ottanta?|novanta?)"
    "(?:uno?|due|tr[eé]|quattro|cinque|sei|sette|otto|nove)?|cento|mille"
)
AR = (
    "صفر|زيرو|واحدة?|[اإ]ثنان|[اإ]ثنين|[اإ]ثنتا|[اإ]ثنا|جوج|زوج|[ثت]لا[ثت]ة?|[أا]?ربعة?|خمسة?|ستة?|سبعة?|[ثت]ما?ني?ة?|[ثت]سعة?|عشرة?|"
    "(?:عشر|[ثت]لا[ثت]|[أا]?ربع|خمس|ست|سبع|[ثت]ما?ن|تسع)(?:ون|ين)|مئة|مائة|[أا]لف"
)
NUMBER = rf"(?:و?(?:{AR})|{FR}|{EN}|{IT})"
BETWEEN = r"(?:[\s,.،–-]+(?:(?:et|and|e)\s+)?)"
YEARS = r"(?:ans?|anni|anno|years?|سنوات|سنة|عاما|عام|[أا]عوام)"
SPELT = re.compile(rf"\b{NUMBER}(?:{BETWEEN}{NUMBER}){{3,}}\b", re.IGNORECASE)
"""Four numbers in words one after the other: a telephone, or a year."""
AGES = (
    re.compile(rf"\b{NUMBER}(?:{BETWEEN}{NUMBER}){{0,3}}[\s-]+{YEARS}\b", re.IGNORECASE),
    re.compile(r"[^\W\d_]+(?:\s+عشرة?)?\s+من\s+(?:عمره[ام]?ا?|العمر)\b"),
)
SINGLES, APART = 3, 5
"""Letters from which a name spelt out, and one parted in two, is looked for."""


def bare(text: str) -> str:
    """The text as it is read: letters and their accents in one form, without vowel signs and whatever shows nothing."""
    whole = unicodedata.normalize("NFKC", APOSTROPHES.sub("'", text))
    return "".join(sign for sign in MARKS.sub("", whole) if sign in "\n\r\t" or not _hidden(sign))


def _hidden(sign: str) -> bool:
    return sign in FILLERS or unicodedata.category(sign) in HIDDEN


def strange(text: str) -> Iterator[str]:
    """Words with letters that are neither Latin nor Arabic: some look like Latin ones, and no name is known in them."""
    for found in re.finditer(r"[^\W\d_]+", text):
        if not all(unicodedata.name(sign, "").startswith(("LATIN", "ARABIC")) for sign in found.group()):
            yield found.group()


def spelt_out(text: str) -> Iterator[tuple[str, str]]:
    """Letters that stand alone one after the other: (as written, as one word), every part of such a row that may be a name."""
    row: list[re.Match[str]] = []
    for found in re.finditer(r"[^\W\d_]+", text):
        near = bool(row) and len(text[row[-1].end() : found.start()]) <= SINGLES
        if len(found.group()) > 1 or not near:
            yield from _parts(text, row)
            row = []
        if len(found.group()) == 1:
            row.append(found)
    yield from _parts(text, row)


def _parts(text: str, row: list[re.Match[str]]) -> Iterator[tuple[str, str]]:
    for first in range(len(row)):
        for last in range(min(len(row), first + 12), first + SINGLES - 1, -1):
            some = row[first:last]
            yield text[some[0].start() : some[-1].end()], "".join(one.group() for one in some)
