"""What counts as strengthened: two concluded rounds and 60 % of the plan, once for each organisation, and it can be taken back."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrain.core import clock
from terrain.facts import actions as facts
from terrain.facts.models import Fact
from terrain.facts.selections import opened
from terrain.network.actions import capacity, plans
from terrain.network.actions.capacity import Held
from terrain.network.followers import follow
from terrain.network.growth import Plan
from terrain.network.milestones import day_reached, needed_of, share_of
from terrain.network.models import Assessment, PlanAction, Profile
from terrain.programmes.models import Organisation, Target
from terrain.results.periods import WHOLE
from terrain.results.values import Reckoning
from tests.factories import HOUSE
from tests.house.capacities import done, planned, round_of, score_all

START = date(2026, 1, 1)
FATES = st.sampled_from(["open", "done", "dropped", "replaced"])


def plan(fates, days=None):
    """A plan in memory; the n-th action is done on the n-th day, a replaced one has another one standing for it."""
    made = []
    for number, fate in enumerate(fates):
        state = "dropped" if fate == "replaced" else fate
        on = START + timedelta((days or range(len(fates)))[number]) if state == "done" else None
        made.append(PlanAction(state=state, done_on=on, due=START, replaced_by_id=1 if fate == "replaced" else None))
    return made


@given(st.integers(1, 400), st.integers(0, 400))
def test_sixty_percent_is_exact(count, finished):
    finished = min(finished, count)
    reached = day_reached(plan(["done"] * finished + ["open"] * (count - finished)))
    assert (reached is not None) == (finished * 100 >= 60 * count)
    assert needed_of(count) * 100 >= 60 * count > (needed_of(count) - 1) * 100


@given(st.lists(FATES, max_size=20))
def test_the_share_grows_with_every_action_done_and_never_with_one_dropped(fates):
    def share(said):
        finished, counted = share_of(plan(said))
        return finished / counted if counted else 0

    for at, fate in enumerate(fates):
        if fate == "open":
            assert share([*fates[:at], "done", *fates[at + 1 :]]) > share(fates)
            assert share([*fates[:at], "dropped", *fates[at + 1 :]]) == share(fates)
    steps = [share([*["done"] * n, *["open"] * (len(fates) - n)]) for n in range(len(fates) + 1)]
    assert all(first < second for first, second in pairwise(steps))


@given(st.lists(st.integers(0, 300), min_size=1, max_size=12), st.integers(0, 12), st.randoms())
def test_the_day_is_the_one_of_the_last_action_needed_in_whatever_order_they_are_read(days, left, random):
    actions = plan(["done"] * len(days) + ["open"] * left, [*days, *[0] * left])
    reached = day_reached(actions)
    random.shuffle(actions)
    assert day_reached(actions) == reached
    if reached is not None:
        by_then = sum(one.done_on is not None and one.done_on <= reached for one in actions)
        day_before = sum(one.done_on is not None and one.done_on < reached for one in actions)
        assert by_then * 100 >= 60 * len(actions) > day_before * 100


@given(st.lists(FATES, max_size=12))
def test_what_the_page_calls_enough_is_what_counts(fates):
    told = Plan(Assessment(), tuple(plan(fates)))
    assert told.enough == (day_reached(plan(fates)) is not None) == (told.share >= 60)


# --- records -------------------------------------------------------------------------------------------------------


@pytest.fixture
def youth(w4i):
    """An association that works with young people."""
    association = Organisation.objects.get(code="ASSOC")
    profile = Profile.objects.of(association)
    profile.youth = True
    profile.save()
    return association


def milestones(project, **where):
    """milestone → day."""
    found = Fact.objects.filter(variant__kind="capacity", project_id=project.pk, **where).select_related("variant")
    return {opened(one.variant.attributes)["milestone"]: one.day for one in found}


def test_an_organisation_is_strengthened_on_the_day_the_last_condition_came_true(w4i, youth):
    first = round_of(w4i, youth, ago=200)
    assert set(milestones(w4i)) == {"first_round"}
    actions = [planned(first, f"Action {n}") for n in range(5)]
    done(actions[0], ago=90), done(actions[1], ago=80)
    second = round_of(w4i, youth, ago=40, value=3)
    assert set(milestones(w4i)) == {"first_round", "second_round"}
    third = done(actions[2], ago=10)
    today = clock.today()
    assert milestones(w4i) == {
        "first_round": today - timedelta(200), "second_round": today - timedelta(40),
        "plan_60": today - timedelta(10), "strengthened": today - timedelta(10),
    }  # fmt: skip
    plans.take_up_action(third, version=third.version, by=HOUSE)
    assert set(milestones(w4i)) == {"first_round", "second_round"}
    done(PlanAction.objects.get(pk=third.pk), ago=60)
    assert milestones(w4i)["strengthened"] == today - timedelta(40)
    capacity.reopen_round(second, why="Une erreur de note", by=HOUSE)
    assert set(milestones(w4i)) == {"first_round", "plan_60"}
    assert facts.rebuild(check=True).clean
    capacity.conclude_round(second, by=HOUSE)
    assert set(milestones(w4i)) == {"first_round", "second_round", "plan_60", "strengthened"}


@pytest.mark.parametrize("order", ["plan first", "round first", "last action last"])
def test_the_order_in_which_things_are_written_down_changes_nothing(w4i, youth, order):
    first = round_of(w4i, youth, ago=200)
    actions = [planned(first, f"Action {n}") for n in range(3)]
    if order == "plan first":
        done(actions[1], ago=50), done(actions[0], ago=70), round_of(w4i, youth, ago=60)
    elif order == "round first":
        round_of(w4i, youth, ago=60), done(actions[0], ago=70), done(actions[1], ago=50)
    else:
        done(actions[0], ago=70), round_of(w4i, youth, ago=60), done(actions[1], ago=50)
    assert [(clock.today() - day).days for _name, day in sorted(milestones(w4i).items())] == [200, 50, 60, 50]


def test_a_dropped_action_counts_as_not_done_unless_another_stands_for_it(w4i, youth):
    first = round_of(w4i, youth, ago=100)
    kept, other, dropped = (planned(first, name) for name in ("Gardée", "Faite", "Abandonnée"))
    done(other)
    now = plans.drop_action(dropped, "Plus de local", version=1, by=HOUSE)
    assert "plan_60" not in milestones(w4i)
    now = plans.take_up_action(now, version=now.version, by=HOUSE)
    plans.drop_action(now, "Remplacée", replaced_by=kept, version=now.version, by=HOUSE)
    assert "plan_60" not in milestones(w4i)
    done(kept)
    assert "plan_60" in milestones(w4i)


def test_the_plan_of_a_later_round_takes_nothing_back(w4i, youth):
    first = round_of(w4i, youth, ago=200)
    done(planned(first), ago=30)
    second = round_of(w4i, youth, ago=20)
    planned(second, "Une nouvelle"), planned(second, "Une autre")
    assert "strengthened" in milestones(w4i)


def test_rounds_of_two_projects_or_by_two_grids_are_not_added_up(w4i, cpe, youth):
    round_of(w4i, youth, ago=100)
    round_of(cpe, youth, ago=50)
    round_of(w4i, youth, ago=20, grid="association")
    assert set(milestones(w4i)) == set(milestones(cpe)) == {"first_round"}


def test_organisations_found_to_be_one_count_once_and_are_known_by_both_codes(w4i, youth):
    other = Organisation.objects.get(code="DONOR")
    round_of(w4i, youth, ago=100), round_of(w4i, other, ago=90)
    found = Fact.objects.filter(variant__kind="capacity")
    assert found.values("subject").distinct().count() == 2
    absorbed, standing = Profile.objects.get(organisation=other), Profile.objects.get(organisation=youth)
    absorbed.same_as = standing
    absorbed.save()
    follow(absorbed)
    assert set(found.values_list("subject", flat=True)) == {standing.subject_id}
    assert {opened(one.variant.attributes)["organisation"] for one in found.select_related("variant")} == {
        "ASSOC",
        "DONOR",
    }
    assert set(milestones(w4i)) == {"first_round"}, "two first rounds are no second round"
    begun = capacity.begin_round(w4i, other, "service", Held(clock.today(), 3), by=HOUSE)
    assert begun.number == 2 and begun.strengthening.profile == standing
    capacity.conclude_round(score_all(begun), by=HOUSE)
    assert "second_round" in milestones(w4i)
    assert facts.rebuild(check=True).clean
    absorbed.same_as = None
    absorbed.save()
    follow(absorbed, standing)
    assert found.values("subject").distinct().count() == 2


# --- promises ------------------------------------------------------------------------------------------------------

STRENGTHENED = {
    "count": "subjects",
    "of": [{"kind": "capacity", "where": {"milestone": ["strengthened"], "youth": ["yes"]}}],
}
SUPPORTED = {"count": "subjects", "of": [{"kind": "capacity", "where": {"milestone": ["second_round"], "organisation": ["ASSOC"]}}]}  # fmt: skip


def figure(w4i, rule):
    """What a promise with this rule reads."""
    target = Target.objects.get(code="W4I-T9")
    target.rule, target.unit = rule, "organisation"
    target.save()
    reckoning = Reckoning.read([w4i])
    return reckoning.value(next(one for one in reckoning.targets if one.pk == target.pk), WHOLE).achieved


def test_the_promises_move_and_move_back(w4i, youth):
    assert figure(w4i, STRENGTHENED) == figure(w4i, SUPPORTED) == 0
    first = round_of(w4i, youth, ago=100)
    one = done(planned(first), ago=50)
    round_of(w4i, Organisation.objects.get(code="DONOR"), ago=90)
    assert figure(w4i, STRENGTHENED) == figure(w4i, SUPPORTED) == 0, "one assessment only"
    round_of(w4i, youth, ago=10)
    assert figure(w4i, STRENGTHENED) == figure(w4i, SUPPORTED) == 1
    plans.take_up_action(one, version=one.version, by=HOUSE)
    assert (figure(w4i, STRENGTHENED), figure(w4i, SUPPORTED)) == (0, 1)


def test_an_association_that_does_not_work_with_young_people_is_not_a_youth_association(w4i, youth):
    Profile.objects.update(youth=False)
    done(planned(round_of(w4i, youth, ago=100)))
    round_of(w4i, youth, ago=10)
    assert (figure(w4i, STRENGTHENED), figure(w4i, SUPPORTED)) == (0, 1)
