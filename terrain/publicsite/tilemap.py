"""A map of squares of equal size: no region hides another because it is larger."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from terrain.core.texts import said
from terrain.programmes.public import RegionTile

DARKEST = 4


@dataclass(frozen=True)
class Tile:
    """A region on the map. ``shade``: 0 (nobody works there) to ``DARKEST``; ``short``: the first of its names."""

    code: str
    name: str
    short: str
    projects: tuple[str, ...]
    shade: int
    here: bool


Row = tuple[Tile | None, ...]


def _tile(region: RegionTile, here: Collection[str]) -> Tile:
    name = said(region.name)
    return Tile(
        code=region.code,
        name=name,
        short=name.split("-")[0],
        projects=region.projects,
        shade=min(len(region.projects), DARKEST),
        here=region.code in here,
    )


def rows(regions: Iterable[RegionTile], here: Collection[str] = ()) -> tuple[Row, ...]:
    """The map row by row from the north, each from the west; None where no region lies. Empty without regions."""
    placed: Mapping[tuple[int, int], Tile] = {(r.row, r.column): _tile(r, here) for r in regions}
    if not placed:
        return ()
    lines, columns = [row for row, _column in placed], [column for _row, column in placed]
    return tuple(
        tuple(placed.get((row, column)) for column in range(min(columns), max(columns) + 1))
        for row in range(min(lines), max(lines) + 1)
    )


def in_words(regions: Iterable[RegionTile]) -> list[Tile]:
    """The regions in the order of their codes, for a list beside the map."""
    return [_tile(region, ()) for region in sorted(regions, key=lambda region: region.code)]
