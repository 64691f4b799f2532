"""Who refers to whom, drawn: projects on one side, those whom they ask on the other, a band between them as wide as what was sent.

At most a dozen boxes: beyond these the smaller ones are drawn together as the others. The table beside it says everything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from terrain.network.flows import Flow

WIDTH, EDGE, GAP = 360, 4, 8
SIDE = 128
"""Width of a box."""
LEAST, LINE, PADDING = 40, 15, 8
LETTERS = 17
"""How many letters fit a line of a box."""
LEFT, RIGHT = 4, 7
"""Boxes drawn by name on each side."""
WIDEST, NARROWEST = 26.0, 1.5
OTHERS = ("others", 0)
Node = tuple[str, int]


@dataclass(frozen=True)
class Box:
    """A project or a receiver. ``lines``: its name; ``note``: what stands under it."""

    x: int
    y: int
    height: int
    lines: tuple[str, ...]
    note: str

    @property
    def width(self) -> int:
        """How wide it is."""
        return SIDE

    @property
    def words(self) -> list[tuple[int, int, str]]:
        """(x, y, text) of each line of its name; each is centred on x."""
        return [(self.x + SIDE // 2, self.y + PADDING + LINE * (n + 1) - 4, text) for n, text in enumerate(self.lines)]

    @property
    def note_y(self) -> int:
        """The base line of the note."""
        return self.y + PADDING + LINE * (len(self.lines) + 1) - 3

    @property
    def middle(self) -> int:
        """Where its words are centred."""
        return self.x + SIDE // 2


@dataclass(frozen=True)
class Band:
    """A link: a curve and how wide it is; ``words`` say it."""

    path: str
    width: float
    words: str

    @property
    def width_words(self) -> str:
        """Its width as SVG writes it, in every language."""
        return f"{self.width:.1f}"


@dataclass(frozen=True)
class Picture:
    """Everything that is drawn, in units of an SVG view box."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    bands: tuple[Band, ...]


def drawn(
    flows: Sequence[Flow], names: Mapping[Node, str], notes: Mapping[Node, str], *, others: str, rtl: bool = False
) -> Picture | None:
    """The picture of ``flows``; ``None`` when there is nothing to draw.

    ``names``: (sort, key) → name; ``notes``: → what stands under it; ``others``: what the rest is called.
    """
    sent = _gathered(flows)
    if not sent:
        return None
    totals: dict[int, dict[Node, int]] = {0: {}, 1: {}}
    for pair, count in sent.items():
        for side, node in enumerate(pair):
            totals[side][node] = totals[side].get(node, 0) + count
    columns = [_ordered(totals[side]) for side in (0, 1)]
    scale = WIDEST / max(max(sums.values()) for sums in totals.values())
    said = {OTHERS: others, **names}
    boxes = [_column(nodes, said, notes, totals[side], scale, side, rtl) for side, nodes in enumerate(columns)]
    height = max(box.y + box.height for column in boxes for box in column.values()) + EDGE
    boxes = [_centred(column, height) for column in boxes]
    bands = _bands(sent, columns, boxes, said, scale, rtl)
    return Picture(WIDTH, height, tuple(box for column in boxes for box in column.values()), tuple(bands))


def _gathered(flows: Sequence[Flow]) -> dict[tuple[Node, Node], int]:
    """(sender, receiver) → sent, the smaller ones of each side put together."""
    sums: tuple[dict[Node, int], dict[Node, int]] = ({}, {})
    ends = [(("project", one.from_project_id), ("to_" + one.receiver[0], one.receiver[1]), one.sent) for one in flows]
    for sender, receiver, sent in ends:
        sums[0][sender] = sums[0].get(sender, 0) + sent
        sums[1][receiver] = sums[1].get(receiver, 0) + sent
    kept = [set(_largest(sums[side], most)) for side, most in ((0, LEFT), (1, RIGHT))]
    found: dict[tuple[Node, Node], int] = {}
    for sender, receiver, sent in ends:
        pair = (sender if sender in kept[0] else OTHERS, receiver if receiver in kept[1] else OTHERS)
        found[pair] = found.get(pair, 0) + sent
    return found


def _largest(sums: Mapping[Node, int], most: int) -> list[Node]:
    ranked = sorted(sums, key=lambda node: (-sums[node], node))
    return ranked if len(ranked) <= most + 1 else ranked[:most]


def _ordered(sums: Mapping[Node, int]) -> list[Node]:
    """The largest first, the others last."""
    return sorted(sums, key=lambda node: (node == OTHERS, -sums[node], node))


def _column(
    nodes: Sequence[Node], names: Mapping[Node, str], notes: Mapping[Node, str], sums: Mapping[Node, int], scale: float,
    side: int, rtl: bool,
) -> dict[Node, Box]:  # fmt: skip
    x = EDGE if (side == 0) != rtl else WIDTH - EDGE - SIDE
    y, found = EDGE, {}
    for node in nodes:
        lines, note = _wrapped(names.get(node, "")), notes.get(node, "")
        words = 2 * PADDING + LINE * (len(lines) + bool(note))
        height = max(LEAST, words, round(sums[node] * scale) + PADDING)
        found[node] = Box(x, y, height, lines, note)
        y += height + GAP
    return found


def _centred(column: Mapping[Node, Box], height: int) -> dict[Node, Box]:
    """The same boxes moved down so that the column stands in the middle."""
    last = max(box.y + box.height for box in column.values()) + EDGE
    return {node: replace(box, y=box.y + (height - last) // 2) for node, box in column.items()}


def _bands(
    sent: Mapping[tuple[Node, Node], int], columns: Sequence[Sequence[Node]], boxes: Sequence[Mapping[Node, Box]],
    names: Mapping[Node, str], scale: float, rtl: bool,
) -> list[Band]:  # fmt: skip
    """A curve for each link; those of one box leave it, and reach it, below one another in the order of the other side."""
    ports: list[dict[tuple[Node, Node], float]] = [{}, {}]
    for side in (0, 1):
        for node in columns[side]:
            mine = [pair for pair in sent if pair[side] == node]
            mine.sort(key=lambda pair: columns[1 - side].index(pair[1 - side]))
            box, whole = boxes[side][node], sum(sent[pair] for pair in mine) * scale
            at = box.y + (box.height - whole) / 2
            for pair in mine:
                ports[side][pair] = at + sent[pair] * scale / 2
                at += sent[pair] * scale
    start, end = (EDGE + SIDE, WIDTH - EDGE - SIDE) if not rtl else (WIDTH - EDGE - SIDE, EDGE + SIDE)
    half = (start + end) / 2
    return [
        Band(
            f"M{start} {ports[0][pair]:.1f} C{half:.0f} {ports[0][pair]:.1f} {half:.0f} {ports[1][pair]:.1f} {end} {ports[1][pair]:.1f}",
            max(NARROWEST, round(count * scale, 1)),
            f"{names.get(pair[0], '')} → {names.get(pair[1], '')}: {count}",
        )
        for pair, count in sorted(sent.items(), key=lambda item: -item[1])
    ]


def _wrapped(name: str) -> tuple[str, ...]:
    """A name in two lines at most; what does not fit is cut with an ellipsis."""
    lines: list[str] = []
    for word in name.split():
        if lines and len(lines[-1]) + 1 + len(word) <= LETTERS:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1][: LETTERS - 1]}…"]
    return tuple(line if len(line) <= LETTERS else f"{line[: LETTERS - 1]}…" for line in lines)
