"""Who somebody says she is, in forms that can be compared. Pure: no database, no vault."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import permutations

import phonenumbers

from terrain.imports.values import DIGITS, fold

DAY, MONTH, YEAR = "day", "month", "year"
HOME = "MA"
E164 = re.compile(r"\+[1-9]\d{6,14}")
HOME_NUMBER = re.compile(r"0[5-8]\d{8}", re.ASCII)
MOROCCAN = re.compile(r"\+212[5-8]\d{8}")
NOT_CARD = re.compile(r"[^0-9A-Z]")
APOSTROPHES = re.compile(r"['’‘ʼʻ`´]")
UNDECOMPOSED = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "ı": "i"}
    | {"ی": "ي", "ک": "ك"}
)
TWICE = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of somebody. Blank texts and ``None`` are unknown.

    ``sex``: ``F``, ``M`` or blank. ``birth_precision``: ``day``, ``month`` (the day reads 1), ``year`` (1 January) or
    blank. ``phone``: as ``normalise_phone`` gives it; ``phone_restored`` when a spreadsheet had eaten its first zero.
    ``card``: as ``normalise_card`` gives it.
    """

    full_name: str
    sex: str = ""
    birth: date | None = None
    birth_precision: str = ""
    nationality: str = ""
    phone: str = ""
    phone_restored: bool = False
    card: str = ""

    @property
    def full_birth(self) -> date | None:
        """The birth date when it is known to the day."""
        return self.birth if self.birth_precision == DAY else None


def normalise_phone(text: str | None, restored: bool = False) -> str:
    """The number as E.164 (``+212612345678``); as written when it cannot be one number. Blank for nothing.

    Without a country code it is Moroccan. ``restored``: nine digits that had lost their zero get it back.
    """
    words = " ".join((text or "").translate(DIGITS).split())
    if not words:
        return ""
    if restored and re.fullmatch(r"[1-9]\d{8}", words):
        words = "0" + words
    if HOME_NUMBER.fullmatch(words):
        return "+212" + words[1:]
    return _e164(words) or words


@lru_cache(maxsize=4096)
def _e164(words: str) -> str:
    try:
        number = phonenumbers.parse(words, HOME)
    except phonenumbers.NumberParseException:
        return ""
    if number.extension or not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_key(phone: str) -> str:
    """The number by which somebody may be recognised; blank when ``phone`` is not one whole number.

    Numbers that only fill a cell (all digits after the first alike, such as 0600000000) are nobody's.
    """
    if not MOROCCAN.fullmatch(phone) and not (E164.fullmatch(phone) and _e164(phone) == phone):
        return ""
    return "" if len(set(phone[-7:])) == 1 else phone


def normalise_card(text: str | None) -> str:
    """A residence card, identity card or passport number: Latin capitals and digits only."""
    return NOT_CARD.sub("", (text or "").translate(DIGITS).upper())


@lru_cache(maxsize=65536)
def card_key(card: str) -> str:
    """The card number by which somebody may be recognised; blank when it is too short or only fills a cell.

    A card has 5 to 20 signs, three digits at least, and not the same digit throughout.
    """
    digits = re.sub(r"\D", "", card)
    return card if 5 <= len(card) <= 20 and len(digits) >= 3 and len(set(digits)) > 1 else ""


@lru_cache(maxsize=65536)
def name_words(text: str) -> tuple[str, ...]:
    """The words of a name in alphabetical order; accents, case, punctuation ignored, Arabic letters in one form.

    An apostrophe parts nothing (N'Guessan is Nguessan), a hyphen parts (Jean-Paul is Jean Paul).
    """
    return tuple(sorted(fold(APOSTROPHES.sub("", text).translate(UNDECOMPOSED)).split()))


def plain_name(text: str) -> str:
    """A name for comparing: two names with the same plain form are the same name, whatever the order of the words."""
    return " ".join(name_words(text))


def name_birth_key(identity: Identity) -> str:
    """Full name with full birth date, for recognising; blank unless the name has two words and the day is known."""
    birth = identity.full_birth
    return name_beside(plain_name(identity.full_name), birth) if birth is not None else ""


def name_beside(name: str, birth: date) -> str:
    """A plain name with a full birth date; blank unless the name has two words."""
    return f"{name}|{birth.isoformat()}" if " " in name else ""


@lru_cache(maxsize=65536)
def _bare_words(text: str) -> tuple[str, ...]:
    """The words with doubled letters written once: Mohammed is Mohamed, Diallo is Dialo."""
    return tuple(sorted(_bare(word) for word in name_words(text)))


def _bare(word: str) -> str:
    return TWICE.sub(r"\1", word)


def names_compatible(a: str, b: str) -> bool:
    """Whether two names written beside the same telephone can be one person's. Rather no than a wrong yes.

    Yes when, accents, case and doubled letters ignored (Mohammed, Mohamed),

    1. both have the same words in any order (Diallo Aminata, Aminata DIALLO);
    2. or the same words, but for one that the other writes in two or three (Fatima Zahra, Fatimazahra);
    3. or all words of the shorter name stand in the longer one, and they are two different ones at least (Diallo
       Aminata, Diallo Aminata Binta); an initial may stand for a word that is left over, beside two words in common.

    Nothing else: a family shares its telephone and its family name, so one common word, an initial in place of a first
    name (Diallo A.) or one letter that differs (Karim, Karima) proves nothing.
    """
    shorter, longer = sorted((_bare_words(a), _bare_words(b)), key=len)
    left, rest, common = list(longer), [], set()
    for word in shorter:
        if word in left:
            left.remove(word)
            common.add(word)
        else:
            rest.append(word)
    if not shorter or not (rest or left):
        return bool(shorter)
    return _otherwise_parted(rest, left) or (sum(len(word) > 1 for word in common) >= 2 and _initials_fit(rest, left))


def _otherwise_parted(rest: list[str], left: list[str]) -> bool:
    """Whether one word of one name is two or three of the other written together."""
    one, many = sorted((rest, left), key=len)
    return len(one) == 1 and 2 <= len(many) <= 3 and any(_bare("".join(p)) == one[0] for p in permutations(many))


def _initials_fit(rest: list[str], left: list[str]) -> bool:
    """Whether each word of ``rest`` and a word of its own in ``left`` are a word and its initial."""
    for word in rest:
        match = next((w for w in left if 1 in (len(w), len(word)) and w[0] == word[0]), None)
        if match is None:
            return False
        left.remove(match)
    return True


def name_links(names: list[str]) -> Iterator[tuple[int, int]]:
    """Pairs of places in ``names`` whose names are compatible; only names that have something in common are compared."""
    if len(names) < 2:
        return
    by_part: dict[tuple[str, ...], list[int]] = {}
    for place, name in enumerate(names):
        words = [word for word in dict.fromkeys(_bare_words(name)) if len(word) > 1][:12]
        pairs = [(w, other) for n, w in enumerate(words) for other in words[n + 1 :]]
        letters = "".join(sorted(set("".join(_bare_words(name)))))
        for part in (*pairs, _bare_words(name), ("", letters)):
            by_part.setdefault(part, []).append(place)
    seen = set()
    for places in by_part.values():
        for n, first in enumerate(places):
            for second in places[n + 1 :]:
                if first != second and (first, second) not in seen:
                    seen.add((first, second))
                    if names_compatible(names[first], names[second]):
                        yield first, second
