"""Whether a text names somebody: words that look like the name of a person, found to be asked about and never refused.

A text is compared with the given names that ``people.matching`` knows, never with the registry: whether somebody stands there is
not told to whoever may not see it. Pure: no database.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

from terrain.people.matching.words import ARABIC, name_of, word_of
from terrain.programmes.models import plain
from terrain.workshops.lists import lists

PARTED = re.compile(r"[^\W\d_]+(?:['’‘`-][^\W\d_]+)*")
OPENING = re.compile(r"(?:^|[.!?؟:…\n«“\"(•])\s*[-–—*]?\s*$")
"""What stands before the first word of a sentence."""
ELIDED = re.compile(r"^(?:l|d|n|s|j|m|t|c|qu|jusqu|lorsqu|puisqu|dell|all|un|quell|nell)['’‘`]", re.IGNORECASE)
CLITICS = ("وال", "بال", "فال", "كال", "لل", "و", "ف", "ب", "ل", "ك")
"""What Arabic writes on to the beginning of a word."""
INITIALS = re.compile(r"(?<![\w.])(?:[A-ZÀ-Ý]\.[ \xa0]?){1,3}(?!\w)")
LONGEST_KNOWN = 6
"""Words of the longest name of a place or an organisation that is looked for."""
ACRONYM = 4
"""Letters of the longest word in capitals that is read as an acronym (ONG, SMS)."""


@dataclass(frozen=True)
class Token:
    """A word of a text: as written, without what French and Italian elide before it; ``first``: it begins a sentence."""

    text: str
    first: bool

    @property
    def arabic(self) -> bool:
        """Whether it is in Arabic script, which has no capitals."""
        return bool(ARABIC.search(self.text))

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[:1].isupper()

    @property
    def acronym(self) -> bool:
        """Whether it is a short word all in capitals."""
        return len(self.text) <= ACRONYM and self.text.isupper()


def names_in(text: str, familiar: Set[str] = frozenset()) -> list[str]:
    """Words of ``text`` that look like a person's name, each once, as written.

    ``familiar``: plain names (``programmes.models.plain``) of places, organisations and centres, which name nobody.
    """
    tokens = [_token(text, found) for found in PARTED.finditer(text)]
    left_out = _familiar(tokens, familiar)
    capitals_say = any(not one.capital and not one.arabic and len(one.text) > 2 for one in tokens)
    sure = [_is_given(one) and place not in left_out for place, one in enumerate(tokens)]
    found = [each.group().strip() for each in INITIALS.finditer(text)]
    for place, token in enumerate(tokens):
        beside = any(sure[max(place - 1, 0) : place] + sure[place + 1 : place + 2])
        if place not in left_out and (sure[place] or _may_be(token, beside, capitals_say)):
            found.append(token.text)
    return list(dict.fromkeys(found))


def _token(text: str, found: re.Match[str]) -> Token:
    written = found.group()
    first = bool(OPENING.search(text[max(found.start() - 12, 0) : found.start()]))
    elided = ELIDED.match(written)
    bare = written[elided.end() :] if elided else written
    return Token(bare, first and not elided) if bare else Token(written, first)


def _familiar(tokens: list[Token], familiar: Set[str]) -> set[int]:
    """Places of the tokens that name a place, an organisation, or are written with a capital without naming anybody."""
    ordinary, out = lists().ordinary, set()
    for start, token in enumerate(tokens):
        if token.text.casefold() in ordinary:
            out.add(start)
        for size in range(min(LONGEST_KNOWN, len(tokens) - start), 0, -1):
            if any(form in familiar for form in _forms(tokens[start : start + size])):
                out |= set(range(start, start + size))
                break
    return out


def _forms(some: list[Token]) -> Iterator[str]:
    """How a familiar name may stand in a text: as it is, or with what Arabic writes on to it."""
    written = " ".join(one.text for one in some)
    yield plain(written)
    for clitic in CLITICS if some[0].arabic else ():
        if written.startswith(clitic):
            yield plain(written[len(clitic) :])
            yield plain("ال" + written[len(clitic) :])


def _readings(token: Token) -> Iterator[str]:
    """What a word may be as a name: whole, its parts, without what Arabic writes on to it; plain."""
    texts = [token.text, *re.split(r"['’‘`-]", token.text)]
    if token.arabic:
        texts += [
            token.text[len(one) :] for one in CLITICS if token.text.startswith(one) and len(token.text) - len(one) > 2
        ]
    for text in dict.fromkeys(texts):
        yield from (word.plain for word in name_of(text).words if len(word.plain) > 1)


def _is_given(token: Token) -> bool:
    """Whether it is a given name of the table; one that is a word of a language too only when a capital says so."""
    if not token.capital and _is_word_too(token):
        return False
    return any(word_of(one).name for one in _readings(token))


def _is_word_too(token: Token) -> bool:
    """Whether a word is also an ordinary one (said, امل), with or without what Arabic writes on to it."""
    also = lists().words_too
    forms = {plain(token.text), plain(token.text).removeprefix("ال")}
    forms |= {one.removeprefix("ال") for one in map(plain, _bare(token))}
    return bool(forms & also)


def _bare(token: Token) -> Iterator[str]:
    for clitic in CLITICS if token.arabic else ():
        if token.text.startswith(clitic) and len(token.text) - len(clitic) > 2:
            yield token.text[len(clitic) :]


def _may_be(token: Token, beside: bool, capitals_say: bool) -> bool:
    """Whether a word that no table knows may be a name: a capital inside a sentence, or a doubtful name beside a sure one."""
    if beside and (token.capital or (token.arabic and any(word_of(one).name for one in _readings(token)))):
        return len(token.text) > 1
    if token.arabic or token.first or token.acronym or not capitals_say:
        return False
    inside = re.split(r"['’‘`]", token.text)[-1]
    return inside[:1].isupper() and len(inside) > 1
