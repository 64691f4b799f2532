"""How near two words of a name are, by what they sound like and by how clerks mistype.

A weighted edit distance over sounds (``words.sounds_of``). What the scripts cannot both write costs little: the short vowels that
Arabic leaves out, kh for k, gh for r, th for t. What tells names apart costs much: a consonant, the final a of a woman's name, a long
vowel inside (Salma, Salima). Two different given names of the table are different however near they sound.
"""

from collections import defaultdict
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein, Levenshtein

from terrain.people.matching.words import ALIKE, WEAK, Word, related, skeletons, spellings, word_of

VOWELS = frozenset("AEYW")
WEIGHT = {"A": 0.35, "E": 0.2, "Y": 0.45, "W": 0.45, "h": 0.6, "Q": 0.1}
_NEAR = {
    "tT": 0.1, "sT": 0.15, "td": 0.4, "dD": 0.1, "zD": 0.15, "sz": 0.4, "sS": 0.4, "Sj": 0.6, "kx": 0.25, "hx": 0.4,
    "kg": 0.3, "gj": 0.3, "gG": 0.25, "rG": 0.2, "xG": 0.5, "kG": 0.4, "bp": 0.15, "bv": 0.35, "fv": 0.2, "fp": 0.5,
    "mn": 0.5, "Wv": 0.35, "Wf": 0.6, "Yj": 0.5, "jz": 0.5, "Wb": 0.6,
    "AE": 0.08, "AY": 0.35, "AW": 0.3, "EY": 0.12, "EW": 0.3, "YW": 0.5, "AQ": 0.1, "EQ": 0.1, "YQ": 0.2, "WQ": 0.2,
    "hQ": 0.4, "hA": 0.4, "hE": 0.4,
}  # fmt: skip
NEAR = {(pair[m], pair[1 - m]): cost for pair, cost in _NEAR.items() for m in (0, 1)}
UNWRITTEN = {("g", "G"): 0.1, ("g", "k"): 0.15, ("g", "j"): 0.2, ("p", "b"): 0.08, ("v", "f"): 0.08}
"""What sounds that Arabic has no letter for cost beside the letter that clerks take."""
OPENING = 0.1
"""What a first vowel costs that Arabic writes as an alef whichever it is (Idrissa, ادريسا)."""
DOTS = {
    frozenset(pair)
    for pair in ("bt", "bT", "bn", "bY", "tT", "tn", "tY", "nY", "Tn", "jh", "jx", "hx", "dD", "rz", "sS", "fk", "GQ")
}
"""Letters that Arabic tells apart by dots only: a missing dot is one typing error, not another name."""
CLIPPED = 0.79
SAME, NEARLY, UNMISTAKABLE = 0.9, 0.78, 0.94
"""From where two words are one word, from where they may be, and from where a spelling that the table lacks is one of its names."""


def likeness(one: Word, other: Word) -> float:
    """0 to 1: how far two words may be spellings of one; symmetric.

    An initial is like a word that begins with its sound, a little. Words of the table are like each other only under
    one name.
    """
    return 1.0 if one.plain == other.plain else _likeness(one.plain, other.plain)


@lru_cache(maxsize=1_000_000)
def _likeness(plain: str, other_plain: str) -> float:
    one, other = word_of(plain), word_of(other_plain)
    if one.name and other.name:
        if one.name == other.name:
            return 1.0
        return 0.85 if (one.name, other.name) in related() else min(0.6, heard(one, other))
    if one.initial or other.initial:
        return 0.8 if begins_alike(one, other) else 0.0
    near = max(heard(one, other), _mistyped(one, other), _clipped(one, other))
    if _ends_otherwise(one, other):
        return min(near, 0.72)
    if one.servant != other.servant:
        return min(near, 0.86)
    return min(near, 0.88) if (one.name or other.name) and near < UNMISTAKABLE else near


def _mistyped(one: Word, other: Word) -> float:
    """One letter after the first wrong, missing, or changed places with its neighbour, in a word long enough to be sure."""
    a, b = one.plain.removesuffix("e"), other.plain.removesuffix("e")
    if one.arabic != other.arabic or min(len(a), len(b)) < 5 or a[0] != b[0]:
        return 0.0
    return 0.86 if DamerauLevenshtein.distance(a, b, score_cutoff=1) <= 1 else 0.0


def _clipped(one: Word, other: Word) -> float:
    """The short form of a name that the table lacks: its beginning or its end (Seun, Oluwaseun)."""
    short, long = sorted((one.plain, other.plain), key=len)
    if one.name or other.name or one.servant or other.servant or len(short) < 4 or len(long) < len(short) + 3:
        return 0.0
    return CLIPPED if long.startswith(short) or long.endswith(short) else 0.0


def _ends_otherwise(one: Word, other: Word) -> bool:
    """Whether one ends as a woman's name and the other does not (Krim, Karima)."""
    a, b = one.sounds[0][-1:], other.sounds[0][-1:]
    return (a == "A" and b not in VOWELS and b != "Q") or (b == "A" and a not in VOWELS and a != "Q")


@lru_cache
def _names_by_skeleton() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for spelling in spellings():
        for skeleton in skeletons(spelling):
            found[skeleton].add(spelling)
    return found


def names_misspelled(word: Word) -> set[str]:
    """The given names of the table that a word which it lacks may be a spelling of."""
    alike = {spelling for skeleton in skeletons(word.plain) for spelling in _names_by_skeleton().get(skeleton, ())}
    return {word_of(spelling).name for spelling in alike if likeness(word, word_of(spelling)) >= SAME}


def begins_alike(one: Word, other: Word) -> bool:
    """Whether some reading of both begins with the same sound."""
    return any(a[:1] == b[:1] for a in one.sounds for b in other.sounds if a and b)


def heard(one: Word, other: Word) -> float:
    """How alike two words sound, whatever names they are."""
    arabic = one.arabic + other.arabic
    return max(
        _near(a, b, arabic) * (1.0 if (m + n) == 0 else 0.985)
        for m, a in enumerate(one.sounds)
        for n, b in enumerate(other.sounds)
    )


@lru_cache(maxsize=1_000_000)
def _near(one: str, other: str, arabic: int) -> float:
    """Likeness of two strings of sounds; ``arabic``: how many of them come from Arabic script (0, 1, 2)."""
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    size = max(_weight(one), _weight(other), 1.0)
    if Levenshtein.normalized_similarity(_bones(one), _bones(other), score_cutoff=0.5) < 0.5:
        return 0.0
    return max(0.0, 1 - _distance(one, other, arabic) / size)


@lru_cache(maxsize=262144)
def _weight(sounds: str) -> float:
    return sum(WEIGHT.get(sound, 1.0) for sound in sounds)


@lru_cache(maxsize=262144)
def _bones(sounds: str) -> str:
    """The consonants, those that are written for one another made one: two words without half of them in common are not alike."""
    return WEAK.sub("", sounds.translate(ALIKE)) or sounds


def _dropped(sounds: str, place: int, arabic: int) -> float:
    """What it costs that one of the two does not write the sound at ``place``."""
    sound = sounds[place]
    if sound == "Q":
        return 0.05
    if sound == "h":
        return 0.25 if place == len(sounds) - 1 else 0.45
    if sound not in VOWELS:
        return 1.0
    last, first = place == len(sounds) - 1, place == 0
    if sound == "E":
        return 0.06 if arabic == 1 or last else 0.15
    if sound == "A":
        if last:
            return 0.5
        return 0.08 if arabic == 1 or first else 0.2
    if last:
        return 0.5
    return 0.16 if arabic == 1 else 0.42


def _changed(a: str, b: str, arabic: int) -> float:
    if a == b:
        return 0.0
    cost = NEAR.get((a, b), 1.0)
    if arabic == 1:
        cost = min(cost, UNWRITTEN.get((a, b), 1.0), UNWRITTEN.get((b, a), 1.0))
    if arabic == 2 and a in VOWELS and b in VOWELS:
        return max(cost, 0.6)
    if arabic and frozenset((a, b)) in DOTS:
        cost = min(cost, 0.5)
    return cost


def _distance(one: str, other: str, arabic: int) -> float:
    """Weighted edit distance with neighbours swapped (0.6)."""
    before: list[float] = []
    row = [0.0]
    for n in range(len(other)):
        row.append(row[-1] + _dropped(other, n, arabic))
    for m, a in enumerate(one):
        lost = _dropped(one, m, arabic)
        fresh = [row[0] + lost]
        for n, b in enumerate(other):
            changed = (
                OPENING if arabic == 1 and not (m or n) and {a, b} <= VOWELS and a != b else _changed(a, b, arabic)
            )
            least = min(row[n] + changed, row[n + 1] + lost, fresh[n] + _dropped(other, n, arabic))
            if m and n and a == other[n - 1] and b == one[m - 1] and a != b:
                least = min(least, before[n - 1] + 0.6)
            fresh.append(least)
        before, row = row, fresh
    return row[-1]


def forget() -> None:
    """Let go of every word compared so far: somebody was forgotten."""
    for compared in (_likeness, _near, _weight, _bones):
        compared.cache_clear()
