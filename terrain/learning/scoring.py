"""How many points an answer brings, and what share of all points a test. Pure: no database.

One right answer (single choice, true or false): all points or none. Several: each right one chosen counts, each wrong one chosen takes
one back, never below nothing; so whoever ticks everything gains nothing by it where as many are wrong as right.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from terrain.learning.moments import QuestionKind

Chosen = Mapping[int, Sequence[int]]
"""Question → places of the options chosen."""


@dataclass(frozen=True)
class Asked:
    """A question as it is scored."""

    key: int
    kind: str
    right: Collection[int]
    points: int


def gained(question: Asked, chosen: Collection[int]) -> Fraction:
    """The points that ``chosen`` brings."""
    picked, right = set(chosen), set(question.right)
    if question.kind != QuestionKind.MULTIPLE:
        return Fraction(question.points if picked == right else 0)
    if not right:
        return Fraction(0 if picked else question.points)
    net = len(picked & right) - len(picked - right)
    return Fraction(question.points * max(0, net), len(right))


def share(questions: Collection[Asked], chosen: Chosen) -> int:
    """Percent of all points, never rounded up; 0 of nothing."""
    total = sum(question.points for question in questions)
    if not total:
        return 0
    points = sum((gained(question, chosen.get(question.key, ())) for question in questions), Fraction(0))
    return int(points * 100 / total)


def share_of_points(points: Fraction | int, out_of: int) -> int:
    """Percent of points written on paper, never rounded up."""
    return int(Fraction(points) * 100 / out_of)


def fully_right(question: Asked, chosen: Collection[int]) -> bool:
    """Whether nothing right is missing and nothing wrong was chosen."""
    return set(chosen) == set(question.right)
