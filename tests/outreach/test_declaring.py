"""An estimate answers a promise when somebody who may confirms it, after the end; a campaign declares one figure."""

from dataclasses import replace
from io import BytesIO

import pytest

from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.facts.declarations import declared_in
from terrain.gatherings.actions import Particulars, add_newcomer, open_session
from terrain.outreach import reckoning
from terrain.outreach.actions import campaigns, estimates
from terrain.outreach.actions.proofs import Proof
from terrain.outreach.declared import read
from terrain.outreach.enums import Method
from terrain.outreach.estimating import TooLittle
from terrain.outreach.models import Estimate
from terrain.people.identity import Identity
from terrain.results.actions import take_snapshot
from terrain.results.enums import State
from terrain.results.periods import WHOLE
from terrain.results.values import Reckoning
from tests.factories import HOUSE

SURVEY = {"asked": 40, "had_met": 10}


def survey(campaign, by=HOUSE, **said):
    return estimates.estimate(campaign, Method.REPEATS, SURVEY | said, source="Enquête au marché", by=by)


def board(w4i, code="W4I-T5"):
    reckoning_ = Reckoning.read([w4i])
    return reckoning_.value(next(one for one in reckoning_.targets if one.code == code))


@pytest.fixture
def ended(campaign, go_out):
    go_out(9, 600)
    go_out(2, 400)
    return campaigns.end_campaign(campaign, by=HOUSE)


def test_an_estimate_alone_moves_nothing(w4i, ended):
    survey(ended)
    assert board(w4i).state == State.NONE and declared_in([w4i.pk]) == []


def test_declared_it_stands_on_the_board_with_its_method_and_moves_nobody_counted(w4i, ended):
    made = survey(ended)
    before = board(w4i, "W4I-T3").achieved
    estimates.declare(made, combine="highest", by=HOUSE)
    value = board(w4i)
    assert (value.achieved, value.state) == (750, State.DECLARED)
    told = value.declared[0]
    assert (told.low, told.high) == (made.low, made.high) and told.low < 750 < told.high
    assert "40" in str(told.method) and "Enquête au marché" in str(told.source)
    assert told.address == made.get_absolute_url()
    assert board(w4i, "W4I-T3").achieved == before


def test_a_campaign_that_is_not_over_declares_nothing(campaign, go_out):
    go_out(2, 400)
    with pytest.raises(Denied):
        estimates.declare(survey(campaign), combine="highest", by=HOUSE)


def test_a_campaign_without_a_promise_declares_nothing(ended):
    made = survey(ended)
    ended.target = None
    ended.save()
    with pytest.raises(Denied):
        estimates.declare(made, combine="highest", by=HOUSE)


def test_only_whoever_declares_figures_declares(ended, viewer_of, facilitator, partner, youssef, donor, stranger):
    made = survey(ended, viewer_of(facilitator))
    for user in (facilitator, partner, donor, stranger):
        with pytest.raises(Denied):
            estimates.declare(made, combine="highest", by=viewer_of(user))
    estimates.declare(made, combine="highest", by=viewer_of(youssef))
    made.refresh_from_db()
    assert made.declared_by == youssef and made.made_by == facilitator


def test_declaring_another_one_takes_the_first_back(w4i, ended):
    first, second = survey(ended), survey(ended, had_met=20)
    estimates.declare(first, combine="highest", by=HOUSE)
    estimates.declare(second, combine="highest", by=HOUSE)
    first.refresh_from_db()
    assert first.retracted_at and str(second.number) in first.retracted_why
    assert [one.value for one in board(w4i).declared] == [500]


def test_taken_back_it_answers_nothing_and_stays_in_the_history(w4i, ended):
    made = survey(ended)
    estimates.declare(made, combine="highest", by=HOUSE)
    kept = take_snapshot(w4i, period=WHOLE, occasion="Rapport", by=HOUSE)
    estimates.retract(made, why="Erreur de comptage", by=HOUSE)
    assert board(w4i).state == State.NONE
    assert kept.content["W4I-T5"]["declared"][0]["value"] == 750
    made.refresh_from_db()
    assert made.retracted_why == "Erreur de comptage"
    for again in (
        lambda: estimates.retract(made, why="x", by=HOUSE),
        lambda: estimates.declare(made, combine="sum", by=HOUSE),
    ):
        with pytest.raises(Denied):
            again()


def test_estimates_are_numbered_and_never_changed(ended):
    made = [survey(ended), survey(ended, had_met=5), survey(ended, had_met=6)]
    assert [one.number for one in made] == [1, 2, 3] and Estimate.objects.count() == 3
    assert all(one.inputs["contacts"] == 1000 for one in made)


def test_telephones_are_compared_while_it_goes_on_and_not_after(campaign, heard):
    made = estimates.compare_telephones(campaign, source="Au stand", by=HOUSE)
    assert made.inputs["different"] == 68 and made.low >= 68
    campaigns.end_campaign(campaign, by=HOUSE)
    campaign.refresh_from_db()
    with pytest.raises(Denied):
        estimates.compare_telephones(campaign, by=HOUSE)


def test_too_few_heard_again_is_refused_and_leaves_nothing(campaign, go_out):
    go_out(9, 40, range(10))
    go_out(2, 40, range(7, 20))
    with pytest.raises(TooLittle) as refused:
        estimates.compare_telephones(campaign, by=HOUSE)
    assert (refused.value.found, refused.value.needed) == (3, 7)
    assert not Estimate.objects.exists()
    assert not AuditEvent.objects.filter(verb="outreach.estimate_made").exists()


def test_an_event_taken_back_is_not_compared(campaign, heard, go_out):
    third = go_out(1, 60, range(40))
    campaigns.strike_event(third, by=HOUSE)
    assert reckoning.telephones(campaign).given == 80


def test_figures_of_a_channel_need_their_file(ended):
    said = {
        "channel": "social_network",
        "impressions": 90_000,
        "accounts": 30_000,
        "here": 90,
        "fewest": 1,
        "most": 1.5,
    }
    with pytest.raises(Denied):
        estimates.estimate(ended, Method.EXPORT, said, source="Meta", by=HOUSE)
    made = estimates.estimate(
        ended, Method.EXPORT, said, source="Meta", proof=Proof(BytesIO(b"csv"), "export.csv"), by=HOUSE
    )
    assert (made.low, made.value, made.high) == (18_000, 21_600, 27_000) and made.evidence is not None


def test_households_rest_on_people_counted_and_add_nobody_to_them(w4i, ended):
    session = open_session(w4i, Particulars("information_session", ended.first_day, "Rabat", "Séance"), by=HOUSE)
    for number in range(20):
        add_newcomer(session, Identity(f"Personne Inventée {number}", sex="F", phone=f"+2126129{number:05}"), by=HOUSE)
    said = {"sample": 36, "size": 5.0, "deviation": 1.8, "counted": 1.0}
    made = estimates.estimate(ended, Method.HOUSEHOLDS, said, source="Enquête ménages", by=HOUSE)
    assert (made.inputs["people"], made.value) == (20, 80) and made.low < 80 < made.high
    estimates.declare(made, combine="sum", by=HOUSE)
    assert board(w4i).achieved == 80 and board(w4i, "W4I-T3").achieved == 20


def test_the_promise_of_a_declared_estimate_stays(ended, said):
    estimates.declare(survey(ended), combine="highest", by=HOUSE)
    with pytest.raises(Denied):
        campaigns.change_campaign(ended, replace(said, target=None), version=ended.version, by=HOUSE)


def test_declarations_are_read_in_one_question_whatever_their_number(w4i, ended, django_assert_num_queries):
    estimates.declare(survey(ended), combine="highest", by=HOUSE)
    with django_assert_num_queries(1):
        assert len(read([w4i.pk])) == 1
    assert read([]) == []
