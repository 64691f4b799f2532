"""The stages of a kind of file as a drawing, computed from its table: never drawn by hand, so never out of date.

One column that a telephone holds: stages below one another in the order of the table, those where a file ends last. The step
to the next stage goes straight down; what goes back runs up a lane at the start side, what skips or ends runs down a lane at
the other side. Each transition has one lane on a side, however many stages it leaves from, and stands in words where it leaves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from terrain.casework.kinds import CaseKind, Stage, Transition

WIDTH = 360
"""Units across, about one for each point of a telephone's screen."""
EDGE, LANE, GUTTER = 4, 12, 96
"""Margin; distance of two lanes; the widest that the lanes of one side may be together."""
PADDING, HEAD, ROW, TITLE_ROW, GAP, AIR = 10, 5, 17, 20, 22, 4
ARROW_IN = 26
"""How far from the box's start the straight arrow goes down."""
LETTER = {"title": 8.6, "note": 7.0, "step": 7.3}
"""How wide a letter is at most, on average, in each size of words."""

Point = tuple[int, int]


@dataclass(frozen=True)
class Box:
    """A stage. ``stage``: its code; ``x`` and ``y``: the corner with the smallest coordinates."""

    stage: str
    x: int
    y: int
    width: int
    height: int
    final: bool


@dataclass(frozen=True)
class Words:
    """A line of words; ``y`` is its base line. ``end``: it ends at ``x``, otherwise it begins there."""

    x: int
    y: int
    text: str
    role: str
    end: bool = False


@dataclass(frozen=True)
class Link:
    """A transition from ``sources``. ``way``: ``on`` (straight down), ``back`` or ``aside``; ``lines`` end at ``head``'s tip."""

    transition: str
    sources: tuple[str, ...]
    target: str
    way: str
    approval: bool
    lines: tuple[tuple[Point, ...], ...]
    head: tuple[Point, ...]

    @property
    def paths(self) -> list[str]:
        """Its lines as an SVG polyline writes points."""
        return [written(line) for line in self.lines]

    @property
    def tip(self) -> str:
        """Its head as an SVG polygon writes points."""
        return written(self.head)


@dataclass(frozen=True)
class Drawing:
    """Everything that is drawn, in units of an SVG view box."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    words: tuple[Words, ...]
    links: tuple[Link, ...]

    def mirrored(self) -> "Drawing":
        """The same for languages that begin at the right."""

        def over(points: Iterable[Point]) -> tuple[Point, ...]:
            return tuple((self.width - x, y) for x, y in points)

        return replace(
            self,
            boxes=tuple(replace(box, x=self.width - box.x - box.width) for box in self.boxes),
            words=tuple(replace(words, x=self.width - words.x) for words in self.words),
            links=tuple(
                replace(link, lines=tuple(over(line) for line in link.lines), head=over(link.head))
                for link in self.links
            ),
        )


@dataclass
class _Lane:
    """A transition on one side; ``number``: 0 is nearest to the boxes."""

    transition: Transition
    way: str
    sources: list[str]
    first: int
    last: int
    number: int = 0
    ports: list[int] = field(default_factory=list)


def written(points: Iterable[Point]) -> str:
    """Points as SVG writes them."""
    return " ".join(f"{x},{y}" for x, y in points)


def wrapped(text: str, width: float, role: str) -> list[str]:
    """``text`` in lines that fit ``width``; a word longer than a line is cut."""
    most = max(1, int(width / LETTER[role]))
    lines: list[str] = []
    for word in text.split():
        pieces = [word[n : n + most] for n in range(0, len(word), most)]
        if lines and len(lines[-1]) + 1 + len(pieces[0]) <= most:
            lines[-1] += f" {pieces.pop(0)}"
        lines += pieces
    return lines


def ordered(kind: CaseKind) -> list[Stage]:
    """The stages as they stand below one another: in the order of the table, those where a file ends last."""
    return [stage for stage in kind.stages if not stage.final] + [stage for stage in kind.stages if stage.final]


def drawn(kind: CaseKind, notes: Mapping[str, Sequence[str]], *, approved: str, rtl: bool = False) -> Drawing:
    """The drawing of a kind, words in the active language.

    ``notes``: stage → lines under its name; ``approved``: what is said of a step that a supervisor has to agree to.
    """
    drawing = _Draft(kind, notes, approved).drawing()
    return drawing.mirrored() if rtl else drawing


class _Draft:
    """A drawing that is being made, from left to right."""

    def __init__(self, kind: CaseKind, notes: Mapping[str, Sequence[str]], approved: str) -> None:
        self.stages, self.notes, self.approved = ordered(kind), notes, approved
        self.place = {stage.code: number for number, stage in enumerate(self.stages)}
        self.straight: dict[int, Transition] = {}
        self.lanes: list[_Lane] = []
        self._share_out(kind)
        for way in ("back", "aside"):
            _number([lane for lane in self.lanes if lane.way == way])
        self.step = {way: _step([lane for lane in self.lanes if lane.way == way]) for way in ("back", "aside")}
        self.left = self._edge("back")
        self.right = WIDTH - self._edge("aside")
        self.boxes: list[Box] = []
        self.words: list[Words] = []
        self.entries: dict[int, int] = {}

    def _edge(self, way: str) -> int:
        count = max((lane.number + 1 for lane in self.lanes if lane.way == way), default=0)
        return EDGE + (count * self.step[way] + 2 * HEAD if count else 0)

    def _share_out(self, kind: CaseKind) -> None:
        """One step of each pair of neighbours goes straight, an ordinary one first; all others get lanes."""
        for transition in sorted(kind.transitions, key=lambda one: not one.forward):
            below = self.place[transition.target]
            for source in dict.fromkeys(transition.sources):
                if self.place[source] + 1 == below:
                    self.straight.setdefault(below, transition)
        for transition in kind.transitions:
            to = self.place[transition.target]
            ways: dict[str, list[str]] = {}
            for source in dict.fromkeys(transition.sources):
                if self.place[source] + 1 == to and self.straight[to] is transition:
                    continue
                ways.setdefault("back" if self.place[source] >= to else "aside", []).append(source)
            for way, sources in ways.items():
                ends = [to, *(self.place[source] for source in sources)]
                self.lanes.append(_Lane(transition, way, sources, min(ends), max(ends)))

    def drawing(self) -> Drawing:
        """Stage by stage downward, then the lines between them."""
        y, links = EDGE, []
        for number, stage in enumerate(self.stages):
            if number and number not in self.straight:
                y += GAP
            elif number:
                y, link = self._straight(number, y)
                links.append(link)
            y = self._box(stage, y)
        links += [self._lane(lane) for lane in self.lanes]
        return Drawing(WIDTH, y + EDGE, tuple(self.boxes), tuple(self.words), tuple(links))

    def _step_words(self, transition: Transition, width: float) -> list[tuple[str, str]]:
        """(text, role) of a step, in lines."""
        lines = [(line, "step") for line in wrapped(str(transition.label), width, "step")]
        if transition.approval:
            lines += [(line, "note") for line in wrapped(self.approved, width, "note")]
        return lines

    def _straight(self, number: int, top: int) -> tuple[int, Link]:
        """The arrow into stage ``number`` from the one above it, with its words; where the next box begins."""
        transition, x, y = self.straight[number], self.left + ARROW_IN, top + AIR
        for text, role in self._step_words(transition, self.right - x - 2 * PADDING):
            y += ROW
            self.words.append(Words(x + PADDING, y, text, role))
        bottom = y + 2 * HEAD + AIR
        head = ((x, bottom), (x - HEAD, bottom - 2 * HEAD), (x + HEAD, bottom - 2 * HEAD))
        line = ((x, top), (x, bottom - HEAD))
        source = self.stages[number - 1].code
        link = Link(transition.code, (source,), transition.target, "on", transition.approval, (line,), head)
        return bottom, link

    def _box(self, stage: Stage, top: int) -> int:
        """A stage with its name, its notes and the steps that leave it by a lane; where it ends."""
        across = self.right - self.left - 2 * PADDING
        y = top + AIR
        for line in wrapped(str(stage.label), across, "title"):
            y += TITLE_ROW
            self.words.append(Words(self.left + PADDING, y, line, "title"))
        for note in self.notes.get(stage.code, ()):
            for line in wrapped(note, across, "note"):
                y += ROW
                self.words.append(Words(self.left + PADDING, y, line, "note"))
        arriving = [lane for lane in self.lanes if lane.transition.target == stage.code]
        room = max((sum(lane.way == way for lane in arriving) for way in ("back", "aside")), default=0)
        self.entries[self.place[stage.code]] = top
        y = max(y, top + PADDING + room * LANE)
        for lane in self.lanes:
            if stage.code in lane.sources:
                y = self._port(lane, y + AIR, across)
        bottom = y + PADDING
        self.boxes.append(Box(stage.code, self.left, top, self.right - self.left, bottom - top, stage.final))
        return bottom

    def _port(self, lane: _Lane, top: int, across: float) -> int:
        """The words of a step at the side where its line leaves; where they end."""
        aside, y = lane.way == "aside", top
        lane.ports.append(top + ROW - 5)
        for text, role in self._step_words(lane.transition, across):
            y += ROW
            x = self.right - PADDING if aside else self.left + PADDING
            self.words.append(Words(x, y, text, role, end=aside))
        return y

    def _lane(self, lane: _Lane) -> Link:
        """From each port to the lane, along it, and into the side of the target."""
        out = 1 if lane.way == "aside" else -1
        edge = self.right if out == 1 else self.left
        x = edge + out * (2 * HEAD + (lane.number + 1) * self.step[lane.way] - self.step[lane.way] // 2)
        to = self.place[lane.transition.target]
        same = [one for one in self.lanes if one.way == lane.way and one.transition.target == lane.transition.target]
        y = self.entries[to] + PADDING + same.index(lane) * LANE
        tip = edge + out * 2 * HEAD
        head = ((edge, y), (tip, y - HEAD), (tip, y + HEAD))
        far, *rest = sorted(lane.ports, key=lambda port: -abs(port - y))
        lines: list[tuple[Point, ...]] = [((edge, far), (x, far), (x, y), (edge + out * HEAD, y))]
        lines += [((edge, port), (x, port)) for port in rest]
        code, approval = lane.transition.code, lane.transition.approval
        return Link(code, tuple(lane.sources), lane.transition.target, lane.way, approval, tuple(lines), head)


def _number(lanes: list[_Lane]) -> None:
    """The shortest lanes lie nearest to the boxes; two that pass the same stage never lie on one another."""
    taken: list[_Lane] = []
    for lane in sorted(lanes, key=lambda one: (one.last - one.first, one.first)):
        used = {one.number for one in taken if one.first <= lane.last and lane.first <= one.last}
        lane.number = next(number for number in range(len(lanes)) if number not in used)
        taken.append(lane)


def _step(lanes: Sequence[_Lane]) -> int:
    """How far two lanes of a side lie from one another: closer where there are many."""
    count = max((lane.number + 1 for lane in lanes), default=1)
    return max(2, min(LANE, GUTTER // count))


def as_mermaid(kind: CaseKind) -> str:
    """The same table as a Mermaid ``stateDiagram-v2``, words in the active language."""
    lines = ["stateDiagram-v2", *(f"  {stage.code}: {stage.label}" for stage in kind.stages)]
    lines.append(f"  [*] --> {kind.first.code}")
    for transition in kind.transitions:
        label = str(transition.label).replace(":", " ").replace(";", ",")
        lines += [f"  {source} --> {transition.target}: {label}" for source in dict.fromkeys(transition.sources)]
    lines += [f"  {stage.code} --> [*]" for stage in kind.stages if stage.final]
    return "\n".join(lines)
