"""A floor: the highest window, never a sum; with what stands beside it on every page."""

from datetime import date

import pytest
from django.urls import reverse

from terrain.facts import estimates
from terrain.facts.actions import new_subjects, sync_many
from terrain.facts.estimates import Estimate, register_estimator
from terrain.programmes.models import Programme, Target
from terrain.radio.models import ListenerMonth
from terrain.results import public
from terrain.results.actions import Declaration, declare
from terrain.results.boards import board_of, headlines
from terrain.results.enums import State
from terrain.results.floors import floor_of
from terrain.results.ledgers import ledger_of
from terrain.results.periods import quarter, year
from terrain.results.rules import WrongRule, check_rules, parse, rule_of
from terrain.results.snapshots import content_of
from terrain.results.values import Reckoning, values_as_json
from tests.radio.conftest import show, station  # noqa: F401 (fixtures)

RULE = {"count": "subjects", "of": [{"kind": "radio_listening"}], "window": "year", "across": "highest"}


@pytest.fixture
def listened(station):  # noqa: F811
    """So many listeners in a month: ``listened(2026, 3, subjects)``."""

    def heard(year, month, subjects):
        rows = [
            ListenerMonth.objects.create(
                station=station, month=date(year, month, 1), subject=one, source="web", sessions=2, seconds=240
            )
            for one in subjects
        ]
        sync_many("radio.ListenerMonth", [row.pk for row in rows])

    return heard


@pytest.fixture
def target(reached):
    reached.rule = RULE
    reached.answered_by = "records"
    reached.save()
    return reached


@pytest.fixture
def three_years(listened, target):
    old, now = new_subjects("listener", 7), new_subjects("listener", 5)
    listened(2025, 3, old[:4])
    listened(2025, 11, old[2:])
    listened(2026, 1, now)
    listened(2026, 2, now)
    listened(2026, 2, [None, None, None])
    return target


@pytest.fixture
def surveyed(monkeypatch):
    monkeypatch.setattr(estimates, "_ESTIMATORS", {})
    register_estimator(
        "listener", lambda project, floor: Estimate("Par appareil.", ("les relais",), floor, 3 * floor, "40")
    )


def value(target, *period):
    return Reckoning.read([target.project]).value(target, *period)


def test_of_several_years_the_highest_is_the_figure(three_years):
    found = value(three_years)
    assert (found.achieved, found.state) == (7, State.FLOOR)


def test_a_year_and_a_part_of_it_are_counted_in_themselves(three_years):
    assert value(three_years, year(2026)).achieved == 5
    assert value(three_years, quarter(2025, 1)).achieved == 4
    assert value(three_years, year(2024)).achieved == 0


def test_the_page_says_each_year_and_who_is_nobody(three_years):
    reckoning = Reckoning.read([three_years.project])
    floor = floor_of(three_years, reckoning, year(2026))
    assert (floor.windows, floor.times, floor.nobody) == ((("2026", 5),), 26, 6)
    ledger = ledger_of(three_years, reckoning, year(2026), whole=True)
    assert (ledger.grid, ledger.places, ledger.cut, ledger.elsewhere) == (None, (), False, None)


def test_years_are_never_added_not_even_in_a_curve(three_years):
    assert Reckoning.read([three_years.project]).new_by_month(three_years) == {}
    [row] = [row for row in board_of(three_years.project, whole=True).rows if row.target == three_years]
    assert (row.spark, row.grid) == ("", None)


def test_listeners_are_never_people_of_the_project(three_years):
    assert [one.people for one in headlines([three_years.project])] == [0]


def test_an_audience_may_be_measured_by_its_floor(target):
    assert check_rules(Programme.objects.get()) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"across": "sum"},
        {"across": "highest", "of": [{"kind": "attendance"}]},
        {"count": "occurrences", "across": "sum"},
    ],
)
def test_an_audience_is_answered_by_no_other_rule(target, changed):
    Target.objects.filter(pk=target.pk).update(rule=RULE | changed)
    assert check_rules(Programme.objects.get()) != []


@pytest.mark.parametrize("changed", [{"window": "project"}, {"count": "occurrences"}, {"across": "mean"}])
def test_a_highest_window_needs_subjects_and_windows(changed):
    with pytest.raises(WrongRule, match=r"across|mean"):
        parse(RULE | changed)


def test_listeners_answer_no_target_of_people(informed):
    Target.objects.filter(pk=informed.pk).update(rule=RULE)
    assert any("listener" in str(fault) for fault in check_rules(Programme.objects.get()))


def test_a_figure_of_a_relay_is_declared_beside_it_and_never_added(three_years, officer, viewer_of, surveyed):
    said = Declaration(date(2026, 1, 1), date(2026, 3, 1), 900, "Radio locale, sondage.", "highest")
    declare(three_years, said, by=viewer_of(officer))
    found = value(three_years)
    assert (found.achieved, [one.value for one in found.declared]) == (7, [900])
    shown = public.values("W4I")[three_years.code]
    assert (shown.achieved, shown.state, shown.by_sex) == (7, "floor", ())
    assert shown.beside == ((900, "Radio locale, sondage."),)
    assert (shown.estimate.low, shown.estimate.high) == (7, 21)


def test_scripts_and_reports_say_that_it_is_a_floor(three_years):
    [row] = [row for row in values_as_json("W4I") if row["line"] == three_years.code]
    assert (row["achieved"], row["state"], row["by_sex"], row["small"]) == (7, "floor", None, 0)
    assert content_of(three_years.project, year(2026))[three_years.code]["state"] == "floor"


@pytest.mark.parametrize("reader", ["officer", "donor"])
def test_every_page_shows_floor_estimate_and_method(three_years, surveyed, reader, request, client_of):
    reading = client_of(request.getfixturevalue(reader))
    for url in (reverse("results:board", args=["W4I"]), reverse("results:why", args=[three_years.code])):
        text = reading.get(url).content.decode()
        assert "Par appareil." in text
        assert "les relais" in text


def test_the_public_page_shows_it_too(three_years, surveyed, client):
    text = client.get(reverse("public:project", args=["W4I"])).content.decode()
    assert "Par appareil." in text
    assert "les relais" in text


def test_a_floor_of_nobody_is_a_true_zero(target):
    found = value(target)
    assert (found.achieved, found.state) == (0, State.FLOOR)
    assert rule_of(target).is_floor


def test_a_rule_may_ask_for_one_show(listened, target, show):  # noqa: F811
    one, other = new_subjects("listener", 2)
    listened(2026, 1, [one])
    row = ListenerMonth.objects.create(
        station=show.station, month=date(2026, 1, 1), subject=other, source="web", show=show, sessions=1, seconds=60
    )
    sync_many("radio.ListenerMonth", [row.pk])
    assert value(target).achieved == 2
    target.rule = RULE | {"of": [{"kind": "radio_listening", "where": {"show": ["cafe"]}}]}
    target.save()
    assert value(target).achieved == 1
