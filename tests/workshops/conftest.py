from datetime import date, timedelta

import pytest

from terrain.core import clock
from terrain.workshops.actions import forums, kits, loans, series
from tests.factories import HOUSE

JANUARY = date(2026, 1, 12)


@pytest.fixture
def today():
    return clock.today()


@pytest.fixture
def kit(w4i):
    """Kit K1 of W4I, at home in Rabat, with twelve cards and two puppets."""
    made = kits.open_kit(w4i, kits.KitSaid("Mallette", "k1", "Centre de Rabat"), by=HOUSE)
    kits.add_item(made, "Cartes des émotions", 12, by=HOUSE)
    kits.add_item(made, "Marionnettes", 2, by=HOUSE)
    return made


@pytest.fixture
def cards(kit):
    return kit.items.get(quantity=12)


@pytest.fixture
def puppets(kit):
    return kit.items.get(quantity=2)


@pytest.fixture
def lent(kit, today):
    """The kit is out to a centre in Salé, ten days ago for thirty."""
    going = loans.Lending("Centre de Salé", today - timedelta(10), today + timedelta(20), "Meriem")
    return loans.lend(kit, going, by=HOUSE)


@pytest.fixture
def group(w4i):
    """A series of forum theatre of W4I in Rabat."""
    said = series.SeriesSaid("La porte", "forum_theatre", "Centre de Rabat", date(2026, 1, 5), facilitator="Salma")
    return series.open_series(w4i, said, by=HOUSE)


@pytest.fixture
def met(group):
    """The group met once: nine were there, for ninety minutes."""
    held = series.Held(JANUARY, 90, 9, "Salma", "Des images de porte fermée.", "Repartir de la porte.")
    return series.hold_session(group, series.SessionSaid(held, {"facilitator": 1, "spoke": 4}), by=HOUSE)


@pytest.fixture
def forum(group):
    """The group showed its play in Rabat before forty people."""
    showing = forums.Showing(date(2026, 2, 2), "Rabat", 60, 40)
    return forums.show_forum(group, showing, forums.Played("La porte", "Que feriez-vous ?"), by=HOUSE)


@pytest.fixture
def proposal(forum):
    return forums.collect_proposal(forum, forums.ProposalSaid("Attendre dix minutes.", "youth", "school"), by=HOUSE)
