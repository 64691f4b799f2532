"""The demonstration: screens are alive, furnished once, and what counts is what the records say."""

import pytest

from terrain.core import clock
from terrain.facts.actions import rebuild
from terrain.facts.models import Fact
from terrain.network import flows, measuring
from terrain.network.governance_demo import furnish
from terrain.network.models import AgendaItem, Agreement, Commitment, Experiment, RoundTable
from terrain.pathways.accompaniment import demo as accompaniment
from terrain.pathways.accompaniment import referred_demo
from terrain.programmes import demo as programmes
from terrain.programmes.reference import REFERENCE
from tests.factories import HOUSE, programme_of


@pytest.fixture
def furnished(settings, db):
    settings.DEMO = True
    programme_of(REFERENCE)
    programmes.furnish(by=HOUSE)
    for _twice in range(2):
        accompaniment.furnish(by=HOUSE)
        referred_demo.furnish(by=HOUSE)
        furnish(by=HOUSE)


def test_it_is_furnished_once_and_counts(furnished):
    assert RoundTable.objects.count() == 3 and Agreement.objects.count() == 3
    assert Commitment.objects.late_on(clock.today()).count() == 1
    door = AgendaItem.objects.of_dead_ends().get()
    assert door.round_table.project.code == "W4I" and door.count == 3
    assert len(flows.flows(None, clock.months_later(clock.today(), -6), clock.today())) == 3
    started = Fact.objects.filter(variant__kind="experiment", variant__attributes__contains="started")
    assert started.count() == 2
    decided = Experiment.objects.get(state="decided")
    reading = measuring.reading_of(decided, clock.today())
    assert (reading.before.complete, reading.after.complete, reading.equal) == (True, True, False)
    assert rebuild(check=True).clean
