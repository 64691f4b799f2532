"""Entries of the directory that may have been written twice, and why one thinks so. Pure: no record is read or changed here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from terrain.network.naming import Token, acronyms, initials, parts, skeleton, tokens

SAME, CLOSE, HALF = 0.999, 0.8, 0.4
"""How much of two names has to agree: all of it, most of it, something."""
RIVAL = 0.7
"""What is left of an agreement when each name says something that the other does not."""
TYPO, LONG = 85, 5
"""How alike two words of at least so many letters are that differ by a slip of the pen, of 100."""
CROWD = 60
"""What more entries share than so many tells nothing of two of them."""
REASONS = {
    "name": _("the same name"),
    "script": _("the same name in another script or language"),
    "close": _("nearly the same name"),
    "acronym": _("one is the acronym of the other"),
    "phone": _("the same telephone number"),
    "mail": _("the same e-mail domain"),
    "place": _("the same place"),
}
STRENGTH = {"name": 5, "script": 4, "acronym": 3, "phone": 3, "close": 3, "mail": 1, "place": 1}


@dataclass(frozen=True)
class Known:
    """An entry as it is compared. ``sort``: two entries of different sorts (blank: not said) are never one; ``owner``, when it is
    not ``None``: nor are those of different owners."""

    key: int
    names: tuple[str, ...]
    phones: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    place: int | None = None
    sort: str = ""
    owner: object = None


@dataclass(frozen=True)
class Alike:
    """Two entries that may be one. ``reasons``: codes, the strongest first."""

    first: int
    second: int
    reasons: tuple[str, ...]

    @property
    def strength(self) -> int:
        """What all reasons weigh."""
        return sum(STRENGTH[reason] for reason in self.reasons)

    @property
    def words(self) -> list[str]:
        """The reasons in words."""
        return [str(REASONS[reason]) for reason in self.reasons]


def agree(one: Token, other: Token) -> bool:
    """Whether two words may be the same one: written or meant alike, sounding alike in two scripts, or a slip of the pen apart."""
    shared = one.forms & other.forms
    if any(form[:1] != "~" for form in shared):
        return True
    if one.arabic != other.arabic:
        return bool(shared)
    return min(len(one.word), len(other.word)) >= LONG and fuzz.ratio(one.word, other.word) >= TYPO


def _means(word: Token) -> bool:
    """Whether the word stands in the list for a meaning."""
    return any(form[:1] == "=" for form in word.forms)


def agreement(one: str, other: str) -> tuple[float, bool]:
    """How much of two names agrees, from 0 to 1, by what each word says; and whether they are in two scripts or languages.

    Two names that each say something of their own beside what they share (another town) agree less.
    """
    mine, theirs = list(tokens(one)), list(tokens(other))
    whole = sum(word.weight for word in mine) + sum(word.weight for word in theirs)
    shared, apart = 0.0, False
    for word in list(mine):
        same = next((rival for rival in theirs if agree(word, rival)), None)
        if same is not None:
            shared += word.weight + same.weight
            apart |= word.word != same.word and (word.arabic != same.arabic or _means(word))
            mine.remove(word)
            theirs.remove(same)
    if not whole or not shared:
        return 0.0, False
    return shared / whole * (RIVAL if mine and theirs else 1.0), apart


def _names(one: Known, other: Known) -> tuple[float, bool]:
    """The best agreement of any name of both."""
    every = (agreement(a, b) for name in one.names for a in parts(name) for rival in other.names for b in parts(rival))
    return max(every, default=(0.0, False), key=lambda found: (found[0], not found[1]))


def _acronym(one: Known, other: Known) -> bool:
    """Whether the name of one writes the acronym that the name of the other could have."""
    return any(
        len(letters) > 2 and letters in initials(name)
        for here, there in ((one, other), (other, one))
        for written in here.names
        for letters in acronyms(written)
        for name in there.names
        if letters not in acronyms(name)
    )


def reasons(one: Known, other: Known) -> tuple[str, ...]:
    """Why two entries may be one, the strongest reason first; nothing when they should not be proposed."""
    if (one.sort and other.sort and one.sort != other.sort) or (one.owner is not None and one.owner != other.owner):
        return ()
    share, apart = _names(one, other)
    found = {
        "name": share >= SAME and not apart,
        "script": share >= SAME and apart,
        "close": CLOSE <= share < SAME,
        "acronym": share < SAME and _acronym(one, other),
        "phone": bool(one.phones & other.phones),
        "mail": bool(one.hosts & other.hosts),
        "place": one.place is not None and one.place == other.place,
    }
    elsewhere = one.place is not None and other.place is not None and one.place != other.place
    strong = [code for code in ("name", "script", "close", "acronym", "phone") if found[code]]
    told = found["phone"] if elsewhere else bool(strong) or (found["mail"] and share >= HALF)
    return tuple(code for code in REASONS if found[code]) if told else ()


def _shelves(one: Known) -> Iterator[str]:
    """What another entry has to share to be compared with this one at all."""
    for name in one.names:
        for word in tokens(name):
            yield from word.forms
            if not word.arabic:
                yield f"~{skeleton(word.word)}"
        yield from (f"@{letters}" for letters in acronyms(name) | initials(name))
    yield from (f"#{phone}" for phone in one.phones)
    yield from (f"%{host}" for host in one.hosts)


def pairs(known: Sequence[Known], answered: Iterable[tuple[int, int]] = ()) -> list[Alike]:
    """Pairs that may be one, the most likely first; those that were ``answered`` (lower key, higher key) are not proposed."""
    shelves: dict[str, list[int]] = {}
    for place, one in enumerate(known):
        for shelf in set(_shelves(one)):
            shelves.setdefault(shelf, []).append(place)
    together = {pair for held in shelves.values() if len(held) <= CROWD for pair in combinations(held, 2)}
    done, found = set(answered), []
    for a, b in together:
        one, other = sorted((known[a], known[b]), key=lambda entry: entry.key)
        if (one.key, other.key) not in done and (why := reasons(one, other)):
            found.append(Alike(one.key, other.key, why))
    return sorted(found, key=lambda alike: (-alike.strength, alike.first, alike.second))


def like(one: Known, known: Iterable[Known]) -> list[tuple[int, tuple[str, ...]]]:
    """Those of ``known`` that ``one`` may be, with the reasons."""
    found = [(other.key, reasons(one, other)) for other in known]
    return [(key, why) for key, why in found if why]
