"""Which way each piece of a line runs: the Unicode bidirectional algorithm (UAX #9) for text without direction signs.

Two things are ours. A paragraph runs as its paper does, unless it holds no letter of that direction: a French note quoted in
an Arabic report keeps its full stop at its end. And what must be read as it was typed, a telephone number, a date written
2026-11-26, a reference such as 2026/MIN/45 or an address, is isolated: plain Arabic text would show its groups from
right to left.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

_OPENING = "([{⁅⁽₍⌈⌊〈❨❪❬❮❰❲❴⟅⟦⟨⟪⟬⟮⦃⦅⦇⦉⦋⦑⦓⦕⦗⧘⧚⧼⸢⸤⸦⸨〈《「『【〔〖〘〚﹙﹛﹝（［｛｟｢"
_CLOSING = ")]}⁆⁾₎⌉⌋〉❩❫❭❯❱❳❵⟆⟧⟩⟫⟭⟯⦄⦆⦈⦊⦌⦒⦔⦖⦘⧙⧛⧽⸣⸥⸧⸩〉》」』】〕〗〙〛﹚﹜﹞）］｝｠｣"
_PAIRED = dict(zip(_CLOSING, _OPENING, strict=True))
_ALIKE = {"\u2329": "\u3008"}
_UNSEEN = {"BN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_DEEPEST = 63
_NEUTRAL = {"B", "S", "WS", "ON"}
_AS_STRONG = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
_HIGHER = {0: {"L": 0, "R": 1, "AN": 2, "EN": 2}, 1: {"L": 2, "R": 1, "AN": 2, "EN": 2}}
_ISOLATED = 2
_STEADY = re.compile(
    r"(?<![\w+])(?P<number>(?:\+|00?)\d{1,3}(?:[ .\-\u00a0\u202f]?\d{1,4}){2,7}|\d{4}-\d{2}-\d{2})(?!\w)"
    r"|(?<![A-Za-z0-9])[A-Za-z0-9]+(?:[-/._@:]+[A-Za-z0-9]+)+"
)
_LATIN = re.compile(r"[A-Za-z]")


def base_of(text: str, rtl: bool) -> int:
    """0 or 1: which way a paragraph runs in a paper that is read from right to left (``rtl``) or not."""
    strong = {unicodedata.bidirectional(sign) for sign in text}
    with_it, against = ({"R", "AL"}, {"L"}) if rtl else ({"L"}, {"R", "AL"})
    return int(rtl) if strong & with_it or not strong & against else int(not rtl)


def levels(text: str, base: int) -> list[int]:
    """The level of every sign of one line of text: even runs from left to right, odd from right to left."""
    found = [_ISOLATED] * len(text)
    outer: list[int] = []
    kinds: list[str] = []
    place = 0
    for start, end in [*_steady(text), (len(text), len(text))]:
        outer += range(place, start)
        kinds += [unicodedata.bidirectional(sign) or "L" for sign in text[place:start]]
        if start < end:
            outer.append(start)
            kinds.append("ON")
        place = end
    isolated = {start for start, _ in _steady(text)}
    signs = ["" if index in isolated else text[index] for index in outer]
    for index, height in zip(outer, _resolved(signs, kinds, base), strict=True):
        if index not in isolated:
            found[index] = height
    return found


def runs(text: str, base: int) -> list[tuple[int, str]]:
    """One line of text cut where its level changes, in the order in which it is read."""
    marked = zip(levels(text, base), text, strict=True)
    return [(level, "".join(sign for _, sign in group)) for level, group in groupby(marked, key=lambda one: one[0])]


def isolated(text: str) -> str:
    """``text`` with isolates around what must be read as it was typed, for a writer that orders lines by itself."""
    return _around(text, "\u2066", "\u2069")


def embedded(text: str, base: int) -> str:
    """The same with the older embedding signs, which every word processor knows and none prints."""
    mark = "\u200f" if base else "\u200e"
    return _around(text, mark + "\u202a", "\u202c" + mark)


def mixed(text: str) -> bool:
    """Whether something in ``text`` runs from right to left, so that what stands beside it has to be told."""
    return any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in text)


def _around(text: str, before: str, after: str) -> str:
    found, place = [], 0
    for start, end in _steady(text):
        found += [text[place:start], before, text[start:end], after]
        place = end
    return "".join([*found, text[place:]])


def _steady(text: str) -> Iterator[tuple[int, int]]:
    """Where something stands that must be read as it was typed: a telephone number, a day, a name made of pieces."""
    for match in _STEADY.finditer(text):
        if match["number"] or _LATIN.search(match.group()):
            yield match.span()


def _resolved(signs: Sequence[str], kinds: Sequence[str], base: int) -> list[int]:
    """Levels by the kinds of all signs (rules W1 to I2); a sign without a kind of its own takes its neighbour's level."""
    own = "R" if base else "L"
    kept = [index for index, kind in enumerate(kinds) if kind not in _UNSEEN]
    at_first = [kinds[index] for index in kept]
    now = _numbers(_letters(at_first, own), own)
    _brackets([signs[index] for index in kept], at_first, now, own)
    _neutrals(now, own)
    found, height = [], base
    heights = iter(now)
    for kind in kinds:
        height = height if kind in _UNSEEN else _HIGHER[base][next(heights)]
        found.append(height)
    return found


def _letters(kinds: Sequence[str], own: str) -> list[str]:
    """Rules W1 to W3: marks as what they stand on, figures after an Arabic letter as Arabic, Arabic letters as letters."""
    found, before, strong = [], own, own
    for kind in kinds:
        kind = before if kind == "NSM" else kind
        before = kind
        if kind in {"L", "R", "AL"}:
            strong = kind
        found.append("AN" if kind == "EN" and strong == "AL" else kind)
    return ["R" if kind == "AL" else kind for kind in found]


def _numbers(kinds: list[str], own: str) -> list[str]:
    """Rules W4 to W7: what stands in a number belongs to it, else it is neutral; figures after a Latin letter are Latin."""
    found = list(kinds)
    for place in range(1, len(found) - 1):
        before, after = found[place - 1], kinds[place + 1]
        if before == after and (
            before == "EN" and kinds[place] in {"ES", "CS"} or before == "AN" and kinds[place] == "CS"
        ):
            found[place] = before
    place = 0
    for kind, group in [(kind, len(list(group))) for kind, group in groupby(found)]:
        beside = {found[place - 1] if place else "", found[place + group] if place + group < len(found) else ""}
        if kind in {"ET", "ES", "CS"}:
            found[place : place + group] = ["EN" if kind == "ET" and "EN" in beside else "ON"] * group
        place += group
    strong = own
    for place, kind in enumerate(found):
        strong = kind if kind in {"L", "R"} else strong
        found[place] = "L" if kind == "EN" and strong == "L" else kind
    return found


def _pairs(signs: Sequence[str], kinds: Sequence[str]) -> list[tuple[int, int]]:
    """Brackets that belong together (rule BD16), in the order in which they open."""
    waiting: list[tuple[str, int]] = []
    found = []
    for place, sign in enumerate(signs):
        if kinds[place] != "ON" or not sign:
            continue
        if sign in _OPENING:
            if len(waiting) == _DEEPEST:
                return []
            waiting.append((_ALIKE.get(sign, sign), place))
        elif sign in _PAIRED:
            opening = _ALIKE.get(_PAIRED[sign], _PAIRED[sign])
            for depth in range(len(waiting) - 1, -1, -1):
                if waiting[depth][0] == opening:
                    found.append((waiting[depth][1], place))
                    del waiting[depth:]
                    break
    return sorted(found)


def _brackets(signs: Sequence[str], at_first: Sequence[str], now: list[str], own: str) -> None:
    """Rule N0: a pair of brackets runs as what it holds, when that is the paragraph's direction or stands before it too."""
    for start, end in _pairs(signs, now):
        inside = {_AS_STRONG[kind] for kind in now[start + 1 : end] if kind in _AS_STRONG}
        if not inside:
            continue
        before = next((_AS_STRONG[kind] for kind in reversed(now[:start]) if kind in _AS_STRONG), own)
        direction = own if own in inside or before == own else before
        for place in (start, end):
            now[place] = direction
            for after in range(place + 1, len(now)):
                if at_first[after] != "NSM":
                    break
                now[after] = direction


def _neutrals(now: list[str], own: str) -> None:
    """Rules N1 and N2: what has no direction takes the one on both its sides, else the paragraph's."""
    place = 0
    while place < len(now):
        if now[place] not in _NEUTRAL:
            place += 1
            continue
        end = place
        while end < len(now) and now[end] in _NEUTRAL:
            end += 1
        before = _AS_STRONG[now[place - 1]] if place else own
        after = _AS_STRONG[now[end]] if end < len(now) else own
        now[place:end] = [before if before == after else own] * (end - place)
        place = end
