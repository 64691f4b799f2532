"""What leaves the files as numbers: closed doors and who answers whom, never less than a few files."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from terrain.casework.dead_ends import FEWEST, SEALED_FEWEST, read_dead_ends, read_flows, told
from terrain.casework.facts import sealed_kinds
from terrain.core import clock
from terrain.network import dead_ends
from terrain.network.dead_ends import DeadEnd


def doors(*projects, first=None, last=None):
    today = clock.today()
    return read_dead_ends([one.pk for one in projects] or None, first or today - timedelta(90), last or today)


@given(st.lists(st.tuples(st.integers(1, 40), st.booleans()), max_size=60))
def test_no_population_lifts_the_other_over_its_floor(files):
    counts = Counter(sealed for _pk, sealed in set(files))
    parts = [counts[False] // FEWEST * FEWEST, counts[True] // SEALED_FEWEST * SEALED_FEWEST]
    assert told(files) == sum(parts)
    assert told(files) == 0 or told(files) >= FEWEST


def test_two_files_stay_and_three_leave(referred, shelter):
    referred(2)
    assert doors() == []
    referred(1)
    assert doors() == [DeadEnd("shelter", shelter.place_id, "declined:full", 3)]


def test_one_file_refused_three_times_is_one_file(referred):
    first = referred(1)[0]
    for _n in range(3):
        first.pk, first.uid = None, uuid4()
        first.code = first.uid.hex[:8]
        first.save()
    assert doors() == []


def test_sealed_files_are_told_only_by_ten_and_never_add_up_before(referred):
    sealed = sorted(sealed_kinds()["case_kind"])[0]
    referred(9, kind=sealed)
    assert doors() == []
    referred(5)
    assert [one.count for one in doors()] == [3]
    referred(1, kind=sealed)
    assert [one.count for one in doors()] == [13]


def test_a_file_sealed_by_itself_or_by_its_person_is_of_the_sealed(referred):
    made = referred(4)
    made[0].case.sealed_at = clock.now()
    made[0].case.save()
    assert [one.count for one in doors()] == [3]
    made[1].person.sealed_at = clock.now()
    made[1].person.save()
    assert doors() == []


@pytest.mark.parametrize(
    ("outcome", "reason", "is_door"),
    [
        ("declined", "full", True),
        ("declined", "known_already", False),
        ("not_served", "no_means", True),
        ("not_served", "did_not_come", False),
        ("not_served", "refused", False),
        ("expired", "", True),
        ("served", "", False),
        ("withdrawn", "asked", False),
    ],
)
def test_what_she_decided_herself_is_no_closed_door(referred, outcome, reason, is_door):
    referred(3, outcome=outcome, reason=reason)
    assert bool(doors()) == is_door


def test_only_the_projects_and_the_days_asked_for(referred, w4i, cpe, today):
    referred(3, ago=40)
    referred(3, project=cpe)
    assert [one.count for one in doors(w4i)] == [3] == [one.count for one in doors(cpe)]
    assert [one.count for one in doors()] == [6]
    assert doors(w4i, first=today - timedelta(39)) == []
    assert doors(w4i, last=today - timedelta(41)) == []


def test_all_projects_but_one_tell_nothing_of_the_others(referred, w4i, cpe):
    referred(5)
    referred(2, project=cpe)
    assert doors(cpe) == [] and [one.count for one in doors(w4i)] == [3]
    assert doors() == doors(w4i, cpe) == doors(w4i)


@pytest.mark.parametrize("few", [1, 2])
def test_a_longer_span_is_no_number_of_a_file_or_two(referred, w4i, today, few):
    """Six months but three."""
    referred(3, ago=5)
    referred(few, ago=120)
    for read in (doors, lambda *of, first: read_flows([one.pk for one in of], first, today)):
        short, long = read(w4i, first=today - timedelta(90)), read(w4i, first=today - timedelta(180))
        assert short == long != []


@given(st.integers(0, 200), st.integers(0, 200))
def test_what_two_numbers_differ_by_is_a_step_or_nothing(one, other):
    more, less = ({(pk, False) for pk in range(count)} for count in (one, other))
    assert (told(more) - told(less)) % FEWEST == 0
    assert abs((told(more) - told(less)) - (one - other)) < FEWEST


def test_every_reason_has_words(referred):
    referred(3)
    referred(3, outcome="expired", reason="")
    for one in dead_ends.dead_ends(None, clock.today() - timedelta(9), clock.today()):
        assert dead_ends.reason_words(one.reason) not in {"", one.reason}


def test_questions_do_not_grow_with_referrals(referred, w4i):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            doors(w4i)
            read_flows([w4i.pk], clock.today() - timedelta(9), clock.today())
        return len(queries)

    referred(3)
    few = asked()
    referred(9)
    assert asked() == few == 2


def flow(project):
    found = read_flows([project.pk], clock.today() - timedelta(9), clock.today())
    return found[0] if found else None


def test_a_flow_tells_how_long_half_of_the_answers_took(referred, w4i, shelter):
    referred(2, hours=10)
    assert flow(w4i) is None
    referred(3, hours=30)
    told_now = flow(w4i)
    assert (told_now.sent, told_now.answered, told_now.median_hours) == (3, 3, 30)
    assert told_now.to_organisation_id == shelter.organisation_id
    assert told_now.served == 0


def test_a_share_that_speaks_of_one_or_two_is_not_told_nor_what_is_left_over(referred, w4i):
    referred(3, hours=5, outcome="served", reason="")
    referred(2, hours=5)
    assert flow(w4i).served is None
    referred(1, hours=5)
    assert (flow(w4i).served, flow(w4i).sent) == (3, 6)


def test_too_few_answers_have_no_median(referred, w4i):
    referred(3, outcome="expired", reason="")
    referred(2, hours=4)
    assert (flow(w4i).sent, flow(w4i).answered, flow(w4i).median_hours) == (3, None, None)
