"""Figures that a record declares stand beside those declared by hand, combined by the same rule, shown with method and source."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from terrain.facts import declarations
from terrain.facts.declarations import Declared
from terrain.results.actions import Declaration, declare, take_snapshot
from terrain.results.enums import State
from terrain.results.periods import WHOLE, year
from terrain.results.public import values
from terrain.results.snapshots import digest_of, is_whole, moved
from terrain.results.values import Reckoning
from tests.factories import HOUSE

JANUARY, JUNE = date(2018, 1, 1), date(2018, 6, 1)


@pytest.fixture
def told(w4i, monkeypatch):
    """What a record declares of W4I-T5; change the list to change it."""
    one = Declared(
        w4i.pk,
        "W4I-T5",
        JANUARY,
        JUNE,
        400,
        "Capture et recapture",
        low=350,
        high=480,
        source="Campagne des marchés, 12 événements",
        address="/campaigns/1/",
        permission="gathering.view",
    )
    known = [one]
    monkeypatch.setitem(
        declarations._READERS, "test", lambda projects: [each for each in known if each.project_id in projects]
    )
    return known


def value(target, period=WHOLE):
    reckoning = Reckoning.read([target.project])
    return reckoning.value(next(one for one in reckoning.targets if one.pk == target.pk), period)


def by_hand(target, figure, combine):
    declare(target, Declaration(JANUARY, JUNE, figure, "Comptage aux marchés", combine), by=HOUSE)


def test_a_record_answers_a_target_as_declared(told, reached):
    assert (value(reached).achieved, value(reached).state) == (400, State.DECLARED)


def test_what_may_overlap_keeps_the_highest_and_what_does_not_is_added(told, reached):
    by_hand(reached, 300, "highest")
    assert value(reached).achieved == 400
    by_hand(reached, 25, "sum")
    assert value(reached).achieved == 425
    told.append(replace(told[0], value=50, combine="sum", low=None, high=None))
    assert value(reached).achieved == 475


def test_a_period_takes_only_what_lies_wholly_in_it(told, reached):
    assert value(reached, year(2018)).achieved == 400
    assert value(reached, year(2019)).achieved is None
    told[0] = replace(told[0], last_month=date(2019, 2, 1))
    assert value(reached, year(2018)).achieved is None


def test_counted_people_are_never_moved_by_a_record(told, hold, informed):
    told[0] = replace(told[0], code=informed.code)
    assert (value(informed).achieved, value(informed).state) == (0, State.COMPUTED)


def test_a_record_of_another_project_says_nothing_here(told, reached, cpe):
    told[0] = replace(told[0], project_id=cpe.pk)
    assert value(reached).achieved is None


def test_a_record_adds_no_question_to_the_board(told, reached, w4i, client_of, youssef, django_assert_max_num_queries):
    client, address = client_of(youssef), reverse("results:board", args=["W4I"])
    client.get(address)
    told.extend(replace(told[0], value=number) for number in range(1, 40))
    with django_assert_max_num_queries(16):
        page = client.get(address).content.decode()
    assert "Capture et recapture" in page


def test_a_snapshot_keeps_what_was_declared_then(told, reached, w4i, client_of, youssef):
    kept = take_snapshot(w4i, period=WHOLE, occasion="Rapport", by=HOUSE)
    told.clear()
    assert kept.content["W4I-T5"]["declared"] == [
        {
            "value": 400, "low": 350, "high": 480, "combine": "highest", "method": "Capture et recapture",
            "source": "Campagne des marchés, 12 événements",
        }
    ]  # fmt: skip
    line = next(one for one in moved(kept) if one.code == "W4I-T5")
    assert (line.reported, line.today) == (400, None)
    assert is_whole(kept) and digest_of(kept.content) == kept.sha256
    page = client_of(youssef).get(reverse("results:snapshot", args=[kept.pk])).content.decode()
    assert "Capture et recapture" in page


def test_a_snapshot_taken_before_records_declared_is_still_read(w4i, reached, client_of, youssef):
    kept = take_snapshot(w4i, period=WHOLE, occasion="Rapport", by=HOUSE)
    for said in kept.content.values():
        said.pop("declared")
    kept.save()
    assert client_of(youssef).get(reverse("results:snapshot", args=[kept.pk])).status_code == 200
    assert all(one.declared == () for one in moved(kept))


def test_method_and_source_are_for_all_readers_and_the_record_for_those_who_open_it(
    told, reached, client_of, youssef, donor
):
    address = reverse("results:why", args=["W4I-T5"])
    for who, opens in ((youssef, True), (donor, False)):
        page = client_of(who).get(address).content.decode()
        assert "Capture et recapture" in page and "12 événements" in page
        assert ('href="/campaigns/1/"' in page) is opens


def test_a_record_that_names_no_permission_is_opened_by_nobody(told, reached, client_of, youssef):
    told[0] = replace(told[0], permission="")
    page = client_of(youssef).get(reverse("results:why", args=["W4I-T5"])).content.decode()
    assert 'href="/campaigns/1/"' not in page


def test_the_public_page_says_how_it_was_found(told, reached):
    shown = values("W4I")["W4I-T5"]
    assert (shown.achieved, shown.state, shown.methods) == (400, "declared", ("Capture et recapture",))
