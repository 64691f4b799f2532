"""What stays hidden, and from whom: public pages, people known to several projects, parts on the board."""

from datetime import date

import pytest
from django.utils.functional import lazystr
from django.utils.translation import ngettext_lazy

from terrain.facts import registry
from terrain.facts.registry import FactKind
from terrain.programmes.models import Project
from terrain.results.actions import Declaration, declare
from terrain.results.boards import board_of, choices, headlines
from terrain.results.ledgers import crossing_of, ledger_of
from terrain.results.periods import WHOLE, period_from, quarter, year
from terrain.results.public import values
from terrain.results.rules import parse
from terrain.results.values import Reckoning
from tests.factories import HOUSE
from tests.results.conftest import person

MARCH, NEXT = date(2018, 3, 12), date(2019, 2, 3)
INFORMED = {"kind": "attendance", "where": {"session_kind": ["information_session"]}}


def crowd(women: int, men: int) -> list:
    return [person(number, sex="F" if number < women else "M") for number in range(women + men)]


@pytest.fixture
def sealed_kind(monkeypatch):
    """A kind of fact that is sealed by default."""
    noun = ngettext_lazy("%(count)d file", "%(count)d files", "count")
    kind = FactKind("sealed_file", lazystr("file"), "person", {}, noun, sealed=True)
    monkeypatch.setitem(registry._KINDS, kind.code, kind)
    return kind.code


def test_public_parts_that_are_large_enough_are_shown(hold):
    hold(MARCH, crowd(7, 6))
    assert values("W4I")["W4I-T3"].by_sex == (("F", 7), ("M", 6))


def test_a_small_public_part_is_left_out_and_cannot_be_subtracted(hold):
    hold(MARCH, crowd(9, 2))
    shown = values("W4I")["W4I-T3"]
    assert shown.achieved == 11
    assert shown.by_sex == ()


def test_a_share_shows_no_parts(hold, by_rule):
    by_rule(count="ratio", of=[INFORMED], per=[{"kind": "attendance"}])
    hold(MARCH, crowd(7, 6))
    assert values("W4I")["W4I-T3"].by_sex == ()


def test_a_public_declared_figure_says_how_it_was_found(reached):
    said = Declaration(date(2018, 1, 1), date(2018, 6, 1), 900, "Comptage aux marchés", "highest")
    declare(reached, said, by=HOUSE)
    shown = values("W4I")["W4I-T5"]
    assert (shown.achieved, shown.state, shown.methods) == (900, "declared", ("Comptage aux marchés",))


def test_an_unknown_project_shows_nothing(programme):
    assert values("NONE") == {}


def test_sealed_kinds_show_no_part_under_ten(sealed_kind):
    assert parse({"count": "subjects", "of": [INFORMED]}).minimum == 5
    assert parse({"count": "subjects", "of": [INFORMED, {"kind": sealed_kind}]}).minimum == 10


def test_few_people_shared_or_few_left_over_are_hidden(hold, cpe):
    """Under ten: people of sealed files may be among them."""
    everybody = crowd(16, 8)
    hold(MARCH, everybody)
    hold(MARCH, everybody[:12], kind="training", place="Fès", project=cpe)
    projects = list(Project.objects.all())
    assert crossing_of(projects, whole=False).rows == (("W4I", (24, 12)), ("CPE", (12, 12)))

    hold(NEXT, everybody[12:15], kind="training", place="Fès", project=cpe)
    assert crossing_of(projects, whole=True).rows == (("W4I", (24, 15)), ("CPE", (15, 15)))
    assert crossing_of(projects, whole=False).rows == (("W4I", (24, None)), ("CPE", (None, 15)))


def test_people_whom_another_project_counts_too_are_said_and_change_nothing(hold, cpe, informed):
    hold(MARCH, [person(1), person(2)])
    hold(MARCH, [person(1), person(3)], project=cpe)
    reckoning = Reckoning.read([informed.project])
    assert ledger_of(informed, reckoning, WHOLE, whole=True).elsewhere == 1
    assert ledger_of(informed, reckoning, WHOLE, whole=True).tally.distinct == 2
    assert ledger_of(informed, reckoning, WHOLE, whole=False).elsewhere is None


def test_parts_stand_on_the_board_as_the_reader_may_see_them(hold, w4i):
    hold(MARCH, crowd(9, 2))
    spring = period_from("2018-02..2018-04")

    def parts(**reader):
        grid = next(row.grid for row in board_of(w4i, **reader).rows if row.ruled)
        return None if grid is None else [cell.number for cell in grid.sexes]

    assert parts(whole=True) == [9, 2, 0]
    assert parts() == [None, None, 0]
    assert parts(period=spring) is None
    assert parts(period=spring, whole=True) == [9, 2, 0]


def test_a_year_in_view_opens_its_quarters(hold, w4i):
    hold(MARCH, [person(1)])
    hold(NEXT, [person(2)])
    assert [choice.period.code for choice in choices(board_of(w4i))] == ["whole", "2018", "2019"]
    opened = ["whole", "2018", "2018-Q1", "2018-Q2", "2018-Q3", "2018-Q4", "2019"]
    assert [choice.period.code for choice in choices(board_of(w4i, year(2018)))] == opened
    assert [choice.period for choice in choices(board_of(w4i, quarter(2018, 1))) if choice.chosen] == [quarter(2018, 1)]


def test_each_project_says_whom_it_met_and_how_many_promises_have_a_figure(
    hold, w4i, cpe, django_assert_max_num_queries
):
    assert [line.people for line in headlines([w4i, cpe])] == [0, 0]
    hold(MARCH, [person(1), person(2)])
    hold(NEXT, [person(1)])
    with django_assert_max_num_queries(9):
        told = {line.project.code: (line.people, line.measured, line.promised) for line in headlines([w4i, cpe])}
    assert told == {"W4I": (2, 1, 3), "CPE": (0, 1, 1)}
    assert headlines([]) == []


def test_a_year_that_leaves_few_of_the_whole_is_not_broken_down(hold, informed, w4i):
    hold(MARCH, crowd(9, 6))
    hold(NEXT, [person(100), person(101)])

    def cut(period, whole=False):
        return ledger_of(informed, Reckoning.read([w4i]), period, whole=whole).cut

    assert [cut(WHOLE), cut(year(2018)), cut(year(2018), whole=True)] == [False, True, False]
    hold(date(2019, 3, 3), [person(number) for number in range(102, 106)])
    assert not cut(year(2018))
