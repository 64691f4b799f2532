"""How a group did before and after, drawn: two bars for each band of scores, mirrored for Arabic."""

from dataclasses import dataclass

from django.utils.translation import get_language_bidi

from terrain.learning.testing import Picture

WIDTH, HEIGHT, TOP, FLOOR = 320, 150, 18, 124
BAR, APART = 20, 4


@dataclass(frozen=True)
class Column:
    """A bar: where it stands, how high, what it counts; ``after``: the second of its band."""

    x: int
    y: int
    height: int
    middle: int
    count: int
    after: bool


@dataclass(frozen=True)
class Drawing:
    """The whole: bars, and for each band where its words stand."""

    width: int
    height: int
    floor: int
    columns: tuple[Column, ...]
    bands: tuple[tuple[int, str], ...]


def bands(picture: Picture) -> Drawing:
    """The drawing of a picture."""
    highest = max([1, *(count for band in picture.bands for count in band[2:] if count is not None)])
    step = WIDTH // len(picture.bands)
    mirrored = get_language_bidi()
    columns, words = [], []
    for number, (low, high, before, after) in enumerate(picture.bands):
        middle = step * number + step // 2
        middle = WIDTH - middle if mirrored else middle
        words.append((middle, f"{low}–{high}"))
        for count, late in ((before, False), (after, True)):
            if count is None:
                continue
            side = late != mirrored
            x = middle + APART // 2 if side else middle - APART // 2 - BAR
            height = round((FLOOR - TOP) * count / highest)
            columns.append(Column(x, FLOOR - height, height, x + BAR // 2, count, late))
    return Drawing(WIDTH, HEIGHT, FLOOR, tuple(columns), tuple(words))
