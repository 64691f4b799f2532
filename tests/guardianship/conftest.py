"""A child and a mother, each with a file; the caseworker in charge, the counsel and the psychologist who are named."""

from datetime import timedelta

import pytest

from terrain.casework.actions import books
from terrain.casework.actions.cases import Opening, move, open_case
from terrain.casework.actions.grants import Named
from terrain.casework.models import Case
from terrain.core import clock
from terrain.pathways.guardianship.kind import GUARDIANSHIP
from terrain.pathways.guardianship.prevention import PREVENTION
from terrain.people import actions as people
from terrain.people.identity import Identity
from tests.conftest import _member
from tests.factories import HOUSE


@pytest.fixture
def worker(cpe):
    return _member("Ihssane", "caseworker", cpe)


@pytest.fixture
def counsel(cpe):
    return _member("Mehdi", "legal_counsel", cpe)


@pytest.fixture
def healer(cpe):
    return _member("Rim", "psychologist", cpe)


@pytest.fixture
def born(cpe):
    """Register somebody born so many days ago; ``None``: nobody knows when."""

    def on(name, days, sex="M"):
        day = None if days is None else clock.today() - timedelta(days)
        who = Identity(name, sex=sex, birth=day, birth_precision="day" if day else "")
        return people.register(who, project=cpe, by=HOUSE)

    return on


@pytest.fixture
def opened(cpe, worker, counsel, healer, viewer_of):
    """Open a file about somebody, in the caseworker's charge."""

    def on(person, kind=GUARDIANSHIP, reason="found_child"):
        named = [Named(user, clock.today() + timedelta(90), "accompanies") for user in (counsel, healer)]
        return open_case(Opening(kind, cpe, person, entry_reason=reason, named=named), by=viewer_of(worker))

    return on


@pytest.fixture
def file(born, opened):
    """Of a child of three years."""
    return opened(born("Enfant Essai", 3 * 365))


@pytest.fixture
def mother_file(born, opened):
    return opened(born("Maman Essai", 20 * 365, "F"), PREVENTION, "thinks_of_entrusting")


@pytest.fixture
def write(worker, viewer_of):
    """Write in a book of a file, so many days from today."""

    def on(case, code, days=0, by=None, **answers):
        day = clock.today() + timedelta(days)
        return books.write_entry(case, case.pathway.book(code), answers, day=day, by=viewer_of(by or worker))

    return on


@pytest.fixture
def walk(worker, viewer_of):
    """Take steps one after the other; gives the file as it then stands."""

    def on(case, *steps):
        for step in steps:
            now, transition = Case.objects.get(pk=case.pk), case.pathway.transition(step)
            words = {"words": "Parce que"} if transition.asks == "note" else {}
            move(now, transition, version=now.version, by=viewer_of(worker), **words)
        return Case.objects.get(pk=case.pk)

    return on
