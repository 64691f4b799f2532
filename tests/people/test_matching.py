"""Whether two records are one person: names in two scripts, as clerks write them, and families who look alike."""

import csv
import json
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrain.config import cli
from terrain.people.matching.reasons import REASONS, said
from terrain.people.matching.records import Record, Tier
from terrain.people.matching.rolls import Roll, pairs
from terrain.people.matching.sounds import NEARLY, SAME, likeness
from terrain.people.matching.tables import Unreadable, birth_of, read, record_of_row
from terrain.people.matching.words import name_of, skeleton, word_of, words
from tests import REPOSITORY

OURS = Path(__file__).with_name("names-by-another-hand.csv")
FAMILIES = Path(__file__).with_name("names-of-families.csv")
SELDOM = Path(__file__).with_name("names-seldom-heard.csv")
HELD_BACK = Path(__file__).with_name("names-held-back.csv")
SHARED = REPOSITORY.parent / "shared" / "data" / "names" / "variants-open.csv"
SAID_ONE = {Tier.NEAR_CERTAIN, Tier.LIKELY}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fatim-Zahrae", "فاطمة الزهراء"),
        ("Abd El Kader", "عبد القادر"),
        ("ABDERAHIM", "عبدالرحيم"),
        ("Ousmane", "عثمان"),
        ("Ghizlane", "Rizlane"),
        ("Touré", "طوري"),
        ("Ouédraogo", "ودراوغو"),
        ("Benslimane", "بنسليمان"),
        ("El Ouazzani", "الوزاني"),
        ("Bah", "با"),
        ("Kwasi", "Kouassi"),
        ("3abdellah", "عبد الله"),
        ("Bel Haj", "بلحاج"),
        ("Idrissa", "إدريسا"),
        ("Gnalén", "نيالين"),
        ("Diatta", "جاتا"),
        ("Roger", "روجي"),
        ("Yves", "إيف"),
        ("Adebayo", "أديبايو"),
        ("Djibo", "دجيبو"),
        ("Jallow", "ديالو"),
        ("Njaay", "Ndiaye"),
        ("Sid'Brahim", "Sidi Brahim"),
        ("Abdullahi", "عبد الله"),
    ],
)
def test_one_name_sounds_the_same_in_both_scripts(one, other):
    first, second = name_of(one).words, name_of(other).words
    assert len(first) == len(second)
    assert all(max(likeness(a, b) for b in second) >= SAME for a in first)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amine", "Amina"), ("Karim", "Karima"), ("Salma", "Salima"), ("Samir", "Samira"), ("Krim", "Karima"),
        ("Abderrazzak", "Abdelhak"), ("Wiam", "Wissam"), ("Jalal", "Dalal"), ("حسن", "حسين"), ("سعيد", "سعيدة"),
        ("Oumaima", "Oumama"), ("أميمة", "أمامة"), ("Fadila", "Fatiha"), ("Toufik", "Tarik"), ("Anir", "Ayour"),
    ],
)  # fmt: skip
def test_names_that_only_look_alike_stay_two(one, other):
    assert likeness(word_of(words(one)[0]), word_of(words(other)[0])) < NEARLY


def test_articles_titles_and_particles_belong_to_nobody():
    assert words("Moulay Ahmed El Alaoui") == ("ahmed", "alaoui")
    assert words("Ben Brahim Mohamed") == words("Benbrahim  MOHAMED")
    assert words("Mamia Mint Bachir") == words("Mamia Bachir")
    assert words("Maricel de la Cruz") == words("DELA CRUZ, Maricel")[::-1] == ("maricel", "cruz")
    assert words("محمد بن إبراهيم")[1] == words("بنابراهيم")[0]
    assert [word.plain for word in name_of("KHADIJA KADIRI EP. HAJJI").married] == ["hajji"]


def test_a_skeleton_finds_the_other_script_and_decides_nothing():
    assert skeleton("khattabi") == skeleton("خطابي") == skeleton("kattabi")
    assert skeleton("amine") == skeleton("amina")


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_a_name_and_likeness_has_no_side(one, other):
    for a in name_of(one).words:
        for b in name_of(other).words:
            assert likeness(a, b) == pytest.approx(likeness(b, a))
            assert 0 <= likeness(a, b) <= 1


AWA = Record(("Awa Traoré",), "F", date(1996, 4, 16), "day", ("+212625255779",), (), "Nador", ("Djeneba Koné",))


def tier(one: Record, other: Record) -> str:
    found = pairs([one, other])
    return str(found[0].tier) if found else ""


def test_one_woman_written_in_two_scripts_is_one():
    other = Record(("أوا طراوري",), "F", date(1996, 1, 1), "year", ("+212625255779",), (), "الناظور", ("جنيبا كوني",))
    assert tier(AWA, other) == Tier.NEAR_CERTAIN


@pytest.mark.parametrize(
    "other",
    [
        Record(("Adama Traoré",), "M", date(1996, 4, 16), "day", ("+212625255779",), (), "Nador", ("Djeneba Koné",)),
        Record(("Fanta Traoré",), "F", date(1996, 4, 16), "day", ("+212625255779",), (), "Nador", ("Djeneba Koné",)),
        Record(("Awa Traoré",), "F", date(1979, 9, 2), "day", ("+212699999999",), (), "Fès", ("Sali Diop",)),
    ],
    ids=["her twin brother", "her twin sister", "somebody of the same name"],
)
def test_family_and_namesakes_are_not_her(other):
    assert tier(AWA, other) not in SAID_ONE


def test_two_valid_cards_are_two_people_whatever_else_they_share():
    one = Record(AWA.names, "F", AWA.birth, "day", AWA.phones, ("C012345X",), "Nador", AWA.mothers)
    other = Record(AWA.names, "F", AWA.birth, "day", AWA.phones, ("Z987650K",), "Nador", AWA.mothers)
    assert tier(one, other) not in SAID_ONE
    assert tier(one, Record(AWA.names, cards=("C012345X",))) == Tier.NEAR_CERTAIN


def test_a_day_and_month_that_changed_places_still_point_to_her():
    swapped = Record(AWA.names, "F", date(1996, 3, 8), "day")
    other = Record(("TRAORE AWA",), "F", date(1996, 8, 3), "day")
    found = pairs([swapped, other])[0]
    assert found.tier in SAID_ONE and "day_and_month_swapped" in found.reasons


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (Record(("Aoua Traoré",), "F", date(1959, 8, 2), "day", AWA.phones, (), "Nador"), "her grandmother"),
        (Record(("Mhamed Jebari",), "M", date(1998, 5, 5), "day", AWA.phones, (), "Nador", AWA.mothers), "a brother"),
    ],
    ids=["another generation", "a name nearly alike and another year"],
)
def test_two_things_wrong_at_once_are_somebody_of_the_family(other, why):
    one = Record(("Mohammed Jebari",), "M", date(1995, 5, 5), "day", AWA.phones, (), "Nador", AWA.mothers)
    assert tier(AWA if other.sex == "F" else one, other) not in SAID_ONE, why


def test_a_third_record_joins_two_that_say_too_little_themselves():
    with_phone = Record(("Ansoumane Kpoghomou",), "M", phones=("+212688737009",))
    with_birth = Record(("KPOGHOMOU ANSOUMANE",), "M", date(1995, 6, 10), "day")
    both = Record(("Ansoumane Kpoghomou",), "M", date(1995, 6, 10), "day", ("+212688737009",))
    assert _tiers([with_phone, with_birth])[0, 1] == Tier.POSSIBLE
    assert _tiers([with_phone, with_birth, both])[0, 1] == Tier.LIKELY


def test_a_third_record_never_joins_two_of_two_years():
    one = Record(("Mamadou Diallo",), "M", date(1995, 1, 1), "year", ("+212688737009",))
    other = Record(("Mamadou Diallo",), "M", date(1997, 1, 1), "year", ("+212688737009",))
    bridge = Record(("Mamadou Diallo",), "M", phones=("+212688737009",))
    assert _tiers([one, other, bridge]).get((0, 1)) not in SAID_ONE


def _tiers(records: list[Record]) -> dict[tuple[int, int], Tier]:
    return {(pair.first, pair.second): pair.tier for pair in pairs(records)}


def test_a_missing_thing_speaks_against_nobody():
    bare = Record(AWA.names)
    roll = Roll([(7, AWA)])
    assert [one.key for one in roll.nearest(bare)] == [7]


def test_who_leaves_a_roll_is_not_found_any_more():
    roll = Roll([(1, AWA), (2, Record(("Somebody Else",)))])
    roll.add(1, AWA)
    assert [one.key for one in roll.nearest(AWA)] == [1]
    roll.drop(1)
    assert roll.nearest(AWA) == [] and not any(1 in held for held in roll.keys.values())


def test_every_reason_has_words():
    records = read(OURS)[1]
    met = {reason for pair in pairs(records) for reason in pair.reasons}
    assert len(met) > 8
    assert met <= REASONS.keys() and all(str(said(reason)) for reason in met)


def measured(path: Path) -> dict[str, float]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    records = [record_of_row(row) for row in rows]
    of = defaultdict(list)
    for place, row in enumerate(rows):
        of[row["person_id"]].append(place)
    true = {(a, b) for places in of.values() for a in places for b in places if a < b}
    found = pairs(records)
    one = {(pair.first, pair.second) for pair in found if pair.tier in SAID_ONE}
    sure = {(pair.first, pair.second) for pair in found if pair.tier == Tier.NEAR_CERTAIN}
    every = {(pair.first, pair.second) for pair in found}
    precision, recall = len(one & true) / len(one), len(one & true) / len(true)
    return {
        "f1": 2 * precision * recall / (precision + recall),
        "sure": len(sure & true) / len(sure),
        "shown": len(every & true) / len(true),
    }


@pytest.mark.parametrize(
    "path",
    [OURS, FAMILIES, SELDOM, HELD_BACK, SHARED],
    ids=["another hand", "families", "seldom heard", "held back", "many hands"],
)
def test_names_written_by_many_hands_are_told_apart_and_together(path):
    if not path.exists():
        pytest.skip("the shared names are not beside this copy")
    found = measured(path)
    assert found["f1"] >= 0.92 and found["sure"] >= 0.98 and found["shown"] >= 0.97


def test_the_register_of_2018_shows_every_pair_that_exact_keys_leave_apart(sheet_of_2018):
    rows, truth = sheet_of_2018
    person_of = {line["row"]: line["person"] for line in truth["truth"]}
    numbers = list(rows)
    records = [
        Record(
            (who.full_name,), who.sex, who.birth, who.birth_precision,
            (who.phone,) if who.phone else (), (who.card,) if who.card else (),
        )
        for _theme, who in rows.values()
    ]  # fmt: skip
    found = {(pair.first, pair.second) for pair in pairs(records, per_record=12)}
    linked = defaultdict(set)
    for first, second in found:
        linked[first].add(second)
        linked[second].add(first)
    of = defaultdict(list)
    for place, number in enumerate(numbers):
        of[person_of[number]].append(place)
    missing = [places for places in of.values() if not _connected(places, linked)]
    assert missing == []


def _connected(places: list[int], linked: dict[int, set[int]]) -> bool:
    seen, todo = {places[0]}, [places[0]]
    while todo:
        for other in linked[todo.pop()] & set(places) - seen:
            seen.add(other)
            todo.append(other)
    return seen == set(places)


def test_birth_dates_are_read_as_they_are_written():
    assert birth_of("12/03/1994") == birth_of("1994-03-12") == (date(1994, 3, 12), "day")
    assert birth_of("١٢/٠٣/١٩٩٤") == (date(1994, 3, 12), "day")
    assert birth_of("12 mars 1994") == birth_of("١٢ مارس ١٩٩٤") == (date(1994, 3, 12), "day")
    assert birth_of("1994") == (date(1994, 1, 1), "year")
    assert birth_of("31/02/1994") == birth_of("vers 1990") == (None, "")


def test_the_command_tells_pairs_as_data(capsys):
    assert cli.main(["people", "match", str(OURS), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {"first", "second", "score", "tier", "reasons", "words"} == set(told[0])
    assert told[0]["tier"] == "near_certain" and told == sorted(told, key=lambda pair: -pair["score"])


@pytest.mark.parametrize(
    ("content", "words_of_it"),
    [
        (b"a,b\n1,2\n", "no column record_id"),
        (b"", "is empty"),
        (b"record_id,names\n", "holds no record"),
        (b"record_id,names\n1,A B\n1,C D\n", "stands twice"),
        ("record_id,names\n1,Hé".encode("latin-1"), "UTF-8"),
    ],
)
def test_a_table_that_cannot_be_matched_says_why(tmp_path, capsys, content, words_of_it):
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    with pytest.raises(Unreadable):
        read(path)
    assert cli.main(["people", "match", str(path)]) == 2
    assert words_of_it in capsys.readouterr().err
