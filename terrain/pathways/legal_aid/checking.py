"""Whether a story gives somebody away: what must not stand in it, and what to look at again.

Every word is compared with the names that the file knows, in any script and spelling (``people.matching``): one that is a name, or
sounds like one, is refused; what only may be one is asked about. Pure: no database.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from terrain.imports.values import DIGITS
from terrain.pathways.legal_aid.knowing import BOOK, HERS, LAWYER, OF_HERS, PLACE, STAFF, TAIL, Known, plain_words
from terrain.pathways.legal_aid.spelt import AGES as AGES_IN_WORDS
from terrain.pathways.legal_aid.spelt import APART, NUMBER, SPELT, bare, spelt_out, strange
from terrain.people.matching.sounds import NEARLY, SAME, UNMISTAKABLE, likeness
from terrain.people.matching.words import ARABIC, Word, name_of, word_of
from terrain.programmes.models import plain

WHY: dict[str, Any] = {
    HERS: _("her name, or a word of hers"),
    OF_HERS: _("a name of her child, her family or her home"),
    STAFF: _("a name of a colleague"),
    LAWYER: _("a name of a lawyer"),
    PLACE: _("a place"),
    BOOK: _("a name that the file writes"),
    "phone": _("a telephone"),
    "number": _("a long number"),
    "in_words": _("a number in words"),
    "letters": _("letters that are neither Latin nor Arabic"),
    "card": _("a number of a paper or of the file"),
    "address": _("an address of the internet"),
    "day": _("a date"),
    "month": _("a month that the file knows"),
    "age": _("an exact age"),
    "initials": _("initials"),
    "given_name": _("perhaps a name"),
    "copied": _("words of the file"),
}
PARTED = re.compile(r"[^\W\d_]+(?:['’‘`-][^\W\d_]+)*", re.UNICODE)
ENDS = re.compile(r"[.!?؟:…\n«“\"]\s*$")
ELIDED = frozenset(
    ["l", "d", "n", "s", "j", "m", "t", "c", "qu", "jusqu", "lorsqu", "puisqu", "dell", "all", "un", "quell", "nell"]
)
"""What stands before an apostrophe and belongs to no name."""
CLITICS = ("وال", "بال", "فال", "كال", "لل", "و", "ف", "ب", "ل", "ك")
"""What Arabic writes on to the beginning of a word."""
FR = "janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre"
EN = "january|february|march|april|may|june|july|august|september|october|november|december"
IT = "gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre"
AR = "يناير|فبراير|مارس|أبريل|ابريل|ماي|مايو|يونيو|يوليوز|يوليو|غشت|أغسطس|شتنبر|سبتمبر|أكتوبر|اكتوبر|نونبر|نوفمبر|دجنبر|ديسمبر"
MONTHS = {"fr": FR, "en": EN, "it": IT, "ar": AR}
NUMBERS = {
    "fr": (1, 2, 2, 3, 4, 5, 6, 7, 8, 8, 9, 10, 11, 12, 12),
    "en": tuple(range(1, 13)),
    "it": tuple(range(1, 13)),
    "ar": (1, 2, 3, 4, 4, 5, 5, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12),
}
EVERY_MONTH = "|".join(MONTHS.values())
DAYS = (
    re.compile(r"(?<!\d)\d{1,2}\s?[/.\-]\s?\d{1,2}(?:\s?[/.\-]\s?\d{2,4})?(?!\d)"),
    re.compile(r"(?<!\d)\d{4}-\d{1,2}-\d{1,2}(?!\d)"),
    re.compile(rf"(?<!\d)\d{{1,2}}(?:er|st|nd|rd|th|°)?\s+(?:de\s+|of\s+|من\s+)?(?:{EVERY_MONTH})\b", re.IGNORECASE),
    re.compile(rf"\b(?:{EN})\s+\d{{1,2}}(?:st|nd|rd|th)?(?!\d)", re.IGNORECASE),
)
AGES = re.compile(r"(?<!\d)\d{1,2}[\s-]*(?:ans|years?[\s-]old|years?|anni|سنة|سنوات|عاما|عام|أعوام)\b", re.IGNORECASE)
IN_WORDS = re.compile(
    rf"\b(?:premier|first|primo|{NUMBER})(?:[\s-]+{NUMBER})?\s+(?:de\s+|of\s+|di\s+|من\s+)?(?:{'|'.join([FR, IT, AR, EN.replace('march|', '').replace('may|', '')])})\b",
    re.IGNORECASE,
)
"""A day in words before a month; not "one may"."""
DIGITED = re.compile(r"\+?\d(?:(?:[^\w\n]|_){0,3}\d){5,}")
YEARS = re.compile(r"(?:19|20)\d\d(?:[^\w\n]{1,3}(?:19|20)\d\d){1,2}")
CARD = re.compile(r"\b[A-Z]{1,3}[\s-]?\d{4,}\b")
ADDRESS = re.compile(
    r"\S*(?:@|https?://|www\.|\(at\)|\[at\])\S+|\b[\w-]+\.(?:com|net|org|info|ma|fr)\b\S*|\b[\w-]+\.[a-z]{2,}/\S+",
    re.IGNORECASE,
)
MIXED = re.compile(r"\b(?=\w*[^\W\d_]{2})(?=\w*\d)[^\W_]+\b")
"""Letters and digits in one word: a digit may stand for a letter."""
INSIDE = re.compile(r"[^\W\d_]\d+[^\W\d_]")
INITIALS = re.compile(r"(?<![\w.])(?:[A-ZÀ-Ý]\.\s?){1,3}(?!\w)")
PERHAPS = 0.86
"""From where an Arabic word, of which every one could be a name, is asked about."""
LONGEST_PLACE, COPIED = 4, 7
"""Words of the longest name of a place that is looked for; words in a row by which a story is known as copied."""


@dataclass(frozen=True)
class Finding:
    """``word``: as it stands in the story. ``why``: a code of ``WHY``. ``refused``: it must go; otherwise look at it again."""

    word: str
    why: str
    refused: bool

    @property
    def said(self) -> str:
        """Why, in the active language."""
        return str(WHY[self.why])


@dataclass(frozen=True)
class Token:
    """A word of the story: as written, whether it begins a sentence; ``whole``: with what is written before an apostrophe."""

    text: str
    first: bool
    whole: str = ""

    @property
    def arabic(self) -> bool:
        """Whether it is in Arabic script, which has no capitals."""
        return bool(ARABIC.search(self.text))

    @property
    def capital(self) -> bool:
        """Whether it is written as a name is."""
        return self.arabic or self.text[:1].isupper()


def findings(story: str, known: Known, language: str) -> list[Finding]:
    """Everything to say about a story, what is refused first, each word once."""
    text = bare(story).translate(DIGITS)
    tokens = [_token(found.group(), _begins(text, found.start())) for found in PARTED.finditer(text)]
    found = [*_numbers(text, known), *_days(_without_numbers(text), known, language)]
    found += [*_names(tokens, known), *_hidden(text, known), *_places(tokens, known)]
    found += [*_copied(text, known), *_perhaps(text, tokens)]
    told: dict[str, Finding] = {}
    for one in sorted(found, key=lambda each: not each.refused):
        told.setdefault(one.word.casefold(), one)
    return list(told.values())


def _token(written: str, first: bool) -> Token:
    """A word without what French and Italian write before it (l'enfant, d'Amina); N'Guessan stays whole."""
    before, apostrophe, word = re.match(r"([^'’‘`]*)(['’‘`]?)(.*)", written, re.DOTALL).groups()  # type: ignore[union-attr]
    if apostrophe and word and before.casefold() in ELIDED and not (before[0].isupper() and word[0].isupper()):
        return Token(word, False, written)
    return Token(written, first)


def _begins(text: str, place: int) -> bool:
    before = text[:place].rstrip(" \t-–—")
    return not before or bool(ENDS.search(text[:place]))


def _numbers(text: str, known: Known) -> Iterator[Finding]:
    for found in ADDRESS.finditer(text):
        yield Finding(found.group(), "address", True)
    for found in DIGITED.finditer(text):
        digits = "".join(sign for sign in found.group() if sign.isdigit())
        if not _dated(found.group()) and not YEARS.fullmatch(found.group()):
            yield Finding(found.group(), "phone" if digits[-TAIL:] in known.tails else "number", True)
    for found in SPELT.finditer(text):
        yield Finding(found.group(), "in_words", False)
    for found in CARD.finditer(text):
        yield Finding(found.group(), "card", True)
    joined = re.sub(r"[\W_]", "", text).upper()
    for card in known.cards:
        if len(card) >= 5 and card in joined:
            yield Finding(card, "card", True)


def _dated(digits: str) -> bool:
    return any(day.fullmatch(digits) for day in DAYS[:2])


def _without_numbers(text: str) -> str:
    """Telephones and the like taken out, so that a part of one is not read as a date."""
    return DIGITED.sub(lambda found: found.group() if _dated(found.group()) else " ", text)


def _days(text: str, known: Known, language: str) -> Iterator[Finding]:
    for pattern in (*DAYS, IN_WORDS):
        for found in pattern.finditer(text):
            yield Finding(found.group(), "day", True)
    for pattern in (AGES, *AGES_IN_WORDS):
        for found in pattern.finditer(text):
            yield Finding(found.group(), "age", False)
    names = MONTHS[language].split("|")
    known_months = {day.month for day in known.days}
    for found in re.finditer(rf"\b(?:{MONTHS[language]})\b(\s+\d{{4}})?", text, re.IGNORECASE):
        word = found.group().split()[0].casefold()
        month = NUMBERS[language][names.index(word)]
        if found.group(1):
            dated = (int(found.group(1)), month) in {(day.year, day.month) for day in known.days}
            yield Finding(found.group(), "month" if dated else "day", dated)
        elif month in known_months and not (language == "en" and word in {"may", "march"}):
            yield Finding(found.group(), "month", False)


def _names(tokens: list[Token], known: Known) -> Iterator[Finding]:
    """Words, and two neighbours as one, that are or sound like a name that the file knows."""
    alone = [[*_like(token.text, token, known), *_joined(token, known)] for token in tokens]
    for place, token in enumerate(tokens):
        yield from alone[place]
        pair = tokens[place : place + 2]
        if len(pair) < 2 or any(one.refused for found in alone[place : place + 2] for one in found):
            continue
        yield from _apart(token, pair[1], known)
        if all(one.capital for one in pair):
            both = Token(token.text + pair[1].text, token.first)
            yield from _like(f"{token.text} {pair[1].text}", both, known, least=6)


def _apart(token: Token, after: Token, known: Known) -> Iterator[Finding]:
    """A name parted in two (sal ma): refused when it is written as a name is, asked about otherwise (la mia)."""
    for word in name_of(token.text + after.text).words:
        if len(word.plain) >= APART - token.arabic and word.plain in known.words and word.plain != token.text:
            sure = token.capital and not token.first
            yield Finding(f"{token.text} {after.text}", known.words[word.plain][1], sure)


def _joined(token: Token, known: Known) -> Iterator[Finding]:
    """Two names that the file knows, written as one word."""
    written = "".join(word.plain for word in name_of(token.text).words)
    for place in range(3, len(written) - 2):
        one, other = known.words.get(written[:place]), known.words.get(written[place:])
        if one is not None and other is not None:
            yield Finding(token.text, one[1], True)
            return


def _hidden(text: str, known: Known) -> Iterator[Finding]:
    """Letters of another alphabet, a name spelt out letter by letter, digits instead of letters."""
    for word in strange(text):
        yield Finding(word, "letters", True)
    told = ""
    for shown, word in spelt_out(text):
        for one in _like(
            shown, Token(word.capitalize(), False), known, least=3 if word.casefold() in known.words else 4
        ):
            if shown not in told:
                told = shown
                yield one
    for found in MIXED.finditer(text):
        yield from _like(found.group(), Token(found.group().capitalize(), False), known)
        if INSIDE.search(found.group()):
            yield Finding(found.group(), "given_name", False)


def _like(shown: str, token: Token, known: Known, least: int = 3) -> Iterator[Finding]:
    for word in name_of(token.whole).words if token.whole else ():
        if word.plain in known.words:
            yield Finding(token.whole, known.words[word.plain][1], True)
            return
    best: tuple[float, str] = (0.0, "")
    for word in _readings(token):
        if len(word.plain) < least:
            continue
        if word.plain in known.words:
            whose = known.words[word.plain][1]
            sure = whose not in {PLACE, BOOK} or token.capital
            yield Finding(shown, whose, sure)
            return
        near = ((likeness(word, other), whose) for other, whose in known.words.values() if len(other.plain) > 3)
        best = max(best, max(near, default=(0.0, "")))
    if best[0] >= SAME and token.capital:
        yield Finding(shown, best[1], True)
    elif best[0] >= (PERHAPS if token.arabic else NEARLY if token.capital else UNMISTAKABLE):
        yield Finding(shown, best[1], False)


def _readings(token: Token) -> list[Word]:
    """What a word of a text may be as a name: as it stands, its parts, without what Arabic writes on to it."""
    texts = {token.text, *re.split(r"['’‘`-]", token.text)}
    if token.arabic:
        told = name_of(token.text).words
        texts |= _stripped(told[0].plain if told else token.text)
    found = {word.plain: word for text in texts if text for word in name_of(text).words if len(word.plain) > 1}
    return list(found.values())


def _stripped(word: str) -> set[str]:
    """What is left of an Arabic word without what is written on to it, one thing after the other (wa-bi-Salma)."""
    found: set[str] = set()
    left = {word}
    while left:
        left = {one[len(on) :] for one in left for on in CLITICS if one.startswith(on) and len(one) - len(on) >= 3}
        found |= left
    return found


def _places(tokens: list[Token], known: Known) -> Iterator[Finding]:
    """Places of the programme's own list, of one word or several."""
    for place in range(len(tokens)):
        for size in range(min(LONGEST_PLACE, len(tokens) - place), 0, -1):
            some = tokens[place : place + size]
            written = " ".join(token.text for token in some)
            forms = {plain(written), plain(re.sub("['-]", "", written))}
            if some[0].arabic:
                left = _stripped(written)
                forms |= {plain(one) for one in left} | {plain("ال" + one) for one in left}
            if forms & known.places:
                yield Finding(written, PLACE, some[0].capital)
                break


def _copied(text: str, known: Known) -> Iterator[Finding]:
    """Seven words in a row that stand in the file."""
    told = plain_words(text)
    runs = {tuple(told[n : n + COPIED]) for n in range(len(told) - COPIED + 1)}
    for written in known.texts:
        words = plain_words(bare(written))
        for n in range(len(words) - COPIED + 1):
            if tuple(words[n : n + COPIED]) in runs:
                yield Finding(" ".join(words[n : n + COPIED]), "copied", True)
                break


def _perhaps(text: str, tokens: list[Token]) -> Iterator[Finding]:
    """Given names of the table, capitals inside a sentence, initials: nobody's of the file, and perhaps somebody's."""
    for found in INITIALS.finditer(text):
        yield Finding(found.group().strip(), "initials", False)
    for token in tokens:
        parts = [part for part in re.split(r"['’‘`]", token.text) if part]
        inside = not token.arabic and not token.first and parts[-1][:1].isupper() and len(parts[-1]) > 1
        if inside or (token.capital and any(word_of(word.plain).name for word in _readings(token))):
            yield Finding(token.text, "given_name", False)
