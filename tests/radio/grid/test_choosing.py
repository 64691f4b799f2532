"""Which episode an occasion plays, and how much of it."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrain.radio.enums import ChangeKind, GridRule, RowKind
from terrain.radio.grid.choosing import OVERRUN, Hearing, Logged, heard, outlook, resolved
from terrain.radio.grid.week import DAY, meant, midnight, slot_of
from terrain.radio.models import Episode, GridChange, GridPlace, Show, Sound

MONDAY = date(2026, 2, 9)
"""The clock goes back on Sunday the 15th."""
HOUR = 900
SHOWS = {1: Show(pk=1, slug="cafe"), 2: Show(pk=2, slug="droits")}


def place(key: int, weekday: int, starts: time, rule: str = GridRule.LATEST, **said) -> GridPlace:
    told = {"show": SHOWS[1], "slots": HOUR, "valid_from": MONDAY, "valid_to": None, "repeats_after": 0} | said
    return GridPlace(pk=key, weekday=weekday, starts=starts, rule=rule, **told)


def episode(key: int, show: int = 1, slots: int = HOUR, published: date = MONDAY - timedelta(9), **said) -> Episode:
    at = datetime.combine(published, time(12), UTC) + timedelta(minutes=key)
    return Episode(pk=key, show=SHOWS[show], sound=Sound(pk=key, slots=slots), published_at=at, **said)


def anybody(episodes, day):
    return episodes


def looked(places, episodes, *, days=14, log=(), known_to=None, allowed=anybody, changes=()):
    occasions = meant(places, changes, MONDAY, MONDAY + timedelta(days))
    return outlook(occasions, episodes, log, midnight(MONDAY) if known_to is None else known_to, allowed)


def keys(found):
    return [one.entry.episode.pk if one.entry and one.entry.episode else None for one in found]


def row(order, start, end, key, first=0, kind=RowKind.GRID, show=1):
    return Logged(order, start, end, kind, first, show, key)


def test_the_newest_episode_plays():
    assert keys(looked([place(1, 0, time(10))], [episode(1), episode(2)], days=1)) == [2]


def test_an_episode_waits_for_its_hour():
    later = datetime(2026, 2, 12, tzinfo=UTC)
    episodes = [episode(1), episode(2, air_from=later), episode(3, published=date(2026, 2, 18))]
    assert keys(looked([place(1, 0, time(10))], episodes, days=14)) == [1, 2, 3]


def test_whoever_does_not_agree_for_a_day_is_not_heard_on_it():
    def until_sunday(episodes, day):
        return [one for one in episodes if one != 2 or day < MONDAY + timedelta(7)]

    assert keys(looked([place(1, 0, time(10))], [episode(1), episode(2)], days=7, allowed=until_sunday)) == [2, 1]


def test_next_takes_the_oldest_unheard_one_and_what_is_planned_before_counts():
    places = [place(1, 0, time(10), GridRule.NEXT), place(2, 3, time(10), GridRule.NEXT)]
    log = [row(1, midnight(MONDAY) - HOUR, midnight(MONDAY), 1)]
    found = looked(places, [episode(1), episode(2), episode(3)], days=10, log=log)
    assert keys(found) == [2, 3, None, None]
    assert found[2].entry is None, "everything was heard: the fallback plays"


def test_an_episode_whose_row_was_taken_over_before_it_began_was_never_heard():
    start = midnight(MONDAY) - HOUR
    log = [row(1, start, start + HOUR, 1), row(2, start, start + HOUR, 2)]
    assert heard(resolved(log), midnight(MONDAY)) == [Hearing(start, 2)]
    assert keys(looked([place(1, 0, time(10), GridRule.NEXT)], [episode(1), episode(2)], days=1, log=log)) == [1]


def test_a_repeat_plays_what_was_heard_so_many_days_before_else_the_one_before_that():
    places = [place(1, 0, time(10), GridRule.NEXT), place(2, 2, time(20), GridRule.REPEAT, repeats_after=2)]
    found = looked(places, [episode(1), episode(2)], days=16)
    assert keys(found) == [1, 1, 2, 2, None, 2]


def test_repeats_without_a_number_of_days_take_turns():
    start = midnight(MONDAY)
    log = [row(n, start - n * DAY, start - n * DAY + HOUR, n) for n in (1, 2, 3)]
    places = [place(day, day, time(10), GridRule.REPEAT) for day in range(7)]
    assert keys(looked(places, [episode(1), episode(2), episode(3)], days=5, log=log)) == [3, 2, 1, 3, 2, 1]


def test_a_day_of_its_own_plays_the_episode_that_was_asked_for():
    extra = GridChange(
        pk=1, kind=ChangeKind.EXTRA, day=MONDAY, show=SHOWS[1], starts=time(18), slots=HOUR, episode=episode(1)
    )
    assert keys(looked([], [episode(1), episode(2)], changes=[extra])) == [1]
    assert keys(looked([], [episode(2)], changes=[extra])) == [None], "it may not be heard any more"


def test_a_short_episode_leaves_the_rest_to_the_fallback():
    (found,) = looked([place(1, 0, time(10))], [episode(1, slots=100)], days=1)
    assert found.entry.slot_to - found.entry.slot_from == 100
    assert found.occasion.slot_to - found.entry.slot_to == HOUR - 100


def test_a_long_episode_goes_on_a_while_unless_something_else_begins():
    alone = looked([place(1, 0, time(10))], [episode(1, slots=4 * HOUR)], days=1)[0].entry
    assert alone.slot_to - alone.slot_from == HOUR + OVERRUN
    pair = [place(1, 0, time(10)), place(2, 0, time(11, 5), show=SHOWS[2])]
    first = looked(pair, [episode(1, slots=4 * HOUR)], days=1)[0].entry
    assert first.slot_to == slot_of(MONDAY, time(11, 5))


def test_live_takes_its_whole_place_and_no_more():
    (found,) = looked([place(1, 0, time(10), GridRule.LIVE)], [], days=1)
    assert (found.entry.kind, found.entry.sound) == (RowKind.LIVE, None)
    assert found.entry.slot_to - found.entry.slot_from == HOUR


def test_what_runs_goes_on_as_the_log_has_it_whatever_was_published_since():
    start = slot_of(MONDAY, time(10))
    log = [row(1, start, start + HOUR, 1)]
    (found,) = looked([place(1, 0, time(10))], [episode(1), episode(2)], days=1, log=log, known_to=start + 300)
    assert found.entry.episode.pk == 1
    part = found.entry.within(start + 300, start + 2 * HOUR)
    assert (part.slot_from, part.first, part.slot_to) == (start + 300, 300, start + HOUR)


def test_a_place_whose_beginning_is_over_is_not_begun_in_the_middle():
    start = slot_of(MONDAY, time(10))
    assert looked([place(1, 0, time(10))], [episode(1)], days=1, known_to=start + 300) == []


def test_what_was_cut_off_does_not_come_back():
    start = slot_of(MONDAY, time(10))
    log = [row(1, start, start + HOUR, 1), row(2, start + 200, start + HOUR, None, kind=RowKind.FALLBACK, show=None)]
    assert looked([place(1, 0, time(10))], [episode(1)], days=1, log=log, known_to=start + 300) == []


def test_what_runs_ends_when_its_place_is_taken_out_of_the_grid():
    start = slot_of(MONDAY, time(10))
    log = [row(1, start, start + HOUR, 1)]
    off = GridChange(pk=1, kind=ChangeKind.CANCELLED, day=MONDAY, place_id=1)
    assert looked([place(1, 0, time(10))], [episode(1)], days=1, log=log, known_to=start + 9, changes=[off]) == []


unhurried = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
rules = st.sampled_from([GridRule.LATEST, GridRule.NEXT, GridRule.REPEAT, GridRule.LIVE])


@st.composite
def stations(draw):
    """A grid, episodes and a log, around the night in which the clock goes back."""
    places = [
        place(
            key,
            draw(st.integers(0, 6)),
            time(draw(st.integers(0, 23)), draw(st.sampled_from([0, 15, 30]))),
            draw(rules),
            show=SHOWS[draw(st.integers(1, 2))],
            slots=draw(st.integers(1, 3 * HOUR)),
            repeats_after=draw(st.integers(0, 3)),
        )
        for key in range(1, draw(st.integers(1, 8)) + 1)
    ]
    episodes = [
        episode(
            key,
            draw(st.integers(1, 2)),
            draw(st.integers(1, 3 * HOUR)),
            MONDAY + timedelta(draw(st.integers(-9, 9))),
        )
        for key in range(1, draw(st.integers(0, 6)) + 1)
    ]
    begin = midnight(MONDAY)
    log = [
        row(order, begin - start, begin - start + draw(st.integers(1, 2 * HOUR)), one.pk, show=one.show_id)
        for order, (start, one) in enumerate(
            draw(st.lists(st.tuples(st.integers(1, 5 * DAY), st.sampled_from(episodes)), max_size=6))
            if episodes
            else []
        )
    ]
    return places, episodes, log


def planned(told, start, end):
    places, episodes, log = told
    parts = [one.entry.within(start, end) for one in looked(places, episodes, log=log) if one.entry]
    return [part for part in parts if part]


def joined(entries):
    """Entries without the seams of a cut."""
    found = []
    for one in entries:
        last = found[-1] if found else None
        if last and last[1] == one.slot_from and last[4] == one.occasion and one.slot_from != one.occasion.slot:
            found[-1] = (last[0], one.slot_to, *last[2:])
        else:
            found.append((one.slot_from, one.slot_to, one.sound, one.first, one.occasion))
    return found


BEGIN, END = midnight(MONDAY), midnight(MONDAY + timedelta(14))


@unhurried
@given(stations())
def test_a_plan_is_in_order_without_overlap_within_its_bounds_and_within_its_sounds(told):
    entries = planned(told, BEGIN + 7, END - 7)
    for one, after in zip(entries, entries[1:], strict=False):
        assert one.slot_to <= after.slot_from
    for one in entries:
        assert BEGIN + 7 <= one.slot_from < one.slot_to <= END - 7
        assert one.sound is None or one.first >= 0 and one.first + one.slot_to - one.slot_from <= one.sound.slots


@unhurried
@given(stations(), st.lists(st.integers(BEGIN, END), max_size=4))
def test_a_plan_is_the_same_whichever_way_the_span_is_cut(told, cuts):
    edges = sorted({BEGIN, END, *cuts})
    pieces = [one for start, end in zip(edges, edges[1:], strict=False) for one in planned(told, start, end)]
    assert joined(pieces) == joined(planned(told, BEGIN, END))


@unhurried
@given(stations())
def test_next_never_plays_what_was_heard_or_planned_before(told):
    places, episodes, log = told
    done = {one.episode for one in heard(resolved(log), BEGIN)}
    for one in looked(places, episodes, log=log):
        if one.entry is None or one.entry.episode is None:
            continue
        if one.occasion.rule == GridRule.NEXT:
            assert one.entry.episode.pk not in done
        done.add(one.entry.episode.pk)


@unhurried
@given(stations(), st.integers(0, 10 * DAY))
def test_planning_again_from_any_slot_with_what_was_logged_changes_nothing(told, ahead):
    places, episodes, log = told
    whole, since = planned(told, BEGIN, END), BEGIN + ahead
    rows = [
        row(100 + number, one.slot_from, one.slot_to, one.episode and one.episode.pk, 0, one.kind, one.show.pk)
        for number, one in enumerate(whole)
    ]
    again = looked(places, episodes, log=[*log, *rows], known_to=since)
    parts = [one.entry.within(since, END) for one in again if one.entry]
    assert joined([part for part in parts if part]) == joined([p for one in whole if (p := one.within(since, END))])
