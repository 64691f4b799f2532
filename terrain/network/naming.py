"""Names of organisations and services made comparable: over accents, articles, legal forms, acronyms, translations and two scripts.

A word of a name becomes a ``Token``: every form under which the same word may stand elsewhere, and how much it says of which one is
meant. Words of a dated list (``reference/name_words.yaml``) stand for their meaning, so that ``Tribunal`` and ``المحكمة`` are one; what
is not in it, such as the name of a person or a town, is compared by its consonants.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml

from terrain.core.entries import Strict
from terrain.programmes.models import plain

FILE = Path(__file__).with_name("reference") / "name_words.yaml"
ARABIC = re.compile(r"[\u0621-\u064a\u066e-\u06d3]")
PARTS = re.compile(r"[()\[\]«»“”\"]|\s[-–—/]\s")
SUN = re.compile(r"^[ea]([^aeiou])\1")
"""``EsSalam``, ``Ennour``: the article written into the word."""
CAPITALS = re.compile(r"\b[A-Z][A-Z0-9]{2,}s?\b")
FIRST = {"form": 0.0, "kind": 0.25, "word": 0.8}
OWN = 1.0
"""How much a word says: a legal form nothing, a sort of place little, a name of its own all."""
SAME_SOUNDS = {"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي"}
LETTERS = {
    "ب": "b", "ت": "t", "ث": "t", "ج": "j", "ح": "", "خ": "x", "د": "d", "ذ": "d", "ر": "r", "ز": "z", "س": "s", "ش": "S",
    "ص": "s", "ض": "d", "ط": "t", "ظ": "d", "غ": "g", "ف": "f", "ق": "k", "ك": "k", "ل": "l", "م": "m", "ن": "n", "گ": "g",
    "ڭ": "g", "پ": "b", "ڤ": "f",
}  # fmt: skip
PAIRS = (
    ("sch", "S"),
    ("ch", "S"),
    ("sh", "S"),
    ("kh", "x"),
    ("gh", "g"),
    ("ph", "f"),
    ("th", "t"),
    ("dh", "d"),
    ("qu", "k"),
)
SINGLE = str.maketrans({"q": "k", "p": "b", "v": "f", "c": "k"})


class Words(Strict):
    """The list of words. Each group holds the ways of writing one meaning, plain."""

    checked: date
    small: tuple[str, ...]
    form: tuple[tuple[str, ...], ...]
    kind: tuple[tuple[str, ...], ...]
    word: tuple[tuple[str, ...], ...]
    free_mail: tuple[str, ...]

    def meanings(self) -> Mapping[str, tuple[str, float]]:
        """A word → what stands for its meaning, and how much it says."""
        found: dict[str, tuple[str, float]] = {}
        for group, weight in FIRST.items():
            for ways in getattr(self, group):
                found |= dict.fromkeys(map(bare, ways), (f"={ways[0]}", weight))
        return found


@dataclass(frozen=True)
class Token:
    """A word of a name: the forms under which it may stand elsewhere, its weight from 0 to 1, whether it is written in Arabic."""

    forms: frozenset[str]
    weight: float
    arabic: bool
    word: str


@lru_cache
def words() -> Words:
    """The list. Raises ``pydantic.ValidationError`` naming what is wrong."""
    return Words.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))


@lru_cache
def _meanings() -> Mapping[str, tuple[str, float]]:
    return words().meanings()


@lru_cache
def _small() -> frozenset[str]:
    return frozenset(words().small)


def bare(text: str) -> str:
    """A text for comparing: as ``plain``, with the letters that Arabic writes in several ways made one."""
    return "".join(SAME_SOUNDS.get(letter, letter) for letter in plain(text))


def skeleton(word: str) -> str:
    """How a plain word sounds, in either script: ``a`` when it begins with a vowel, then its consonants, each once in a row."""
    sounds = _of_arabic(word) if ARABIC.search(word) else _of_latin(word)
    return re.sub(r"(.)\1+", r"\1", sounds)


def _of_arabic(word: str) -> str:
    first = {"ا": "a", "ع": "a", "و": "w", "ي": "y"}.get(word[:1], "")
    return first + "".join(LETTERS.get(letter, "") for letter in word)


def _of_latin(word: str) -> str:
    first = "w" if re.match(r"w|ou[aeiy]", word) else "y" if word[:1] == "y" else "a" if word[:1] in "aeiou" else ""
    word = re.sub(r"c(?=[eiy])", "s", word)
    word = re.sub(r"g(?=[ei])", "j", word)
    for ways, one in PAIRS:
        word = word.replace(ways, one)
    return first + re.sub(r"[aeiouwyh]", "", word.translate(SINGLE))


def _ways(word: str) -> list[str]:
    """A plain word and the same one without what may be written into it: the article, a preposition of one letter."""
    ways = [word]
    if ARABIC.search(word):
        for begin in ("وال", "بال", "لل", "ال"):
            if word.startswith(begin) and len(word) > len(begin) + 1:
                ways.append(word[len(begin) :])
                break
        else:
            if word[0] in "بل" and len(word) > 3:
                ways.append(word[1:])
    elif SUN.match(word):
        ways.append(word[2:])
    return ways


@lru_cache(maxsize=20_000)
def token(word: str) -> Token:
    """A plain word as it is compared."""
    ways, arabic = _ways(word), bool(ARABIC.search(word))
    for way in ways:
        if way in _meanings():
            meaning, weight = _meanings()[way]
            sounds = {f"~{skeleton(way)}"} if arabic and weight > FIRST["kind"] else set()
            return Token(frozenset({meaning, *sounds}), weight, arabic, way)
    sounds = {f"~{skeleton(way)}" for way in ways if len(skeleton(way)) > 1}
    return Token(frozenset({*ways, *sounds}), OWN, arabic, ways[-1])


@lru_cache(maxsize=20_000)
def tokens(name: str) -> tuple[Token, ...]:
    """The words of a name that say something, legal forms left out."""
    found = [token(word) for word in bare(name).split() if word not in _small()]
    return tuple(one for one in found if one.weight)


def parts(name: str) -> list[str]:
    """The names within a name: the whole of it, what it begins with, and what stands in brackets or after a dash and could be a name by
    itself: an acronym, or two words that say something; a town in brackets is none."""
    pieces = [piece.strip() for piece in PARTS.split(name) if piece.strip()]
    if len(pieces) < 2:
        return [name]
    telling = [piece for piece in pieces[:1] if _own(piece)]
    telling += [piece for piece in pieces[1:] if CAPITALS.fullmatch(piece) or _own(piece) > 1]
    return list(dict.fromkeys([name, *telling]))


def _own(piece: str) -> int:
    """How many of its words say which one is meant."""
    return sum(one.weight == OWN for one in tokens(piece))


def acronyms(name: str) -> frozenset[str]:
    """The acronyms written in a name."""
    return frozenset(
        found.rstrip("s").casefold() for found in CAPITALS.findall(name) if not name.isupper() or len(name) < 9
    )


def initials(name: str) -> frozenset[str]:
    """The acronyms that a name could have: the first letters of its words, with and without its legal form."""
    found = set()
    for piece in parts(name):
        letters = [word for word in bare(piece).split() if word not in _small() and not ARABIC.search(word)]
        own = [word for word in letters if token(word).weight]
        found |= {"".join(word[0] for word in some) for some in (letters, own) if len(some) > 2}
    return frozenset(found)


def mail_host(address: str) -> str:
    """The host of an e-mail address; blank for one where anybody has an address."""
    host = address.rpartition("@")[2].casefold().strip()
    return "" if host in words().free_mail else host


def digits(phone: str) -> str:
    """A telephone number for comparing: its last nine digits, blank when it has fewer."""
    found = "".join(letter for letter in phone if letter.isdigit())
    return found[-9:] if len(found) > 8 else ""


def found_in(asked: str, names: Iterable[str]) -> bool:
    """Whether each word that is asked for begins a word of one of the names, sounds like it in another script, or means the same."""
    known = list(names)
    begins = [word for name in known for word in bare(name).split() for word in _ways(word)]
    forms = {form for name in known for word in bare(name).split() for form in token(word).forms if form[:1] in "~="}
    for word in bare(asked).split():
        own = token(word)
        other = {form for form in own.forms if form[:1] == "=" or (form[:1] == "~" and len(form) > 2)}
        if not any(begin.startswith(way) for begin in begins for way in _ways(word)) and not other & forms:
            return False
    return True
