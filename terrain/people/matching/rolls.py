"""Many records at once: who may be whom. Candidates by shared keys, each weighed, the best few of each kept."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz

from terrain.people.matching.comparing import (
    Evidence,
    is_first_of_january,
    of_births,
    of_families,
    of_mothers,
    of_names,
    of_numbers,
    of_sexes,
)
from terrain.people.matching.learning import learn
from terrain.people.matching.records import Pair, Record, Tier
from terrain.people.matching.sounds import names_misspelled
from terrain.people.matching.words import Name, Word, name_of, skeletons, word_of

LIKELY, NEAR_CERTAIN, POSSIBLE = 10.5, 15.0, 4.0
"""Bits from which two records are called one person, surely so, and worth a look."""
CORROBORATING = frozenset(
    [
        "same_birth_date",
        "day_and_month_swapped",
        "birth_date_slipped",
        "birth_year_slipped",
        "same_birth_year",
        "same_phone",
        "phone_slipped",
        "same_card",
        "card_slipped",
        "same_mother",
        "same_address",
    ]
)
"""Without one of these two records share a name, and a name is not a person."""
APART = frozenset(("cards_differ", "names_differ", "sexes_differ"))
"""What one person cannot have both of: where it weighs its full weight, two records go no further than worth a look."""
AGAINST = APART | {"birth_differs", "birth_year_slipped", "mothers_differ", "order_differs"}
"""What no third record explains away."""
HOPELESS = -6.5
"""Bits of birth, numbers and sex below which a name in common does not help any more, so that it is not even looked at."""
WEAK_KEYS = frozenset(("word", "address", "word-year"))
SEEN_BEFORE = 120
"""People that the table of common words stands for beside those of a roll."""
CROWD = 60
"""A key that more records share leads to nobody: what it stands for is too common to be looked at one by one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of a roll who may be the one asked for. ``key``: as given to the roll."""

    key: int
    score: float
    tier: Tier
    reasons: tuple[str, ...]


def bones(word: Word) -> tuple[str, ...]:
    """What a word is found by: the given name that it spells, or its consonants and the names that it may misspell."""
    return (word.name,) if word.name else _bones_unknown(word.plain)


@lru_cache
def _common() -> dict[str, float]:
    """What common words are found by → the share of people who bear them."""
    lines = Path(__file__).with_name("common-words.txt").read_text(encoding="utf-8").splitlines()
    told = (line.split("|") for line in lines if line and line[0] != "#")
    return {bones(word_of(word))[0]: int(thousandth) / 1000 for word, thousandth in told}


@lru_cache(maxsize=262144)
def _bones_unknown(plain: str) -> tuple[str, ...]:
    return (*skeletons(plain), *sorted(names_misspelled(word_of(plain))))


def sex_by_name(record: Record) -> str:
    """The sex that the given names of the table say, when they all say one."""
    if record.sex:
        return record.sex
    said = {word.sex for name in record.names for word in name_of(name).words if word.sex in {"F", "M"}}
    return said.pop() if len(said) == 1 else ""


def score_of(bits: float) -> float:
    """Bits as a number from 0 to 1: one half where two records begin to be called one person."""
    return round(1 / (1 + 2 ** ((LIKELY - bits) / 2)), 4)


class Roll:
    """Records that can be asked who may be somebody. ``add`` and ``drop`` keep it true; a few bytes of keys a record."""

    def __init__(self, records: Iterable[tuple[int, Record]] = ()) -> None:
        self.records: dict[int, Record] = {}
        self.keys: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self.counts: Counter[str] = Counter()
        for key, record in records:
            self.add(key, record)

    def add(self, key: int, record: Record) -> None:
        """Put somebody on the roll, in place of what stood under ``key``."""
        self.drop(key)
        self.records[key] = record
        self.counts.update(_bones_of(record))
        for shared in set(_keys_of(record)):
            self.keys[shared].append(key)

    def drop(self, key: int) -> None:
        """Take somebody off the roll."""
        record = self.records.pop(key, None)
        if record is None:
            return
        self.counts.subtract(_bones_of(record))
        for shared in set(_keys_of(record)):
            self.keys[shared].remove(key)

    def rarity(self, word: Word) -> float:
        """Bits that a word in common is worth among these records."""
        return self._rarity(bones(word)[0])

    def _rarity(self, bone: str) -> float:
        met = self.counts.get(bone, 0) + max(1.0, SEEN_BEFORE * _common().get(bone, 0.0))
        return min(10.0, max(2.0, -math.log2(met / (len(self.records) + SEEN_BEFORE))))

    def weigh(self, one: Record, other: Record) -> Evidence:
        """Everything that speaks for and against these two being one person."""
        evidence = Evidence()
        of_births(evidence, one, other)
        of_numbers(evidence, one, other)
        of_sexes(evidence, one, other, sex_by_name)
        if evidence.bits <= HOPELESS and not one.address and not any(bits > 1 for bits, _why in evidence.told):
            return evidence
        laid = of_names(evidence, one, other, self.rarity)
        of_families(evidence, laid)
        of_mothers(evidence, one, other)
        _of_places(evidence, one, other)
        told = {reason for bits, reason in evidence.told if bits > 0}
        if "same_birth_date" in told or "same_birth_year" in told:
            turned = any(reason == "order_differs" for _bits, reason in evidence.told)
            evidence.add(8.0 if turned else 0.0, "")
        if not told & CORROBORATING:
            evidence.add(-2.0, "")
        if "name_in_part" in told and any(bits < 0 and reason == "birth_differs" for bits, reason in evidence.told):
            evidence.add(-5.0, "")
        return evidence

    def near(self, record: Record) -> set[int]:
        """Keys of those who share with ``record`` one thing that few share, or two that some do."""
        weak: set[int] = set()
        found: set[int] = set()
        for shared in set(_keys_of(record)):
            held = self.keys.get(shared, ())
            if len(held) > _crowd(shared):
                continue
            if shared[0] in WEAK_KEYS:
                found.update(weak.intersection(held))
                weak.update(held)
            else:
                found.update(held)
        return found

    def nearest(self, record: Record, limit: int = 5) -> list[Candidate]:
        """Who of the roll may be ``record``, the likeliest first."""
        found = []
        for key in self.near(record):
            evidence = self.weigh(record, self.records[key])
            if evidence.bits >= POSSIBLE:
                found.append((-evidence.bits, key, evidence))
        found.sort(key=lambda one: one[:2])
        return [Candidate(key, score_of(-less), tier_of(e), e.reasons) for less, key, e in found[:limit]]


def _crowd(shared: tuple[str, ...]) -> int:
    return CROWD if len(shared) > 2 or shared[0] in {"phone", "card"} else CROWD // 2


def tier_of(evidence: Evidence) -> Tier:
    """How sure. What one person cannot have both of never goes beyond worth a look."""
    apart = {reason for bits, reason in evidence.told if bits <= -12}
    if APART & apart or ("birth_differs" in apart and "same_card" not in evidence.reasons):
        return Tier.POSSIBLE
    against = any(bits <= -3 and reason for bits, reason in evidence.told)
    agrees = CORROBORATING & {reason for bits, reason in evidence.told if bits > 0}
    if evidence.bits >= NEAR_CERTAIN and agrees and not against:
        return Tier.NEAR_CERTAIN
    return Tier.LIKELY if evidence.bits >= LIKELY else Tier.POSSIBLE


def _bones_of(record: Record) -> set[str]:
    return {bone for name in record.names for word in name_of(name).words if not word.initial for bone in bones(word)}


def _keys_of(record: Record) -> Iterator[tuple[str, ...]]:
    """Everything by which ``record`` may be found again."""
    for phone in record.phones:
        yield "phone", phone
    for card in record.cards:
        yield "card", card
    yield from _birth_keys(record)
    mothers = {bone for mother in record.mothers for word in name_of(mother).words[:1] for bone in bones(word)}
    for text in record.names:
        name = name_of(text)
        yield from _name_keys(name, record, mothers)
    words = {bone for text in record.names for word in name_of(text).words for bone in bones(word)}
    for part in record.address:
        if len(part) >= 3:
            yield "address", part.casefold()
            for word in words:
                yield "word-address", word, part.casefold()


def _birth_keys(record: Record) -> Iterator[tuple[str, ...]]:
    born = record.birth
    if born is None or is_first_of_january(record):
        return
    yield "born", born.isoformat()
    if born.day <= 12 and born.day != born.month:
        yield "born", born.replace(month=born.day, day=born.month).isoformat()


def _name_keys(name: Name, record: Record, mothers: set[str]) -> Iterator[tuple[str, ...]]:
    found = [bone for word in (*name.words, *name.married) if not word.initial for bone in bones(word)]
    unique = sorted(set(found))
    for n, bone in enumerate(unique):
        for other in unique[n + 1 :]:
            yield "words", bone, other
        if record.birth is not None:
            yield "word-year", bone, str(record.birth.year)
            yield "word-year", bone, str(record.birth.year + 1)
        for mother in mothers:
            yield "word-mother", bone, mother
        yield "word", bone
    yield "all", "".join(unique)


def _of_places(evidence: Evidence, one: Record, other: Record) -> None:
    if one.place and other.place:
        same = fuzz.ratio(_flat(one.place), _flat(other.place)) >= 80
        evidence.add(1.2 if same else -0.3, "same_place" if same else "")
    if one.address and other.address:
        met = sum(max(fuzz.ratio(a, b) for b in other.address) >= 85 for a in one.address)
        evidence.add(min(met, 3) * 3.0 - (1.5 if not met else 0), "same_address" if met else "")


def _flat(place: str) -> str:
    return " ".join(skeletons(word)[0] for word in (w.plain for w in name_of(place).words))


def pairs(records: Sequence[Record], per_record: int = 5) -> list[Pair]:
    """Who among ``records`` may be whom, the surest first; each pair once, and of each record its best few only."""
    roll = Roll(enumerate(records))
    found: list[tuple[int, int, Evidence]] = []
    for place, record in enumerate(records):
        for other in roll.near(record):
            if other > place:
                evidence = roll.weigh(record, records[other])
                if evidence.bits >= POSSIBLE or sum(bits for bits, _why in evidence.told if bits > 0) >= NEAR_CERTAIN:
                    found.append((place, other, evidence))
    learn([evidence for _first, _second, evidence in found])
    return _best(found, per_record, records)


def _best(found: list[tuple[int, int, Evidence]], per_record: int, records: Sequence[Record]) -> list[Pair]:
    of: dict[int, list[tuple[float, int, Evidence]]] = defaultdict(list)
    for first, second, evidence in found:
        if evidence.bits >= POSSIBLE:
            of[first].append((-evidence.bits, second, evidence))
            of[second].append((-evidence.bits, first, evidence))
    kept: dict[tuple[int, int], Evidence] = {}
    for place, several in of.items():
        several.sort(key=lambda one: one[:2])
        for _less, other, evidence in several[:per_record]:
            kept[min(place, other), max(place, other)] = evidence
    made = {pair: Pair(*pair, score_of(e.bits), tier_of(e), e.reasons) for pair, e in kept.items()}
    made |= _vouched(made, records)
    return sorted(made.values(), key=lambda pair: (-pair.score, pair.first, pair.second))


def _vouched(made: dict[tuple[int, int], Pair], records: Sequence[Record]) -> dict[tuple[int, int], Pair]:
    """Pairs that say too little themselves and contradict each other in nothing, where a third record is surely both.

    One tells her telephone, one her birth, and a third both. A name by marriage that the third tells excuses another family name.
    """
    sure: dict[int, set[int]] = defaultdict(set)
    for pair in made.values():
        if pair.tier == Tier.NEAR_CERTAIN:
            sure[pair.first].add(pair.second)
            sure[pair.second].add(pair.first)
    found = {}
    for key, pair in made.items():
        thirds = sure[pair.first] & sure[pair.second] if pair.tier == Tier.POSSIBLE else set()
        against = AGAINST.intersection(pair.reasons)
        if against == {"names_differ"}:
            thirds = {place for place in thirds if any(name_of(name).married for name in records[place].names)}
        if thirds and against <= {"names_differ"}:
            reasons = ("vouched", *pair.reasons)
            found[key] = Pair(*key, max(pair.score, score_of(LIKELY)), Tier.LIKELY, reasons)
    return found
