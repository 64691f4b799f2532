"""What is asked of those who were there, and later; and what they said, as figures."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from terrain.core.texts import said
from terrain.learning.models import Proof, Reaction

FEWEST = 5
"""Opinions that are shown at once, at least."""
REST = 3
"""How many of the last ones, when no more are awaited."""
MARKS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Asked:
    """A statement with which one agrees more or less, by language."""

    code: str
    text: dict[str, str]

    def __str__(self) -> str:
        return said(self.text)


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "reference" / "opinions.yaml").read_text("utf-8"))
    return found


def statements() -> list[Asked]:
    """The five statements."""
    return [Asked(code, text) for code, text in _file()["statements"].items()]


def scale() -> list[tuple[int, str]]:
    """The five marks in words, the least first."""
    return [(mark, said(text)) for mark, text in zip(MARKS, _file()["scale"], strict=True)]


@dataclass(frozen=True)
class Figures:
    """What was said: how many opinions are counted, how many wait for others, and by statement how often each mark."""

    counted: int
    waiting: int
    lines: tuple[tuple[Asked, tuple[int, ...], int], ...]
    """Statement, how often each mark, percent who agree (4 or 5)."""


def figures(proof: Proof | None) -> Figures:
    """The figures of a cohort; no lines below five opinions."""
    if proof is None:
        return Figures(0, 0, ())
    shown = list(Reaction.objects.filter(proof=proof, shown=True).values_list("marks", flat=True))
    waiting = Reaction.objects.filter(proof=proof, shown=False).count()
    if len(shown) < FEWEST:
        return Figures(0, waiting + len(shown), ())
    lines = []
    for one in statements():
        counts = Counter(marks.get(one.code) for marks in shown)
        by_mark = tuple(counts[mark] for mark in MARKS)
        agree = round(100 * (by_mark[3] + by_mark[4]) / max(1, sum(by_mark)))
        lines.append((one, by_mark, agree))
    return Figures(len(shown), waiting, tuple(lines))


def words_of(proof: Proof | None) -> list[str]:
    """What was written freely in the opinions that are shown, in no order."""
    if proof is None:
        return []
    shown = proof.reactions.filter(shown=True).select_related("proof__key").order_by("uid")
    return [words for words in (one.words() for one in shown) if words]
