"""The rule as properties: order, repetition and noise change nothing."""

from dataclasses import replace
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from terrain.radio.hearing.lines import Downloaded, Listened, read, written
from terrain.radio.hearing.rule import LATE, SLACK, cut, downloads_of, length, merged, sessions_of
from terrain.radio.slots import AHEAD

NOW = 1_795_000_000
SLOT = NOW // 4
EPISODE = "11111111-1111-4111-8111-111111111111"


def device(number):
    return sha256(bytes([number])).hexdigest() if number else ""


spans = st.tuples(st.integers(0, 300), st.integers(1, 60)).map(lambda pair: (pair[0], pair[0] + pair[1]))
listened = st.builds(
    lambda when, who, own, source, mark, pressed, span: Listened(
        NOW + when,
        "meres",
        f"session-{who:08d}",
        device(own),
        source,
        "std",
        mark,
        pressed,
        *((SLOT + span[0] - 100, SLOT + span[1] - 100) if span else (0, 0)),
    ),
    st.integers(0, 900),
    st.integers(0, 5),
    st.integers(0, 3),
    st.sampled_from(["web", "native", "progressive"]),
    st.sampled_from(["", "", "", "bot", "staff", "auto"]),
    st.booleans(),
    st.none() | spans,
)
fetched = st.builds(
    lambda who, ranges, mark: Downloaded(
        NOW, "meres", EPISODE, "2026-11-18", tuple(ranges), 1000, 200, "" if mark else device(who), mark
    ),
    st.integers(1, 4),
    st.lists(spans, min_size=1, max_size=5),
    st.sampled_from(["", "", "bot", "staff"]),
)
logs = st.lists(listened | fetched, max_size=25)


def counted(lines):
    return sessions_of(lines), downloads_of(lines)


@given(logs, st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(lines, random):
    mixed = list(lines)
    random.shuffle(mixed)
    assert counted(mixed) == counted(lines)


@given(logs, st.integers(1, 3))
def test_reading_lines_again_changes_nothing(lines, times):
    assert counted(lines * times) == counted(lines)


@given(logs, st.integers(0, 25))
def test_two_halves_joined_are_the_whole(lines, at):
    one, other = sessions_of(lines[:at]), sessions_of(lines[at:])
    joined = {
        key: one[key].joined(other[key]) if key in one and key in other else (one | other)[key] for key in one | other
    }
    assert joined == sessions_of(lines)


@given(logs, st.lists(listened, max_size=10), st.lists(fetched, max_size=10))
def test_programs_staff_and_probes_change_nothing(lines, strangers, fetchers):
    noise = [replace(line, session=f"stranger-{line.session}", mark=line.mark or "bot") for line in strangers]
    noise += [replace(line, mark="staff", listener="") for line in fetchers]
    probes = [
        Downloaded(NOW, "meres", EPISODE, "2026-11-18", ((n, n + 2),), 1000, 200, device(1 + n % 4)) for n in range(9)
    ]
    before, after = counted(lines), counted([*noise, *lines, *probes])
    assert {key for key, one in after[0].items() if one.counts} == {key for key, one in before[0].items() if one.counts}
    assert {key for key, one in after[1].items() if one.counts} == {key for key, one in before[1].items() if one.counts}


@given(st.integers(0, 400))
def test_fifty_nine_seconds_never_count_and_sixty_do(seconds):
    whole = seconds // 4
    lines = [Listened(NOW, "meres", "session-00000001", pressed=True)]
    if whole:
        lines.append(Listened(NOW + seconds, "meres", "session-00000001", pressed=True, first=SLOT, last=SLOT + whole))
    [heard] = sessions_of(lines).values()
    assert heard.counts == (seconds >= 60)


@given(st.lists(listened, max_size=25))
def test_nobody_hears_more_than_the_clock_allows_nor_what_was_not_there(lines):
    for heard in sessions_of(lines).values():
        assert length(heard.listened) <= (heard.last_at - heard.first_at) // 4 + SLACK
        for first, last in heard.listened:
            assert heard.first_at // 4 - LATE <= first < last <= heard.last_at // 4 + AHEAD + 1


@given(logs)
def test_a_session_counts_only_pressed_and_unmarked(lines):
    for key, heard in sessions_of(lines).items():
        its = [line for line in lines if isinstance(line, Listened) and (line.station, line.session) == key]
        if heard.counts:
            assert any(line.pressed for line in its)
            assert not any(line.mark for line in its)


@given(listened | fetched)
def test_a_line_is_read_as_it_was_written(line):
    assert read(written(line).rstrip(b"\n")) == line


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_whatever_stands_in_a_file_is_read_or_left(text):
    read(text)


@given(st.lists(spans), st.integers(0, 10))
def test_merged_spans_hold_the_same_and_do_not_touch(found, gap):
    joined = merged(found, gap)
    held = {slot for first, last in found for slot in range(first, last)}
    assert held <= {slot for first, last in joined for slot in range(first, last)}
    assert all(one[1] + gap < other[0] for one, other in zip(joined, joined[1:], strict=False))
    if not gap:
        assert length(joined) == len(held)


@given(st.lists(spans), st.integers(-5, 500))
def test_what_is_cut_is_the_beginning(found, most):
    joined = merged(found)
    assert length(cut(joined, most)) == max(0, min(most, length(joined)))


def test_a_session_that_two_devices_claim_is_nobodys():
    claims = [
        Listened(NOW + n, "meres", "session-00000001", device(n % 2 + 1), pressed=True, first=SLOT, last=SLOT + 30)
        for n in (0, 120)
    ]
    claims.append(replace(claims[0], device=device(2)))
    [heard] = sessions_of(claims).values()
    assert heard.counts
    assert heard.device == "~"


def fetches(*ranges, size=1000, minute=200):
    lines = [Downloaded(NOW, "meres", EPISODE, "2026-11-18", (one,), size, minute, device(1)) for one in ranges]
    return [one.counts for one in downloads_of(lines).values()]


def test_probes_do_not_fill_what_is_missing():
    assert fetches((0, 190)) == [False]
    assert fetches((0, 190), *((n, n + 2) for n in range(190, 210, 2))) == [False]
    assert fetches((0, 190), (190, 200)) == [True]
    assert fetches((0, 1), (0, 2)) == [False]


def test_a_file_shorter_than_a_minute_counts_whole():
    assert fetches((0, 99), size=100) == [False]
    assert fetches((0, 100), size=100) == [True]
    assert fetches((0, 2000), size=100) == [True]


def test_polls_far_apart_are_two_listenings_of_a_moment():
    def polled(every, source="native"):
        lines = [
            Listened(
                NOW + 4 * n, "meres", "session-00000001", source=source, pressed=True, first=SLOT + n, last=SLOT + n + 1
            )
            for n in range(0, 60, every)
        ]
        [heard] = sessions_of(lines).values()
        return heard.seconds

    assert polled(5) == 4 * 56
    assert polled(6) == 4 * 10
    assert polled(5, "web") == 4 * 12
