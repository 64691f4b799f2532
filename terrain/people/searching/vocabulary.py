"""The words of all names, and which of them answer to a typed one. Knows words, not people."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator

from rapidfuzz import fuzz, process

from terrain.people.matching.sounds import likeness
from terrain.people.matching.words import ARABIC, Word, given_names, related, skeletons, word_of

EXACT, BEGINS, ALIKE, FAR = 0, 1, 2, 3
"""How a word answers: it is the typed one; it begins with it; it sounds like it; it is one typing error away, or a name often borne beside
it."""
FRESH = 2000
LAST = "\U0010ffff"
"""Sorts after every sign a word is written with."""
NEAR = 0.84
TYPED_WRONG = 78


class Vocabulary:
    """Every different word once, with a number. Words added lately are looked through one by one until there are enough to sort."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.numbers: dict[str, int] = {}
        self.by_name: dict[str, list[int]] = defaultdict(list)
        self._plain: list[tuple[str, int]] = []
        self._bones: list[tuple[str, int]] = []
        self._sorted = 0

    def number(self, word: str) -> int:
        """The number of a plain word, given now if it is new."""
        known = self.numbers.get(word)
        if known is not None:
            return known
        made = len(self.words)
        self.words.append(word)
        self.numbers[word] = made
        name = word_of(word).name
        if name:
            self.by_name[name].append(made)
        return made

    def drop(self, number: int) -> None:
        """Nobody bears the word any more: it leaves the memory."""
        word = self.words[number]
        name = word_of(word).name
        if name:
            self.by_name[name].remove(number)
        if number < self._sorted:
            for held, texts in ((self._plain, (word,)), (self._bones, skeletons(word))):
                for text in texts:
                    del held[bisect_left(held, (text, number))]
        del self.numbers[word]
        self.words[number] = ""

    def settle(self) -> None:
        """Sort the words that came since, when they are many."""
        if len(self.words) - self._sorted < FRESH and self._sorted:
            return
        fresh = [n for n in range(self._sorted, len(self.words)) if self.words[n]]
        self._plain = sorted([*self._plain, *((self.words[n], n) for n in fresh)])
        bones = [(bone, n) for n in fresh for bone in skeletons(self.words[n])]
        self._bones = sorted([*self._bones, *bones])
        self._sorted = len(self.words)

    def answers(self, typed: Word) -> dict[int, int]:
        """Numbers of the words that answer to ``typed``, each with how (``EXACT`` … ``FAR``), the best of several."""
        found: dict[int, int] = {}
        for number in self._akin(typed):
            found[number] = FAR
        for number in self._sounding(typed):
            found[number] = ALIKE
        for number in self._beginning(typed.plain):
            found[number] = BEGINS
        exact = self.numbers.get(typed.plain)
        if exact is not None:
            found[exact] = EXACT
        if all(rank == FAR for rank in found.values()) and len(typed.plain) > 3:
            for _word, _score, number in process.extract(
                typed.plain, self.words, scorer=fuzz.ratio, score_cutoff=TYPED_WRONG, limit=20
            ):
                found[number] = FAR
        return found

    def _akin(self, typed: Word) -> Iterator[int]:
        """Words of given names that one person often bears both of (Fatou, Fatoumata)."""
        for one, other in related():
            if one == typed.name:
                yield from self.by_name[other]

    def _beginning(self, prefix: str) -> Iterator[int]:
        for _word, number in _range(self._plain, prefix):
            yield number
        for number in range(self._sorted, len(self.words)):
            if self.words[number].startswith(prefix):
                yield number

    def _sounding(self, typed: Word) -> Iterator[int]:
        """Words of either script that sound like ``typed``, or like its beginning in the other script."""
        for name in {typed.name} if typed.name else given_names(typed.plain):
            yield from self.by_name[name]
        for bone in skeletons(typed.plain):
            if len(bone) < 2:
                continue
            for own, number in self._with_bones(bone):
                word = self.words[number]
                otherwise = bool(ARABIC.match(word)) != typed.arabic
                if otherwise or (len(own) <= len(bone) + 1 and likeness(typed, word_of(word)) >= NEAR):
                    yield number

    def _with_bones(self, bone: str) -> Iterator[tuple[str, int]]:
        """Words whose consonants begin with these: all of the consonants, and the word's number."""
        yield from _range(self._bones, bone)
        for number in range(self._sorted, len(self.words)):
            word = self.words[number]
            for own in skeletons(word) if word else ():
                if own.startswith(bone):
                    yield own, number


def _range(held: list[tuple[str, int]], prefix: str) -> list[tuple[str, int]]:
    """Those of a sorted list that begin with ``prefix``."""
    return held[bisect_left(held, (prefix, -1)) : bisect_left(held, (prefix + LAST, -1))]
