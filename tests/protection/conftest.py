"""A girl in a centre of project CPE, and the three who see her file: her worker, legal counsel, a psychologist."""

from datetime import date, timedelta

import pytest

from terrain.casework.actions import books
from terrain.casework.actions.cases import Opening, open_case
from terrain.casework.actions.grants import Named
from terrain.core import clock
from terrain.pathways.protection.kind import PROTECTION
from terrain.people import actions as people
from terrain.people.identity import Identity
from tests.conftest import _member
from tests.factories import HOUSE


@pytest.fixture
def girl(cpe):
    today = clock.today()
    who = Identity("Fille Essai", sex="F", birth=date(today.year - 16, 3, 1), birth_precision="day")
    return people.register(who, project=cpe, by=HOUSE)


@pytest.fixture
def worker(cpe):
    return _member("Naïma", "caseworker", cpe)


@pytest.fixture
def counsel(cpe):
    return _member("Driss", "legal_counsel", cpe)


@pytest.fixture
def healer(cpe):
    return _member("Rim", "psychologist", cpe)


@pytest.fixture
def file(girl, cpe, worker, counsel, healer, viewer_of):
    named = [Named(user, clock.today() + timedelta(90), "accompanies") for user in (counsel, healer)]
    return open_case(Opening(PROTECTION, cpe, girl, entry_reason="judgment", named=named), by=viewer_of(worker))


@pytest.fixture
def written(file, worker, viewer_of):
    def on(code, days=0, by=None, **answers):
        day = clock.today() + timedelta(days)
        return books.write_entry(file, PROTECTION.book(code), answers, day=day, by=viewer_of(by or worker))

    return on
