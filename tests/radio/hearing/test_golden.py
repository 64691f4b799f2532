"""Fixed logs, and what they count for. Where one changes, the published rule changes: say it in docs/explanation too."""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from terrain.radio.hearing.rule import downloads_of, listeners_of, sessions_of
from terrain.radio.hearing.spool import lines_from

GOLDEN = Path(__file__).parent / "golden"


class Counted(NamedTuple):
    sessions: int = 0
    listeners: int = 0
    downloads: int = 0
    not_ours: int = 0


EXPECTED = {
    # sixty seconds count, fifty-six do not; four minutes without a token are a session and nobody
    "one_minute": Counted(sessions=2, listeners=1),
    # sixty probes of two bytes are no download, even together
    "two_byte_probes": Counted(downloads=1),
    # a: in three pieces, and the whole file later, once; b: the same 300,000 bytes four times; c: two pieces far apart;
    # d: a file shorter than a minute, whole; e: bytes that the file does not have
    "split_ranges": Counted(downloads=3),
    # three devices behind one address: three listeners; one download while they use one program, three when they use three
    "shared_address": Counted(sessions=3, listeners=3, downloads=4),
    # one device that changes its network five times: one listener, five downloads
    "five_addresses": Counted(sessions=5, listeners=1, downloads=5),
    # forty seconds before midnight and forty after are one session; half a minute of bytes on either side are no download
    "midnight": Counted(sessions=3, listeners=3, downloads=2),
    # the hour that Casablanca has twice
    "clock_change": Counted(sessions=3, listeners=2),
    # nothing reaches us but the player's own reports
    "behind_a_cdn": Counted(sessions=3, listeners=3),
    "bots": Counted(sessions=1, listeners=1, downloads=1),
    "staff": Counted(sessions=1, listeners=1),
    "autoplay": Counted(sessions=1, listeners=1),
    # an hour claimed after twenty seconds, slots to come, slots long gone, five lines that are none
    "replayed_and_forged": Counted(sessions=1, listeners=1, not_ours=5),
    # forty seconds in each of two tabs are no minute; two minutes in each are two sessions of one listener
    "two_tabs": Counted(sessions=2, listeners=1),
    # a cut of 45 s; a telephone's own player that asks every eight seconds, and one that asks every forty
    "resumed_after_a_cut": Counted(sessions=2, listeners=2),
}


def counted(path: Path) -> Counted:
    lines, end, not_ours = lines_from(path, 0)
    assert end == path.stat().st_size
    sessions, downloads = sessions_of(lines).values(), downloads_of(lines).values()
    return Counted(
        sum(one.counts for one in sessions),
        len(listeners_of(sessions)),
        sum(one.counts for one in downloads),
        not_ours,
    )


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_fixed_log_counts_for_what_is_published(name):
    assert counted(GOLDEN / f"{name}.jsonl") == EXPECTED[name]


def test_every_fixed_log_is_expected_to_count_for_something():
    assert {path.stem for path in GOLDEN.glob("*.jsonl")} == set(EXPECTED)


def test_what_is_heard_over_midnight_belongs_to_the_evening():
    lines, _end, _bad = lines_from(GOLDEN / "midnight.jsonl", 0)
    days = Counter(str(one.day) for one in sessions_of(lines).values())
    assert days == {"2026-11-20": 2, "2026-11-21": 1}


def test_the_hour_that_comes_twice_is_one_day():
    lines, _end, _bad = lines_from(GOLDEN / "clock_change.jsonl", 0)
    assert {(str(one.day), one.seconds) for one in sessions_of(lines).values()} == {
        ("2026-02-15", 120),
        ("2026-02-15", 60),
    }
