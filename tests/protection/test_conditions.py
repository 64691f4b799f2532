"""In which conditions girls are judged: told in shares, and only when nobody could be meant."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from terrain.casework.actions import books
from terrain.casework.actions.cases import Opening, open_case
from terrain.casework.actions.grants import Named
from terrain.core import clock
from terrain.pathways.protection.conditions import CONDITIONS, SMALLEST, Counted, share_of, shares
from terrain.pathways.protection.kind import PROTECTION
from terrain.people import actions as people
from terrain.people.identity import Identity
from tests.conftest import _member
from tests.factories import HOUSE

LAWYER = CONDITIONS[0]
LAST_YEAR = date(clock.today().year - 1, 6, 1)
FACTS = st.lists(
    st.builds(
        Counted, st.integers(1, 40), st.sampled_from(["present", "missing"]).map(lambda said: {"case_kind": "protection", "lawyer": said}),
        st.just(0),
    ),
    max_size=120,
)  # fmt: skip


@given(FACTS)
def test_a_share_is_told_only_when_each_side_is_nobody_or_enough_girls(facts):
    told = share_of(LAWYER, facts)
    sides = [{one.girl for one in facts if one.attributes["lawyer"] == side} for side in ("present", "missing")]
    few = any(0 < len(girls) < SMALLEST for girls in sides)
    assert told.hidden == few
    assert (told.percent is None) == (few or not facts)
    if told.percent is not None:
        present = sum(one.attributes["lawyer"] == "present" for one in facts)
        assert told.percent == round(100 * present / len(facts)) and told.of == len(facts)


@pytest.fixture
def hearings(cpe):
    """So many girls, each with one hearing held this year."""
    worker, other = (_member(name, "caseworker", cpe) for name in ("Naïma", "Driss"))

    def held(number, **answers):
        for one in range(number):
            girl = people.register(
                Identity(f"Essai {'abcdefghijklmno'[one]}{len(answers['lawyer'])}"), project=cpe, by=HOUSE
            )
            named = [Named(worker, clock.today() + 30 * clock.ONE_DAY, "accompanies")]
            said = Opening(PROTECTION, cpe, girl, entry_reason="judgment", owner=other, named=named)
            book = PROTECTION.book("hearing")
            told = {"purpose": "review", "outcome": "decided"} | answers
            books.write_entry(open_case(said, by=HOUSE), book, told, day=LAST_YEAR, by=HOUSE)

    return held


@pytest.mark.django_db
def test_few_girls_are_hidden_and_enough_are_told(hearings, cpe):
    year = LAST_YEAR.year
    hearings(SMALLEST - 1, lawyer="appointed")
    assert shares(cpe, year)[0][0].hidden
    hearings(SMALLEST, lawyer="nobody")
    assert shares(cpe, year)[0][0].hidden, "nine with a lawyer could be told apart"
    assert shares(cpe, year - 1)[0][0].percent is None and not shares(cpe, year - 1)[0][0].hidden


@pytest.mark.django_db
def test_the_page_is_for_whoever_reads_the_projects_results(hearings, cpe, stranger, donor, youssef, client_of):
    hearings(SMALLEST, lawyer="chosen")
    address = reverse("protection:conditions", args=["CPE"])
    page = client_of(stranger).get(address).content.decode()
    assert "100 %" in page and "Essai" not in page
    running = client_of(stranger).get(address, {"year": clock.today().year}).context["year"]
    assert running == LAST_YEAR.year, "a year that goes on could be told twice, one hearing apart"
    assert [client_of(who).get(address).status_code for who in (donor, youssef)] == [404, 404]


@pytest.mark.django_db
def test_it_costs_one_query(hearings, cpe, django_assert_num_queries):
    hearings(3, lawyer="chosen")
    with django_assert_num_queries(1):
        shares(cpe, LAST_YEAR.year)
