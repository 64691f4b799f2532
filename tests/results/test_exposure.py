"""Could this cell be one girl? Whoever sees unhidden figures is told before a breakdown leaves the house."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from terrain.core.models import AuditEvent
from terrain.results import actions, snapshots
from terrain.results.boards import board_of
from terrain.results.disclosure import SEALED_KINDS_MINIMUM
from terrain.results.exposure import Exposure, could_be_one, exposure_of, together
from terrain.results.ledgers import crossing_of, grid_of, ledger_of
from terrain.results.models import Snapshot
from terrain.results.periods import WHOLE, period_from, year
from terrain.results.values import Reckoning, values_as_json
from tests.results.conftest import person
from tests.results.test_ledgers import TABLES, tally

MARCH = date(2018, 3, 12)
CELLS = st.lists(st.none() | st.integers(0, 30), max_size=20)
MINIMA = st.sampled_from((5, 10))


def english(name: str, *arguments: str) -> str:
    """The address of a page in English, whatever is translated by now."""
    with override("en"):
        return reverse(name, args=arguments)


def ledger(target, period=WHOLE, whole=True):
    reckoning = Reckoning.read([target.project])
    return ledger_of(next(one for one in reckoning.targets if one.pk == target.pk), reckoning, period, whole=whole)


@given(CELLS, MINIMA)
def test_a_figure_is_warned_of_exactly_from_one_to_below_the_minimum(cells, minimum):
    found = exposure_of(cells, minimum)
    assert [number for number in cells if found.warns(number)] == [n for n in cells if n in range(1, minimum)]
    assert found.small == len([n for n in cells if n in range(1, minimum)])
    assert found.hidden == cells.count(None) and not found.warns(None)
    assert found.holds_back == (found.small > 0)


@given(TABLES, MINIMA)
def test_whoever_has_small_figures_hidden_is_warned_of_none(cells, minimum):
    assert exposure_of(grid_of(tally(cells), minimum).figures, minimum).small == 0


@given(TABLES, MINIMA)
def test_whoever_sees_everything_is_warned_of_whatever_would_be_hidden_for_being_small(cells, minimum):
    whole = grid_of(tally(cells), 0).figures
    shown = grid_of(tally(cells), minimum).figures
    warned = [could_be_one(number, minimum) for number in whole]
    assert exposure_of(whole, minimum).small == sum(warned)
    assert all(hidden is None for hidden, few in zip(shown, warned, strict=True) if few)


@given(st.lists(st.tuples(CELLS, MINIMA), max_size=6))
def test_the_breakdowns_of_a_page_are_counted_together(parts):
    found = together(exposure_of(cells, minimum) for cells, minimum in parts)
    assert found.small == sum(exposure_of(cells, minimum).small for cells, minimum in parts)
    exposing = [minimum for cells, minimum in parts if exposure_of(cells, minimum).small]
    assert not exposing or found.minimum == max(exposing)


def test_what_is_about_sealed_files_is_said_of_a_girl_or_a_mother_and_goes_up_to_nine():
    assert Exposure(SEALED_KINDS_MINIMUM).sealed and Exposure(SEALED_KINDS_MINIMUM).most == 9
    assert not Exposure(5).sealed and Exposure(5).most == 4


def test_the_coordinator_is_told_how_many_figures_could_be_one_person(hold, informed, client_of, youssef):
    hold(MARCH, [person(number) for number in range(1, 7)])
    hold(MARCH, [person(7, sex="M"), person(8, sex="M")], place="Tanger")
    answer = client_of(youssef).get(english("results:why", "W4I-T3"))
    page, exposure = answer.content.decode(), answer.context["ledger"].exposure
    assert exposure.small == 3, "two men, of one age, at Tanger"
    assert page.count('class="results-few"') == 3 and "one person?" in page and "1 to 4 people" in page
    assert "Could a figure here be one person?" in page and "3 figures here" in page


def test_a_girl_or_a_mother_is_meant_where_sealed_files_are_counted(hold, informed, client_of, youssef, monkeypatch):
    monkeypatch.setattr("terrain.results.rules.OPEN_KINDS_MINIMUM", SEALED_KINDS_MINIMUM)
    hold(MARCH, [person(number) for number in range(1, 8)])
    page = client_of(youssef).get(english("results:why", "W4I-T3")).content.decode()
    assert "Could a figure here be one girl, one mother?" in page and "1 to 9 people" in page


def test_figures_that_nobody_could_be_known_from_are_shown_without_a_word(hold, informed, client_of, youssef):
    hold(MARCH, [person(number) for number in range(1, 9)])
    page = client_of(youssef).get(english("results:why", "W4I-T3")).content.decode()
    assert "results-few" not in page and "results-held-back" not in page and "Could a figure" not in page


def test_a_reader_from_whom_figures_are_hidden_is_told_so_and_why(hold, informed, client_of, donor):
    hold(MARCH, [person(number) for number in range(1, 7)])
    hold(MARCH, [person(7, sex="M"), person(8, sex="M")], place="Tanger")
    answer = client_of(donor).get(english("results:why", "W4I-T3"))
    page, found = answer.content.decode(), answer.context["ledger"]
    assert found.exposure.small == 0 and found.exposure.hidden == page.count(">hidden<") > 0
    assert "hidden from you: they are 1 to 4 people" in page
    assert "results-few" not in page and english("results:take", "W4I-T3") not in page


def test_a_breakdown_with_small_figures_is_not_on_paper_before_it_was_confirmed(hold, informed, client_of, youssef):
    hold(MARCH, [person(1)])
    client, why = client_of(youssef), english("results:why", "W4I-T3")
    page = client.get(why).content.decode()
    assert 'class="stack results-held-back no-print" aria-labelledby="who"' in page
    assert 'class="stack results-held-back no-print" aria-labelledby="where"' in page
    assert "The breakdown is left out" in page and english("results:take", "W4I-T3") in page


def test_taking_it_out_names_how_many_and_is_written_in_the_journal(hold, informed, client_of, youssef):
    hold(MARCH, [person(1)])
    client, address = client_of(youssef), english("results:take", "W4I-T3")
    asked = client.get(address)
    small = asked.context["ledger"].exposure.small
    assert f"{small} figures here" in asked.content.decode() and "results-grid" not in asked.content.decode()
    refused = client.post(address, {"small": small})
    assert refused.status_code == 422 and "results-grid" not in refused.content.decode()
    assert not AuditEvent.objects.filter(verb="results.breakdown_taken").exists()
    taken = client.post(address, {"small": small, "aware": "on"}).content.decode()
    assert (
        "results-grid" in taken and "no-print" not in taken.split('aria-labelledby="who"')[0].rsplit("<section", 1)[1]
    )
    told = AuditEvent.objects.filter(verb="results.breakdown_taken").get().detail
    assert told == {"target": "W4I-T3", "period": "whole", "small": small}


def test_figures_that_moved_meanwhile_are_shown_again_before_they_go_out(hold, informed, client_of, youssef):
    hold(MARCH, [person(1)])
    client, address = client_of(youssef), english("results:take", "W4I-T3")
    small = client.get(address).context["ledger"].exposure.small
    hold(MARCH, [person(2, sex="M")], kind="workshop", place="Tanger")
    informed.rule = informed.rule | {"of": [{"kind": "attendance"}]}
    informed.save()
    answer = client.post(address, {"small": small, "aware": "on"})
    assert answer.status_code == 422 and "look again" in answer.content.decode()


@pytest.mark.parametrize("who", ["donor", "facilitator", "amina"])
def test_who_may_not_see_small_cells_takes_nothing_unhidden_out(who, request, hold, informed, client_of):
    hold(MARCH, [person(1)])
    client = client_of(request.getfixturevalue(who))
    answer = client.post(english("results:take", "W4I-T3"), {"small": 1, "aware": "on"})
    assert answer.status_code == 403


def test_the_action_itself_refuses_a_number_that_was_not_shown(hold, informed, youssef, viewer_of):
    hold(MARCH, [person(1)])
    with pytest.raises(actions.FiguresMoved):
        actions.take_breakdown(informed, period=WHOLE, seen=0, by=viewer_of(youssef))


def test_months_that_could_be_subtracted_are_warned_of_although_no_figure_is_small(hold, informed):
    hold(MARCH, [person(number) for number in range(1, 20)])
    found = ledger(informed, period_from("2018-02..2018-04")).exposure
    assert (found.small, found.differs, found.holds_back) == (0, True, True)
    assert not ledger(informed, year(2018)).exposure.holds_back


def test_a_year_that_leaves_a_small_rest_of_the_whole_is_warned_of(hold, informed):
    hold(MARCH, [person(number) for number in range(1, 20)])
    hold(date(2019, 3, 1), [person(20)])
    assert ledger(informed, year(2018)).exposure.differs
    assert not ledger(informed).exposure.differs


def test_the_board_counts_the_small_figures_of_its_breakdowns(hold, w4i, informed, client_of, youssef, donor):
    hold(MARCH, [person(1), *(person(number, sex="M") for number in range(2, 9))])
    assert board_of(w4i, whole=True).exposure.small == 1, "one woman; all of one age"
    address = english("results:board", "W4I")
    page = client_of(youssef).get(address).content.decode()
    assert "1 figure could be one person" in page and "results-row__parts results-held-back no-print" in page
    hidden = client_of(donor).get(address).content.decode()
    assert "hidden from you, so that nobody can be recognised" in hidden and "could be one person" not in hidden


def test_a_board_with_small_figures_is_kept_only_once_they_were_seen(hold, w4i, informed, client_of, youssef):
    hold(MARCH, [person(1), person(2)])
    client, address = client_of(youssef), english("results:keep", "W4I")
    asked = client.post(address, {"occasion": "Rapport"})
    page = asked.content.decode()
    assert asked.status_code == 422 and not Snapshot.objects.exists()
    assert "1 figure of this board" in page and "W4I-T3" in page and 'value="Rapport"' in page
    assert not asked.context["form"].errors, "a question is no reproach"
    again = client.post(address, {"occasion": "Rapport", "asked": "1"})
    assert again.status_code == 422 and set(again.context["form"].errors) == {"aware"} and not Snapshot.objects.exists()
    client.post(address, {"occasion": "Rapport", "asked": "1", "aware": "on"})
    assert Snapshot.objects.get().occasion == "Rapport"


def test_a_board_of_large_figures_is_kept_without_a_question(hold, w4i, informed, client_of, youssef):
    hold(MARCH, [person(number) for number in range(1, 7)])
    assert snapshots.few_of(w4i, WHOLE) == []
    assert client_of(youssef).post(english("results:keep", "W4I"), {"occasion": "Rapport"}).status_code == 302


def test_people_of_two_projects_are_marked_when_they_or_the_rest_are_few(hold, w4i, cpe, client_of, director):
    hold(MARCH, [person(number) for number in range(1, 13)])
    hold(MARCH, [person(1)], kind="training", place="Fès", project=cpe)
    found = crossing_of([w4i, cpe], whole=True)
    assert found.exposing == {("W4I", "CPE"), ("CPE", "W4I"), ("CPE", "CPE")}
    assert found.exposure.small == 2, "a pair is one figure"
    hidden = crossing_of([w4i, cpe], whole=False)
    assert not hidden.exposing and (hidden.exposure.small, hidden.exposure.hidden) == (0, 2)
    page = client_of(director).get(english("results:home")).content.decode()
    assert page.count('class="results-few"') == 3 and "2 figures here" in page


def test_scripts_are_told_how_many_figures_are_small(hold, informed):
    hold(MARCH, [person(1), person(2, sex="M")])
    rows = {row["line"]: row for row in values_as_json("W4I")}
    assert rows["W4I-T3"]["small"] == 2 and rows["W4I-T9"]["small"] == 0
