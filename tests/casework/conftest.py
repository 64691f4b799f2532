"""A file and the people around it: Fatou, whom Amina accompanies and Youssef supervises."""

from datetime import date

import pytest

from terrain.casework.actions.cases import Opening, open_case
from terrain.casework.kinds import kind_of
from terrain.people import actions as people
from terrain.people.identity import Identity
from tests.conftest import _member
from tests.factories import HOUSE


@pytest.fixture
def kind():
    return kind_of("accompaniment")


@pytest.fixture
def fatou(w4i):
    """Somebody whom W4I knows."""
    identity = Identity("Fatou Diallo", sex="F", birth=date(1990, 1, 1), birth_precision="year", phone="+212612000001")
    return people.register(identity, project=w4i, by=HOUSE)


@pytest.fixture
def file(kind, w4i, fatou, amina, viewer_of):
    """An accompaniment of Fatou's, in Amina's charge."""
    said = Opening(kind, w4i, fatou, entry_reason="income", situation="Cherche un travail")
    return open_case(said, by=viewer_of(amina))


@pytest.fixture
def colleague(w4i):
    """A caseworker of W4I who does not work on the file."""
    return _member("Houda", "caseworker", w4i)


@pytest.fixture
def psychologist(w4i):
    return _member("Rim", "psychologist", w4i)


@pytest.fixture
def counsel(w4i):
    return _member("Maître Sami", "legal_counsel", w4i)


@pytest.fixture
def receptionist(programme):
    """The hub's front desk, for every project."""
    return _member("Zahra", "receptionist")
