"""How much two records speak for one person: evidence in bits, added up.

Each thing compared adds what it is worth: a rare name in common more than a common one, a full birth date more than a year. Names that
contradict each other (a word left over on both sides) outweigh a telephone and a mother in common: that is how brothers,
sisters and twins look. Weights were set by hand on invented people and are written here, so that anybody can read why.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from rapidfuzz.distance import DamerauLevenshtein

from terrain.people.matching.records import Record
from terrain.people.matching.sounds import NEARLY, SAME, begins_alike, heard, likeness
from terrain.people.matching.words import Name, Word, name_of, word_of

OFTEN_LEFT_OUT = frozenset(("", "mohamed", "fatima", "ahmed"))
"""A family name, or a given name that is often borne beside another one, is left out more easily than the name of a sister."""
GENERATION = 14
"""Years apart from which two who share a name and a telephone are a father and his son."""
Rarity = Callable[[Word], float]
"""Bits that a word in common is worth, 2 (everybody is called so) to 10."""


@dataclass(slots=True)
class Evidence:
    """Bits for and against, with the reasons."""

    bits: float = 0.0
    told: list[tuple[float, str]] = field(default_factory=list)

    def add(self, bits: float, reason: str) -> None:
        """Count ``bits`` (negative: against) under ``reason``."""
        self.bits += bits
        if reason:
            self.told.append((bits, reason))

    @property
    def reasons(self) -> tuple[str, ...]:
        """The codes, the weightiest first."""
        return tuple(reason for _bits, reason in sorted(self.told, key=lambda one: -abs(one[0])))


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two names laid side by side. ``pairs``: (word, word, likeness); ``left``, ``right``: words that found no counterpart;
    ``first``, ``order``: the words of each in the order written."""

    pairs: tuple[tuple[Word, Word, float], ...]
    left: tuple[Word, ...]
    right: tuple[Word, ...]
    first: tuple[Word, ...] = ()
    order: tuple[Word, ...] = ()


def align(one: Name, other: Name) -> Alignment:
    """The best counterpart of each word, whatever the order; words written together find those written apart."""
    left, right = list(one.words), list(other.words)
    scored = sorted(
        ((likeness(a, b), m, n) for m, a in enumerate(left) for n, b in enumerate(right)),
        key=lambda x: (-x[0], x[1], x[2]),
    )
    pairs: list[tuple[Word, Word, float]] = []
    sure = {(0, m) for near, m, _n in scored if near >= SAME} | {(1, n) for near, _m, n in scored if near >= SAME}
    used: set[tuple[int, int]] = set()
    for side, words, parts in ((0, left, right), (1, right, left)):
        for place, n, joined, near in _joined(words, parts, sure, side):
            taken = {(side, place), (1 - side, n), (1 - side, n + 1)}
            if not taken & used:
                used |= taken
                pairs.append((words[place], joined, near) if side == 0 else (joined, words[place], near))
    for near, m, n in scored:
        if near >= NEARLY and (0, m) not in used and (1, n) not in used:
            pairs.append((left[m], right[n], near))
            used |= {(0, m), (1, n)}
    rest_left = [word for m, word in enumerate(left) if (0, m) not in used]
    rest_right = [word for n, word in enumerate(right) if (1, n) not in used]
    _marry(pairs, rest_left, one.married, rest_right, other.married)
    return Alignment(tuple(pairs), tuple(rest_left), tuple(rest_right), one.words, other.words)


def _joined(
    words: list[Word], parts: list[Word], sure: set[tuple[int, int]], side: int
) -> list[tuple[int, int, Word, float]]:
    """Words that are two neighbours of ``parts`` written together: (place, place of the first neighbour, both as one, likeness)."""
    found = []
    for place, word in enumerate(words):
        if (side, place) in sure or len(word.plain) < 5:
            continue
        for n, (first, second) in enumerate(zip(parts, parts[1:], strict=False)):
            if abs(len(first.plain) + len(second.plain) - len(word.plain)) > 3:
                continue
            if not (begins_alike(word, first) or begins_alike(word, second)):
                continue
            both = [word_of(first.plain + second.plain), word_of(second.plain + first.plain)]
            near, joined = max(
                ((max(heard(word, one), float(_same(word, one))), one) for one in both), key=lambda x: x[0]
            )
            if near >= SAME:
                found.append((place, n, joined, near))
                break
    return found


def _same(one: Word, other: Word) -> bool:
    return bool(one.name) and one.name == other.name


def _marry(
    pairs: list[tuple[Word, Word, float]],
    rest_left: list[Word],
    married_left: tuple[Word, ...],
    rest_right: list[Word],
    married_right: tuple[Word, ...],
) -> None:
    """A family name of hers by marriage that the other record writes in place of the other."""
    for rest, married, own, flip in (
        (rest_right, married_left, rest_left, False),
        (rest_left, married_right, rest_right, True),
    ):
        for word in list(rest):
            near, best = max(
                ((likeness(word, other), other) for other in married), default=(0.0, None), key=lambda x: x[0]
            )
            if best is not None and near >= SAME:
                rest.remove(word)
                pairs.append((word, best, near) if flip else (best, word, near))
                if own:
                    own.pop()


def of_names(evidence: Evidence, one: Record, other: Record, rarity: Rarity) -> Alignment:
    """The names, whichever of several agrees best. Returns how they were laid side by side."""
    best: tuple[float, Evidence, Alignment] | None = None
    for a in one.names:
        for b in other.names:
            laid = align(name_of(a), name_of(b))
            found = Evidence()
            _weigh(found, laid, rarity)
            if best is None or found.bits > best[0]:
                best = (found.bits, found, laid)
    if best is None:
        return Alignment((), (), ())
    evidence.bits += best[1].bits
    evidence.told += best[1].told
    return best[2]


def _weigh(evidence: Evidence, laid: Alignment, rarity: Rarity) -> None:
    exact = True
    bits = 0.0
    for a, b, near in laid.pairs:
        worth = min(rarity(a), rarity(b))
        if a.initial or b.initial:
            bits += 1.0
            exact = False
        elif near >= SAME:
            bits += worth * (1 if near > 0.97 else 0.9)
            exact &= a.plain == b.plain
        else:
            bits += worth * 0.55 - 1.5
            exact = False
    crossing = any(a.arabic != b.arabic for a, b, _near in laid.pairs)
    complete = not laid.left and not laid.right
    if laid.pairs:
        if complete and len(laid.pairs) > 2 and not _turned(laid):
            evidence.add(-12.0, "order_differs")
        reason = "same_name" if exact and complete else "name_across_scripts" if crossing else "name_alike"
        evidence.add(bits, reason if complete else "name_in_part")
    _left_over(evidence, laid)


def _turned(laid: Alignment) -> bool:
    """Whether the words stand in the same order, or as many places on, as when the family name goes first.

    Osman Idris Adam and Idris Osman Adam are two brothers of Adam's, or a son and his father.
    """
    places = {word: n for n, word in enumerate(laid.order)}
    if len(places) < len(laid.order) or any(b not in places for _a, b, _near in laid.pairs):
        return True
    found = [
        places[b]
        for _a, b, _near in sorted(
            laid.pairs, key=lambda pair: laid.first.index(pair[0]) if pair[0] in laid.first else 0
        )
    ]
    start = found.index(min(found))
    return found[start:] + found[:start] == sorted(found) or found == sorted(found, reverse=True)


def _left_over(evidence: Evidence, laid: Alignment) -> None:
    left, right = _spelled_out(laid.left), _spelled_out(laid.right)
    if not left or not right:
        missing = len(left) + len(right)
        if missing and laid.pairs:
            evidence.add(sum(-3.0 if word.name not in OFTEN_LEFT_OUT else -0.8 for word in (*left, *right)), "")
        if missing and len(laid.pairs) == 1:
            evidence.add(-1.5, "")
        return
    worst = _contradiction(laid.pairs, left, right)
    evidence.add(worst, "names_differ")


def _spelled_out(words: tuple[Word, ...]) -> tuple[Word, ...]:
    return tuple(word for word in words if not word.initial)


def _contradiction(
    pairs: tuple[tuple[Word, Word, float], ...], left: tuple[Word, ...], right: tuple[Word, ...]
) -> float:
    """What words left over on both sides are worth against: least when they are nearly alike, most when two given names differ."""
    nearest = max(likeness(a, b) for a in left for b in right)
    given_left = {word.name for word in left if word.name}
    given_right = {word.name for word in right if word.name}
    if given_left and given_right:
        return -15.0
    slipped = nearest >= 0.72 and min(len(word.plain) for word in (*left, *right)) >= 5
    if any(a.name and b.name for a, b, _near in pairs) and not given_left and not given_right:
        return -4.0 if slipped else -7.0
    return -6.0 if slipped else -15.0


def is_first_of_january(record: Record) -> bool:
    """Whether the birth date is worth a year only."""
    return record.birth is not None and (
        record.birth_precision == "year" or (record.birth.month == 1 and record.birth.day == 1)
    )


def of_births(evidence: Evidence, one: Record, other: Record) -> None:
    """The birth dates: the day, a swap of day and month, a typing error, the year, one year off."""
    a, b = one.birth, other.birth
    if a is None or b is None:
        return
    if (
        is_first_of_january(one)
        or is_first_of_january(other)
        or "month" in (one.birth_precision, other.birth_precision)
    ):
        _of_years(evidence, a.year, b.year)
        return
    if a == b:
        evidence.add(9.0, "same_birth_date")
    elif a.year == b.year:
        _within_year(evidence, a, b)
    elif (a.month, a.day) == (b.month, b.day):
        slipped = abs(a.year - b.year) <= 1 or _one_slip(str(a.year), str(b.year))
        evidence.add(4.0 if slipped else -3.0, "birth_year_slipped" if slipped else "birth_differs")
    else:
        whole = _one_slip(a.isoformat(), b.isoformat())
        evidence.add(0.5 if whole else -11.0 if abs(a.year - b.year) > 1 else -8.0, "birth_differs")


def _within_year(evidence: Evidence, a: date, b: date) -> None:
    if (a.month, a.day) == (b.day, b.month):
        evidence.add(7.0, "day_and_month_swapped")
    elif a.month == b.month or a.day == b.day:
        near = _one_slip(a.isoformat(), b.isoformat())
        evidence.add(4.5 if near else 2.0, "birth_date_slipped" if near else "same_birth_year")
    else:
        evidence.add(-1.5, "birth_differs")


def _of_years(evidence: Evidence, one: int, other: int) -> None:
    gap = abs(one - other)
    if gap == 0:
        evidence.add(3.8, "same_birth_year")
    elif gap == 1:
        evidence.add(0.3, "birth_year_near")
    elif _one_slip(str(one), str(other)) and gap <= 10:
        evidence.add(-5.0, "birth_differs")
    else:
        evidence.add(-7.0 if gap <= GENERATION else -12.0, "birth_differs")


def _one_slip(a: str, b: str) -> bool:
    return DamerauLevenshtein.distance(a, b, score_cutoff=1) == 1


def of_families(evidence: Evidence, laid: Alignment) -> None:
    """Two things wrong at once are a brother or a sister rather than two slips: a name only nearly alike, and another year; or another
    sex and another name."""
    told = {reason: bits for bits, reason in evidence.told}
    doubtful = any(near < SAME and not (a.initial or b.initial) for a, b, near in laid.pairs)
    if doubtful and "birth_year_slipped" in told:
        evidence.add(-12.0, "birth_differs")
    elif doubtful and told.get("birth_differs", 0.0) < 0:
        evidence.add(-4.0, "")
    if "sexes_differ" in told and "names_differ" in told:
        evidence.add(-5.0, "")


def of_numbers(evidence: Evidence, one: Record, other: Record) -> None:
    """Telephones, which families share, and cards, which nobody shares."""
    if one.phones and other.phones:
        if set(one.phones) & set(other.phones):
            evidence.add(6.0, "same_phone")
        elif any(_one_slip(a, b) for a in one.phones for b in other.phones):
            evidence.add(2.0, "phone_slipped")
        else:
            evidence.add(-0.7, "")
    if one.cards and other.cards:
        if set(one.cards) & set(other.cards):
            evidence.add(20.0, "same_card")
            return
        nearest = min(DamerauLevenshtein.distance(a, b, score_cutoff=3) for a in one.cards for b in other.cards)
        if nearest <= 2:
            evidence.add(3.0 if nearest == 1 else -1.0, "card_slipped")
        else:
            evidence.add(-14.0, "cards_differ")


def of_mothers(evidence: Evidence, one: Record, other: Record) -> None:
    """The mother's name, often only its first word."""
    if not one.mothers or not other.mothers:
        return
    best = -99.0
    for a in one.mothers:
        for b in other.mothers:
            laid = align(name_of(a), name_of(b))
            nearest = max((near for *_words, near in laid.pairs), default=0.0)
            if laid.left and laid.right:
                value = -4.0 if not laid.pairs else 0.0
            elif nearest >= SAME:
                value = 4.0 if len(laid.pairs) > 1 else 3.0
            else:
                value = 1.0 if nearest >= NEARLY else -4.0
            best = max(best, value)
    evidence.add(best, "same_mother" if best >= 3 else "mothers_differ" if best <= -4 else "")


def of_sexes(evidence: Evidence, one: Record, other: Record, sex_of: Callable[[Record], str]) -> None:
    """The sex as recorded; where it is not, as the given name of the table says, which weighs less."""
    if one.sex and other.sex:
        same = one.sex == other.sex
        evidence.add(0.5 if same else -8.0, "" if same else "sexes_differ")
        return
    a, b = sex_of(one), sex_of(other)
    if a and b and a != b:
        evidence.add(-5.0, "sexes_differ")
