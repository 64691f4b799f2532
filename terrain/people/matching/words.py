"""The words of a name in Latin or Arabic script, and what they sound like in one alphabet common to both.

Sounds are written one sign each: consonants in small letters (``S`` is sh, ``x`` kh, ``G`` gh, ``T`` th, ``D`` dh), vowels in
capitals: ``A`` (a, alef), ``E`` (e), ``Y`` (i, y, ya), ``W`` (o, ou, u, w, waw), ``Q`` for the letter ain. The sounds of a word keep its vowels, for comparing; its
skeleton drops them, for finding candidates only: Amine and Amina have one skeleton and are two names.
"""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ARABIC = re.compile(r"[\u0600-\u06ff]")
MARKS = re.compile(
    r"[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
APOSTROPHES = re.compile(r"['’‘ʼʻ`´ʾʿ]")
PARTED = re.compile(r"[^\w]+|_+", re.UNICODE)
ARABIC_LETTERS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ئ": "ي", "ی": "ي", "ک": "ك", "گ": "ك", "ڭ": "ك", "ݣ": "ك"}
    | {"ڤ": "ف", "پ": "ب", "چ": "ش", "ء": "", "ہ": "ه", "ھ": "ه", "ے": "ي"}
)
UNDECOMPOSED = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "ɓ": "b", "ɗ": "d", "ŋ": "n", "ɲ": "ny"}
)

DIGITS = str.maketrans({"2": "", "3": "", "5": "kh", "6": "t", "7": "h", "8": "gh", "9": "q"})
TITLES = frozenset(
    [
        "moulay",
        "my",
        "mly",
        "sidi",
        "si",
        "lalla",
        "lala",
        "haj",
        "hajj",
        "hadj",
        "hajja",
        "hadja",
        "mme",
        "mlle",
        "mr",
        "m",
        "dr",
        "sr",
        "sra",
        "don",
        "dona",
        "مولاي",
        "سيدي",
        "سي",
        "لالة",
        "لالا",
        "للا",
        "لله",
        "الحاج",
        "الحاجة",
        "حاج",
        "حاجة",
        "السيد",
        "السيدة",
    ]
)
ARTICLES = frozenset(
    [
        "el",
        "al",
        "l",
        "les",
        "et",
        "es",
        "ez",
        "er",
        "ech",
        "ed",
        "en",
        "ess",
        "ett",
        "ezz",
        "err",
        "edd",
        "enn",
        "as",
        "ash",
        "ar",
        "an",
        "az",
        "at",
        "ad",
        "ال",
    ]
)
JOINED = {
    "ben": "ben", "bin": "ben", "ibn": "ben", "bni": "ben", "beni": "ben", "بن": "بن", "ابن": "بن", "بني": "بن",
    "oulad": "ould", "ouled": "ould", "اولاد": "ولد",
    "ait": "ait", "ayt": "ait", "ايت": "ايت", "ou": "ou", "او": "او", "bou": "bou", "abou": "bou", "abu": "bou",
    "bel": "bel", "bu": "bou", "بو": "بو", "ابو": "بو", "ngo": "ngo", "نغو": "نغو",
}  # fmt: skip
"""Particles that make one word with the next; different spellings of one particle are made one."""
CHILD_OF = frozenset(["bent", "bint", "mint", "بنت", "منت", "ould", "wold", "wuld", "ولد", "ag", "walet"])
"""What links a name to the father's, and is left out as often as it is written."""
OF = frozenset(["de", "dela", "del", "dos", "das"])
MOTHER_OF = frozenset(["oum", "um", "umm", "om", "ام"])
SERVANT = frozenset(["abd", "abdel", "abdul", "abdoul", "abder", "abdes", "abdou", "عبد"])
MARRIED = frozenset(["ep", "epouse", "epse", "nee", "ne", "veuve", "vve", "wife", "زوجة", "حرم", "ارملة"])
"""What follows is another family name of hers, in place of the other or beside it."""

LATIN = (
    ("tch", "tS"), ("sch", "S"), ("ch", "S"), ("sh", "S"), ("kh", "x"), ("gh", "G"), ("th", "T"), ("dh", "D"),
    ("ph", "f"), ("dj", "j"), ("dz", "z"), ("qu", "k"), ("ck", "k"), ("ou", "W"), ("oo", "W"), ("gue", "gE"),
    ("gui", "gY"), ("guy", "gY"), ("ge", "jE"), ("gi", "jY"), ("gy", "jY"), ("ce", "sE"), ("ci", "sY"), ("cy", "sY"), ("ay", "AY"),
    ("oe", "WE"), ("ae", "AE"), ("x", "ks"), ("a", "A"), ("e", "E"), ("i", "Y"), ("y", "Y"), ("o", "W"), ("u", "W"),
    ("w", "W"), ("q", "k"), ("c", "k"), ("j", "j"), ("v", "v"),
)  # fmt: skip
_OPENING_WITH = {first: tuple(one for one in LATIN if one[0][0] == first) for first in {one[0][0] for one in LATIN}}
ARABIC_SOUNDS = {
    "ا": "A", "ب": "b", "ت": "t", "ث": "T", "ج": "j", "ح": "h", "خ": "x", "د": "d", "ذ": "D", "ر": "r", "ز": "z",
    "س": "s", "ش": "S", "ص": "s", "ض": "d", "ط": "t", "ظ": "D", "ع": "Q", "غ": "G", "ف": "f", "ق": "k", "ك": "k",
    "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "W", "ي": "Y", "ى": "A", "ة": "A",
}  # fmt: skip
TWICE = re.compile(r"(.)\1+")
ALIKE = str.maketrans("TDSxGvpqQ", "tdskgfbk\0")
"""Sounds that clerks write for one another, made one in a skeleton (kh as k, gh as g or r, th as t, sh as s…)."""
WEAK = re.compile(r"[AEYWQ\0]")


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A word of a name. ``plain``: as compared letter by letter; ``sounds``: one or two readings of it, with and without
    an article written on to it; ``name``: the given name that it spells, when the table knows it; ``sex``: of that name.
    ``servant``: it begins with Abd el, which its sounds leave out: Abderrazzak is no more like Abdelhak than Razzak like Hak.
    """

    plain: str
    sounds: tuple[str, ...]
    arabic: bool
    name: str = ""
    sex: str = ""
    servant: bool = False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Word) and self.plain == other.plain

    def __hash__(self) -> int:
        return hash(self.plain)

    @property
    def initial(self) -> bool:
        """Whether it is only the first letter of a word."""
        return len(self.plain) == 1


@dataclass(frozen=True, slots=True)
class Name:
    """A full name: its words in the order written, and ``married``: family names that stand for another one."""

    words: tuple[Word, ...]
    married: tuple[Word, ...] = ()


@lru_cache
def _table() -> dict[str, tuple[str, str]]:
    """Spelling → (given name, sex)."""
    found: dict[str, tuple[str, str]] = {}
    for line in Path(__file__).with_name("given-names.txt").read_text(encoding="utf-8").splitlines():
        if line and line[0] not in "#~":
            name, sex, *spellings = line.split("|")
            for spelling in " ".join(spellings).split():
                found.setdefault(_letters(spelling), (name, sex))
    return found


@lru_cache
def spellings() -> list[str]:
    """Every spelling of the table, plain, in order."""
    return sorted(_table())


def given_names(beginning: str) -> set[str]:
    """The given names of the table that some spelling beginning like this (plain, two letters at least) is of."""
    if len(beginning) < 2:
        return set()
    known, found = spellings(), set()
    for spelling in known[bisect_left(known, beginning) :]:
        if not spelling.startswith(beginning):
            break
        found.add(_table()[spelling][0])
    return found


@lru_cache
def related() -> frozenset[tuple[str, str]]:
    """Pairs of given names that one person often bears both of."""
    lines = Path(__file__).with_name("given-names.txt").read_text(encoding="utf-8").splitlines()
    pairs = [tuple(line[1:].split()) for line in lines if line.startswith("~")]
    return frozenset((a, b) for one, other in pairs for a, b in ((one, other), (other, one)))


@lru_cache(maxsize=65536)
def _letters(text: str) -> str:
    """Lower case without accents or marks; Arabic letters in one form."""
    flat = MARKS.sub("", unicodedata.normalize("NFKC", text)).lower().translate(UNDECOMPOSED)
    flat = flat.replace("ç", "s")
    if ARABIC.search(flat):
        flat = flat.translate(ARABIC_LETTERS)
        if flat.endswith("ه") and len(flat) > 3:
            flat = flat[:-1] + "ة"
    parts = unicodedata.normalize("NFKD", flat)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def _parts(text: str) -> list[str]:
    flat = _letters(APOSTROPHES.sub("", MARKS.sub("", unicodedata.normalize("NFKC", text))))
    return [_ta(_spoken(part)) for part in PARTED.split(flat) if part and not part.isdigit()]


def _spoken(part: str) -> str:
    """Digits that stand for Arabic letters among Latin ones (3abdellah, 7assan), written as letters."""
    return part.translate(DIGITS) if any(sign.isdigit() for sign in part) and not ARABIC.search(part) else part


def _ta(part: str) -> str:
    return part[:-1] + "ة" if part.endswith("ه") and len(part) > 3 else part


@lru_cache(maxsize=262144)
def words(text: str) -> tuple[str, ...]:
    """The words of a name, plain, in the order written: titles and articles gone, particles joined to what they belong to.

    Fatima-Zahra and فاطمة الزهراء are two words each, Abd El Kader and عبد القادر one, Ben Slimane one; a single letter is an initial.
    """
    return tuple(word.plain for word in name_of(text).words)


@lru_cache(maxsize=262144)
def name_of(text: str) -> Name:
    """A full name, read."""
    parts = _parts(text)
    own: list[str] = []
    married: list[str] = []
    target = own
    bare = [part for n, part in enumerate(parts) if part not in TITLES or (n and parts[n - 1] in JOINED)] or parts
    place = 0
    while place < len(bare):
        part = bare[place]
        if part in MARRIED and own:
            target = married
            place += 1
            continue
        word, place = _joined(bare, place)
        if word and not (len(bare) > 1 and _is_link(word, bare[place - 2 : place - 1], bare[place:])):
            target.append(word)
    return Name(tuple(word_of(one) for one in own or bare), tuple(word_of(one) for one in married))


def _is_link(word: str, before: list[str], after: list[str]) -> bool:
    """Whether a word only links others: an article, de la, the daughter or son of."""
    if word in ARTICLES:
        return True
    return bool(after) and (word in CHILD_OF or word in OF or (word == "la" and before == ["de"]))


def _joined(parts: list[str], place: int) -> tuple[str, int]:
    """The word that begins at ``place`` with the particles that belong to it, and where the next one begins."""
    part, rest = parts[place], parts[place + 1 :]
    skip = 1 if rest and rest[0] in ARTICLES and len(rest) > 1 else 0
    following = rest[skip] if len(rest) > skip else ""
    if not following or len(following) < 2:
        return part, place + 1
    if part in MOTHER_OF:
        return "", place + 1
    if part in SERVANT:
        plain = re.sub(r"^(?:ال(?=..)|e(?=([sztdrnl])\1)|el(?=[^l]))", "", following)
        return ("عبدال" if ARABIC.search(part) else "abdel") + plain, place + 2 + skip
    if part in JOINED:
        plain = following[2:] if following.startswith("ال") and len(following) > 3 else following
        return JOINED[part] + plain, place + 2 + skip
    return part, place + 1


@lru_cache(maxsize=262144)
def word_of(plain: str) -> Word:
    """One plain word: how it may be read aloud, and whether it is a given name of the table."""
    arabic = bool(ARABIC.search(plain))
    stem = plain[2:] if arabic and plain.startswith("ال") and len(plain) > 4 else plain
    known = _table().get(plain) or _table().get(TWICE.sub(r"\1", plain)) or _table().get(stem)
    of = _of_servant(plain, arabic)
    readings = dict.fromkeys(sounds_of(form) for form in ([of] if of else _forms(plain, arabic)))
    return Word(plain, tuple(readings), arabic, *(known or ("", "")), servant=bool(of))


SERVANT_LATIN = re.compile(r"abd[eaou]{0,2}(?:l(?!l?a+h)|(?=([rsztdn])\1)|(?=[bcdfghjkmnpqrstvwxz]))(?=...)")
SPOKEN = (
    (re.compile(r"(?<=[^aeiouy]e)s$|(?<=[nr])[td]$|(?<=[^aeiouy]e)r$"), ""),
    (re.compile(r"gn(?=[aeiouy])"), "ni"),
    (re.compile(r"(?:^|(?<=^n))di(?=[aeou])"), "j"),
)
"""Letters that are written otherwise than they are said: the last one of French names (Yves, Laurent, Roger), gn, and Dia for Ja."""
LINKED = re.compile(r"(?:sidi?|ould|mint|dela?)(?=[^aeiouy][a-z]{3})|sid(?=a[a-z]{3})")
"""What is written on to the name that it goes before (Sidahmed, Ouldbaba)."""
DIA_ARABIC = re.compile("^(ا?ن?)دي(?=[اوي])")
SERVANT_ARABIC = re.compile(r"عبد(?:ال)?(?=..)")


def _of_servant(plain: str, arabic: bool) -> str:
    """What follows Abd el, or blank."""
    found = (SERVANT_ARABIC if arabic else SERVANT_LATIN).match(plain)
    return plain[found.end() :] if found else ""


def _forms(plain: str, arabic: bool) -> list[str]:
    """The word with and without an article written on to it."""
    if arabic:
        if plain.startswith("ال") and len(plain) > 4:
            return [plain[2:], plain]
        forms = [plain, plain[1:]] if re.match("ل(?=[^ايوى]..)", plain) else [plain]
        if DIA_ARABIC.match(plain):
            forms.append(DIA_ARABIC.sub("\\1ج", plain))
        return [*forms, "بن" + plain[2:]] if re.match("بل(?=[^ايوى]..)", plain) else forms
    forms = [plain]
    if LINKED.match(plain):
        forms.append(LINKED.sub("", plain))
    if re.match("bel(?=[^aeiouyl]..)", plain):
        forms.append("ben" + plain[3:])
    for written, spoken in SPOKEN:
        if written.search(plain):
            forms.append(written.sub(spoken, plain))
    if re.search("g[ei]", plain):
        forms.append(re.sub("g(?=[ei])", "gu", plain))
    article = re.match(r"([ae]l|l)(?=[a-z]{4})|e(?=([sztdrn])\2[a-z]{2})|e(?=ch[a-z]{3})", plain)
    if article:
        forms.insert(0, plain[article.end() :])
    return forms


@lru_cache(maxsize=262144)
def sounds_of(plain: str) -> str:
    """What a plain word sounds like, doubled sounds once."""
    if ARABIC.search(plain):
        sounds = "".join(ARABIC_SOUNDS.get(sign, "") for sign in plain.replace("دج", "ج"))
        return _end(TWICE.sub(r"\1", sounds))
    found, place = [], 0
    while place < len(plain):
        for letters, sound in _OPENING_WITH.get(plain[place], ()):
            if plain.startswith(letters, place):
                found.append(sound)
                place += len(letters) - (letters in {"ce", "ci", "cy", "ge", "gi", "gy"})
                if letters in {"ce", "ci", "cy", "ge", "gi", "gy"}:
                    found[-1] = sound[0]
                break
        else:
            found.append(plain[place])
            place += 1
    return _end(TWICE.sub(r"\1", "".join(found)))


def _end(sounds: str) -> str:
    """Without an h that only lengthens the last vowel (Bah, Ba)."""
    return sounds[:-1] if len(sounds) > 2 and sounds[-1] == "h" and sounds[-2] in "AEYW" else sounds


@lru_cache(maxsize=262144)
def skeletons(word: str) -> tuple[str, ...]:
    """The consonants of a plain word in the alphabet common to both scripts, one for each reading; for finding candidates only.

    A word of vowels only is its vowels.
    """
    return tuple(dict.fromkeys(_bones(sounds) for sounds in word_of(word).sounds))


def _bones(sounds: str) -> str:
    bones = WEAK.sub("", sounds.translate(ALIKE)).replace("j", "k").replace("g", "k")
    bones = TWICE.sub(r"\1", bones)
    bones = bones.rstrip("h") if len(bones) > 1 else bones
    return bones or TWICE.sub(r"\1", sounds)


def skeleton(word: str) -> str:
    """The first of ``skeletons``: without an article written on to the word."""
    return skeletons(word)[0]


def forget() -> None:
    """Let go of every name read so far: somebody was forgotten."""
    for read in (_letters, words, name_of, word_of, sounds_of, skeletons):
        read.cache_clear()
