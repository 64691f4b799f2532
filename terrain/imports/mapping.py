"""Which column of a file says what: proposed from its title, from a memory of the same titles, or from its cells."""

import difflib
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from terrain.imports.registry import Column
from terrain.imports.values import SHAPES, fold

EXACT, INSIDE, SIMILAR, SHAPE = 1.0, 0.8, 0.7, 0.4
SAFE_RATIO = 0.86
TELLING_SHAPES = ("phone", "sex")
"""Shapes that hardly anything else has: enough for a proposal without any known title."""

REMEMBERED_WHY, TITLE_WHY, SIMILAR_WHY, SHAPE_WHY = "remembered", "title", "similar", "cells"


@dataclass(frozen=True)
class Proposal:
    """A file's column (place from 0), what it says (a ``Column.code``), why, and the word that told (or ``""``)."""

    place: int
    code: str
    why: str
    word: str = ""


class Vocabulary:
    """Every title word of some columns, folded for comparing."""

    def __init__(self, columns: Iterable[Column]) -> None:
        self.columns = tuple(columns)
        self.words: dict[str, list[tuple[str, str]]] = {
            column.code: [(fold(word), word) for word in (*column.words, column.code)] for column in self.columns
        }
        self._known = {folded for words in self.words.values() for folded, _word in words if folded}

    def knows(self, title: str) -> float:
        """How surely ``title`` is a column title: 1 known word for word, 0.5 when a known word is in it, else 0."""
        folded = fold(title)
        if folded in self._known:
            return 1.0
        if not folded or len(folded) > 60:
            return 0.0
        return 0.5 if any(len(word) > 3 and _holds(folded, word) for word in self._known) else 0.0

    def score(self, title: str, code: str) -> tuple[float, str, str]:
        """How well ``title`` names the column ``code``: (score, why, the word that told)."""
        folded = fold(title)
        best = (0.0, "", "")
        for known, word in self.words[code]:
            if not known or not folded:
                continue
            if folded == known:
                return EXACT, TITLE_WHY, word
            if len(known) > 2 and _holds(folded, known):
                score = INSIDE * (0.5 + 0.5 * len(known) / len(folded))
                best = max(best, (score, TITLE_WHY, word))
            elif min(len(known), len(folded)) >= 5:
                ratio = difflib.SequenceMatcher(None, folded, known).ratio()
                if ratio >= SAFE_RATIO:
                    best = max(best, (SIMILAR * ratio, SIMILAR_WHY, word))
        return best


def _holds(title: str, word: str) -> bool:
    return f" {word} " in f" {title} "


def share_that_fits(cells: Iterable[Any], shape: str) -> float:
    """The share of non-blank ``cells`` that look like ``shape``; 1 when there are none."""
    looks_like = SHAPES[shape]
    seen = [cell for cell in cells if cell is not None]
    return sum(looks_like(cell) for cell in seen) / len(seen) if seen else 1.0


def propose(
    headers: Sequence[str],
    samples: Sequence[Sequence[Any]],
    columns: Sequence[Column],
    remembered: Mapping[str, int] | None = None,
) -> list[Proposal]:
    """Propose what each column of a file says; at most one place a code and one code a place.

    ``samples``: some raw cells of each column. ``remembered``: code → place, as a human mapped the same titles before;
    it wins as it stands. A title that names a column whose cells hardly look like it is not believed.
    """
    if remembered is not None:
        return [Proposal(place, code, REMEMBERED_WHY) for code, place in remembered.items() if place < len(headers)]
    vocabulary = Vocabulary(columns)
    candidates = []
    for place, title in enumerate(headers):
        for order, column in enumerate(columns):
            score, why, word = vocabulary.score(title, column.code)
            fits = share_that_fits(samples[place], column.shape)
            if not score and column.shape in TELLING_SHAPES and fits >= 0.9 and len(set(samples[place])) > 1:
                score, why = SHAPE, SHAPE_WHY
            if score and fits >= 0.3:
                candidates.append((-score * (0.5 + 0.5 * fits), place, order, Proposal(place, column.code, why, word)))
    return _without_collisions(candidates)


def _without_collisions(candidates: list[tuple[float, int, int, Proposal]]) -> list[Proposal]:
    places: set[int] = set()
    codes: set[str] = set()
    chosen = []
    for _score, place, _order, proposal in sorted(candidates, key=lambda c: c[:3]):
        if place not in places and proposal.code not in codes:
            places.add(place)
            codes.add(proposal.code)
            chosen.append(proposal)
    return sorted(chosen, key=lambda proposal: proposal.place)


def shape_digest(headers: Sequence[str]) -> str:
    """A fingerprint of a file's titles in order: the key under which a human's mapping is remembered."""
    folded = json.dumps([fold(title) for title in headers], ensure_ascii=False)
    return hashlib.sha256(folded.encode()).hexdigest()


def from_words(
    wanted: Mapping[str, Any], headers: Sequence[str], letters: Sequence[str], columns: Sequence[Column]
) -> dict[str, int]:
    """A mapping written by hand → code → place. Each entry is code → title (or letter, or number from 1), or title → code.

    Raises ``LookupError`` with a sentence naming the entry that fits nothing.
    """
    codes = {column.code for column in columns}
    by_title = {fold(title): place for place, title in reversed(list(enumerate(headers))) if title}
    by_letter = {letter: place for place, letter in enumerate(letters)}
    found = {}
    for left, right in wanted.items():
        code, title = (left, right) if left in codes else (right, left)
        if title in (None, ""):
            continue
        place = by_title.get(fold(str(title)), by_letter.get(str(title).upper()))
        if place is None and str(title).isdecimal() and 1 <= int(str(title)) <= len(headers):
            place = int(str(title)) - 1
        if code not in codes or place is None:
            raise LookupError(f"The mapping entry {left!r}: {right!r} names no column of the file or no known field.")
        found[code] = place
    return found
