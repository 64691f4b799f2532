from datetime import date

import pytest

from terrain.gatherings.actions import Particulars, add_newcomer, open_session
from terrain.gatherings.enums import SessionKind
from terrain.people.identity import Identity
from tests.factories import HOUSE

MARCH = date(2026, 3, 12)


@pytest.fixture
def information(w4i):
    """An information session of W4I in Rabat."""
    return open_session(w4i, Particulars("information_session", MARCH, "Rabat", "Information du matin"), by=HOUSE)


@pytest.fixture
def training(cpe):
    """A training of CPE in Fès: 600 minutes, of which one attends 80 percent."""
    said = Particulars(SessionKind.TRAINING, MARCH, "Fès", "Formation des magistrats", minutes=600)
    return open_session(cpe, said, by=HOUSE)


@pytest.fixture
def fatou(information):
    """Fatou Diallo, present at the information session, recognised by her telephone."""
    who = Identity("Fatou Diallo", sex="F", birth=date(1990, 1, 1), birth_precision="year", phone="+212612000001")
    return add_newcomer(information, who, by=HOUSE).person
