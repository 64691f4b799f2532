"""Opinions: only from those who were there, once, of nobody."""

import json
from datetime import timedelta

import pytest
from django.core import serializers

from terrain.core import clock
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.learning import opinions as reading
from terrain.learning.actions import opinions
from terrain.learning.models import Asked, Proof, Reaction
from terrain.learning.policies.proof import HERSELF
from tests.factories import HOUSE
from tests.learning.factories import cohort_of, course_of, enrolled
from tests.learning.proofs import attended, days_ago, fresh

MARKS = dict.fromkeys(("useful", "clear", "heard", "practised", "advise"), 4)


@pytest.fixture
def cohort(cpe):
    return cohort_of(course_of(cpe), first=days_ago(3))


def give(cohort, number: int, mark: int = 4, words: str = ""):
    one = attended(cohort, f"Personne Numéro{number}")
    opinions.give_opinion(one, MARKS | {"useful": mark}, words, by=HERSELF)
    return one


def test_whoever_was_not_there_or_gave_one_is_refused(cohort):
    with pytest.raises(Denied):
        opinions.give_opinion(enrolled(cohort, "Absente Fictive"), MARKS, by=HERSELF)
    there = give(cohort, 1)
    with pytest.raises(Denied):
        opinions.give_opinion(fresh(there), MARKS, by=HERSELF)
    with pytest.raises(Denied):
        opinions.give_opinion(attended(cohort, "Latifa Supposée"), MARKS, by=HOUSE)
    assert Reaction.objects.count() == 1


def test_after_a_month_no_opinion_is_taken(cpe):
    late = cohort_of(course_of(cpe), first=clock.today() - timedelta(days=40))
    with pytest.raises(Denied):
        opinions.give_opinion(attended(late), MARKS, by=HERSELF)


def test_nothing_of_an_opinion_leads_to_anybody(cohort):
    given = [give(cohort, number, words=f"avis {number}") for number in range(7)]
    names = {field.name for field in Reaction._meta.get_fields()}
    assert names == {"uid", "proof", "marks", "sealed_words", "shown"}
    rows = serializers.serialize("json", Reaction.objects.all())
    for one in given:
        assert str(one.uid) not in rows
    assert set(Asked.objects.values_list("opinion_on", flat=True)) == {clock.today()}
    events = AuditEvent.objects.filter(verb="learning.opinion_given")
    assert {(event.object_kind, event.object_id) for event in events} == {("learning.Cohort", str(cohort.pk))}
    assert all("avis" not in json.dumps(event.detail) for event in events)


def test_the_order_of_the_rows_does_not_follow_the_order_of_those_who_answered(cohort):
    """Each new opinion gives every row a new key and a new place: what stood earlier cannot be told from what came now."""
    give(cohort, 0)
    keys = set(Reaction.objects.values_list("uid", flat=True))
    orders = set()
    for number in range(1, 9):
        give(cohort, number, mark=1 + number % 5, words=f"avis {number}")
        fresh_keys = set(Reaction.objects.values_list("uid", flat=True))
        assert not keys & fresh_keys
        keys = fresh_keys
        orders.add(tuple(one.words() for one in Reaction.objects.order_by("uid")))
    assert list(orders)[-1] != tuple(f"avis {number}" for number in range(9))
    assert Reaction.objects.count() == 9


def test_figures_grow_by_five_at_a_time(cohort):
    proof = None
    for number in range(9):
        give(cohort, number, mark=5 if number < 5 else 1, words=f"avis {number}")
        proof = Proof.objects.get(cohort=cohort)
        told = reading.figures(proof)
        assert (told.counted, told.waiting) == ((0, number + 1) if number < 4 else (5, number - 4))
        assert len(reading.words_of(proof)) == told.counted
    useful = reading.figures(proof).lines[0]
    assert useful[1:] == ((0, 0, 0, 0, 5), 100)


@pytest.mark.parametrize(("given", "shown"), [(4, 0), (7, 5), (8, 8)])
def test_closing_shows_the_rest_when_it_is_three_at_least(cohort, given, shown):
    for number in range(given):
        give(cohort, number)
    opinions.close_opinions(cohort, by=HOUSE)
    assert reading.figures(Proof.objects.get(cohort=cohort)).counted == shown
    with pytest.raises(Denied):
        opinions.give_opinion(attended(cohort, "Tard Venue"), MARKS, by=HERSELF)


def test_the_statements_are_said_in_four_languages():
    assert len(reading.statements()) == 5
    assert all(set(one.text) == {"fr", "ar", "en", "it"} for one in reading.statements())
    assert len(reading.scale()) == 5
