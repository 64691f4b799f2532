"""What cells say: parsers that every kind of row may share.

A parser takes one raw, non-blank cell and returns a value, ``None`` for "says nothing", or raises ``Problem`` with a
code of ``WORDS``. Parsers are pure: the engine calls them once per distinct raw value.
"""

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from terrain.core import clock
from terrain.imports.registry import Cell, Problem

DAY, MONTH, YEAR = "day", "month", "year"
FEMALE, MALE = "F", "M"

WORDS: dict[str, Any] = {
    "blank_required": _("nothing is written here, and it is needed"),
    "cell_error": _("the workbook itself shows an error here (#REF!, #N/A…)"),
    "impossible_date": _("impossible date"),
    "unreadable_date": _("this is not a date"),
    "date_without_day": _("the day or the month is missing"),
    "date_out_of_range": _("this date is too far in the past or in the future"),
    "unknown_sex": _("neither female nor male"),
    "not_a_name": _("this is not a name"),
    "not_a_number": _("this is not a whole number"),
    "not_a_phone": _("this is not a telephone number"),
    "not_in_list": _("this is not one of the expected answers"),
    "text_too_long": _("this text is far too long"),
    "phones_restored": ngettext_lazy(
        "%(count)d telephone number had lost its first zero: restored",
        "%(count)d telephone numbers had lost their first zero: restored",
        "count",
    ),
    "only_years": ngettext_lazy(
        "%(count)d date gives only the year: kept as a year",
        "%(count)d dates give only the year: kept as a year",
        "count",
    ),
}

DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]")
SPACES = re.compile(r"\s+")
ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
NOTHING = frozenset({"na", "n a", "neant", "nd", "non precise", "none", "nil", "null", "vide", "لا شيء", "غير محدد"})
NOT_ASCII_WORD = re.compile(r"[^a-z0-9]+")
LONGEST_TEXT, LONGEST_NOTHING = 2000, 16
EXCEL_EPOCH = date(1899, 12, 30)


class Day(NamedTuple):
    """A date and how exactly it is known: ``day``, ``month`` (day reads 1) or ``year`` (1 January)."""

    date: date
    precision: str = DAY


class RawPhone(NamedTuple):
    """A telephone number as written; ``restored`` when a spreadsheet had eaten its first zero."""

    text: str
    restored: bool = False


def fold(words: str) -> str:
    """``words`` for comparing: no accents, case, punctuation or double spaces; Arabic letters in one form."""
    bare = unicodedata.normalize("NFKD", INVISIBLE.sub("", words)).casefold()
    if bare.isascii():
        return NOT_ASCII_WORD.sub(" ", bare).strip()
    bare = "".join(
        " " if not (c.isalnum() or unicodedata.combining(c)) else c for c in bare if not unicodedata.combining(c)
    )
    return SPACES.sub(" ", bare.replace("ـ", "").translate(_ARABIC)).strip()


_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي"}) | DIGITS


def _refuse_error(cell: Cell) -> None:
    if isinstance(cell, str) and cell in ERRORS:
        raise Problem("cell_error")


def as_text(cell: Cell) -> str:
    """The cell as a clerk would read it aloud: no ``.0`` after whole numbers, dates as ISO, one space between words."""
    if isinstance(cell, str):
        return SPACES.sub(" ", INVISIBLE.sub("", cell)).strip()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    return str(cell)


def text(cell: Cell) -> str | None:
    """Any text; a lone dash, question mark or "néant" says nothing."""
    _refuse_error(cell)
    words = as_text(cell)
    if len(words) > LONGEST_TEXT:
        raise Problem("text_too_long")
    return None if _says_nothing(words) else words


def _says_nothing(words: str) -> bool:
    if words.isdecimal() or (len(words) > LONGEST_NOTHING and words[0].isalnum() and words[-1].isalnum()):
        return False
    folded = fold(words)
    return not folded or folded in NOTHING


def name(cell: Cell) -> str | None:
    """A person's name: at least two letters in any script, and more letters than digits."""
    words = text(cell)
    if words is None:
        return None
    letters = sum(c.isalpha() for c in words)
    if letters < 2 or letters <= sum(c.isdigit() for c in words) or len(words) > 200:
        raise Problem("not_a_name")
    return words


_WOMEN = "f femme feminin feminine fille female woman girl w mme mlle femmina donna انثي امراه بنت فتاه نساء ا"
_MEN = "m h homme masculin masculine garcon male man boy mr maschio uomo ذكر رجل ولد فتي ذ"
_SEXES: dict[str, str | None] = {
    **dict.fromkeys((*_WOMEN.split(), "femme f", "f femme"), FEMALE),
    **dict.fromkeys((*_MEN.split(), "h homme", "m homme"), MALE),
    **dict.fromkeys(("u", "unknown", "inconnu", "non renseigne"), None),
}


def sex(cell: Cell) -> str | None:
    """``F`` or ``M`` from the words used in French, English, Italian and Arabic registers."""
    words = text(cell)
    if words is None:
        return None
    folded = fold(words)
    if folded not in _SEXES:
        raise Problem("unknown_sex")
    return _SEXES[folded]


def integer(cell: Cell) -> int | None:
    """A whole number; thousands may be separated by spaces, also thin ones."""
    if isinstance(cell, bool):
        raise Problem("not_a_number")
    if isinstance(cell, int):
        return cell
    if isinstance(cell, float):
        if not cell.is_integer():
            raise Problem("not_a_number")
        return int(cell)
    words = text(cell)
    if words is None:
        return None
    bare = SPACES.sub("", words.translate(DIGITS))
    if not re.fullmatch(r"[+-]?\d{1,15}([.,]0+)?", bare):
        raise Problem("not_a_number")
    return int(re.split(r"[.,]", bare)[0])


def phone(cell: Cell) -> RawPhone | None:
    """A telephone number as written, for the room that knows people to normalise.

    A spreadsheet that took ``0612345678`` for a number keeps nine digits: the zero is given back and ``restored`` set.
    """
    if isinstance(cell, bool | date | timedelta):
        raise Problem("not_a_phone")
    words = text(cell)
    if words is None:
        return None
    words = words.translate(DIGITS)
    digits = re.sub(r"\D", "", words)
    if len(digits) < 6 or len(words) > 60:
        raise Problem("not_a_phone")
    if words == digits and len(digits) == 9 and (not isinstance(cell, str) or digits[0] in "5678"):
        return RawPhone("0" + digits, restored=True)
    if words == digits and len(digits) == 12 and digits.startswith("212"):
        return RawPhone("+" + digits)
    return RawPhone(words)


def choice(options: dict[str, str]) -> Callable[[Cell], str | None]:
    """A parser for a closed list: ``options`` maps words as people write them to the value they mean."""
    folded = {fold(words): value for words, value in options.items()}

    def parse(cell: Cell) -> str | None:
        words = text(cell)
        if words is None:
            return None
        if fold(words) not in folded:
            raise Problem("not_in_list")
        return folded[fold(words)]

    return parse


_MONTH_WORDS = {
    1: "janvier january gennaio janv jan gen يناير",
    2: "fevrier february febbraio fevr fev feb فبراير",
    3: "mars march marzo mar مارس",
    4: "avril april aprile avr apr ابريل",
    5: "mai may maggio mag ماي مايو",
    6: "juin june giugno jun giu يونيو",
    7: "juillet july luglio juil jul lug يوليوز يوليو",
    8: "aout august agosto aug ago غشت اغسطس",
    9: "septembre september settembre sept sep set شتنبر سبتمبر",
    10: "octobre october ottobre oct ott اكتوبر",
    11: "novembre november novembre nov نونبر نوفمبر",
    12: "decembre december dicembre dec dic دجنبر ديسمبر",
}
MONTHS = {word: number for number, words in _MONTH_WORDS.items() for word in words.split()}
_NUMERIC = re.compile(
    r"(\d{1,4})\s*[/.\-\\ ]\s*(\d{1,2})\s*[/.\-\\ ]\s*(\d{1,4})(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?"
)
_MONTH_YEAR = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{4})")
_WORDED = re.compile(r"(?:(\d{1,2})(?:er|st|nd|rd|th|°)? )?([^\W\d]+) (\d{4}|\d{2})")
_COMPACT = re.compile(r"(?:19|20)\d{6}")


def _year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    if len(digits) != 2:
        raise Problem("unreadable_date")
    short = int(digits)
    return short + (2000 if short <= clock.today().year % 100 + 1 else 1900)


def _made(year: int, month: int = 1, day: int = 1, precision: str = DAY) -> Day:
    try:
        return Day(date(year, month, day), precision)
    except ValueError as error:
        raise Problem("impossible_date") from error


def _numeric_date(match: re.Match[str]) -> Day:
    first, middle, last = match.groups()
    if len(first) == 4:
        return _made(int(first), int(middle), int(last))
    if len(first) == 3:
        raise Problem("unreadable_date")
    return _made(_year(last), int(middle), int(first))


def _text_date(words: str) -> Day:
    plain = words.translate(DIGITS).strip(" .,;'’")
    if match := _NUMERIC.fullmatch(plain):
        return _numeric_date(match)
    if re.fullmatch(r"\d{4}", plain):
        return _year_only(int(plain))
    if match := _MONTH_YEAR.fullmatch(plain):
        return _made(int(match[2]), int(match[1]), precision=MONTH)
    if _COMPACT.fullmatch(plain):
        return _made(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
    return _worded_date(fold(plain))


def _worded_date(folded: str) -> Day:
    while folded and (first := folded.split(" ")[0]).isalpha() and first not in MONTHS:
        folded = folded[len(first) + 1 :]
    match = _WORDED.fullmatch(folded)
    if match is None or match[2] not in MONTHS:
        raise Problem("unreadable_date")
    month, year = MONTHS[match[2]], _year(match[3])
    return _made(year, month, int(match[1])) if match[1] else _made(year, month, precision=MONTH)


def _year_only(number: int) -> Day:
    if not 1880 <= number <= 2150:
        raise Problem("unreadable_date")
    return Day(date(number, 1, 1), YEAR)


def day(cell: Cell) -> Day | None:
    """A date with its precision: a date cell, ``dd/mm/yyyy``, ``dd.mm.yy``, ISO, a month in words, a year alone.

    Day before month, as written in Morocco; two-digit years up to next year are of this century. A number from 1880
    to 2150 is a year, a larger one the day number that a spreadsheet shows when a date lost its format.
    """
    if isinstance(cell, datetime):
        return Day(cell.date())
    if isinstance(cell, date):
        return Day(cell)
    if isinstance(cell, bool):
        raise Problem("unreadable_date")
    if isinstance(cell, int | float):
        return _number_date(cell)
    words = text(cell)
    return None if words is None else _text_date(words)


def _number_date(number: float) -> Day:
    if 2150 < number < 110_000:
        return Day(EXCEL_EPOCH + timedelta(days=int(number)))
    if not math.isfinite(number) or number != int(number):
        raise Problem("unreadable_date")
    if 19_000_000 < number < 21_000_000:
        return _text_date(str(int(number)))
    return _year_only(int(number))


def full_date(cell: Cell) -> date | None:
    """A date known to the day, between 1950 and one year from now: when something happened."""
    found = day(cell)
    if found is None:
        return None
    if found.precision != DAY:
        raise Problem("date_without_day")
    if not found.date.year >= 1950 or found.date > clock.today() + timedelta(days=366):
        raise Problem("date_out_of_range")
    return found.date


def birth_date(cell: Cell) -> Day | None:
    """A birth date with its precision, between 1900 and today."""
    found = day(cell)
    if found is not None and not date(1900, 1, 1) <= found.date <= clock.today():
        raise Problem("date_out_of_range")
    return found


def _fits(parse: Callable[[Cell], Any]) -> Callable[[Cell], bool]:
    def fits(cell: Cell) -> bool:
        try:
            return parse(cell) is not None
        except Problem:
            return False

    return fits


def _looks_like_phone(cell: Cell) -> bool:
    digits = re.sub(r"[\s.()+/-]", "", as_text(cell)).translate(DIGITS)
    return digits.isdigit() and 9 <= len(digits) <= 14


def _looks_like_name(cell: Cell) -> bool:
    return isinstance(cell, str) and not any(c.isdigit() for c in cell) and len(cell) < 80 and _fits(name)(cell)


def _looks_like_date(cell: Cell) -> bool:
    return not (isinstance(cell, int | float) and cell > 110_000) and _fits(day)(cell)


SHAPES: dict[str, Callable[[Cell], bool]] = {
    "text": lambda cell: True,
    "name": _looks_like_name,
    "sex": _fits(sex),
    "date": _looks_like_date,
    "year": lambda cell: _looks_like_date(cell) or _fits(integer)(cell),
    "number": _fits(integer),
    "phone": _looks_like_phone,
}
"""How a cell of each shape looks; used to propose and to doubt a mapping, never to change a value."""
