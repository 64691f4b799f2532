# ruff: noqa: F401, F811
"""A file and the people around it: Fatou, whom Amina accompanies and Youssef supervises."""

from datetime import date

import pytest

from terrain.casework.actions import referrals
from terrain.casework.actions.cases import Opening, open_case
from terrain.casework.actions.referrals import Asking
from terrain.casework.kinds import kind_of
from terrain.people import actions as people
from terrain.people.consents.actions import Agreement, record
from terrain.people.identity import Identity
from tests.conftest import _member
from tests.factories import HOUSE
from tests.network.conftest import clinic, workshop


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
def psychologist(w4i):
    return _member("Rim", "psychologist", w4i)


@pytest.fixture
def counsel(w4i):
    return _member("Maître Sami", "legal_counsel", w4i)


@pytest.fixture
def agree(fatou, w4i, amina, viewer_of):
    """Fatou agrees that some groups go to somebody."""

    def said(recipient, *groups, purpose="referral", until=date(2099, 1, 1)):
        agreement = Agreement(purpose, recipient, groups or ("identity", "needs"), until)
        return record(fatou, w4i, agreement, by=viewer_of(amina))

    return said


ASKED = {"shared": ("identity", "needs"), "words": "Une consultation.", "callback": "Amina, 06 00 00 00 01"}


@pytest.fixture
def written(file, amina, viewer_of):
    """A referral that is written and not sent."""

    def to(service, urgency="usual", **said):
        return referrals.draft(file, Asking(service, urgency, **(ASKED | said)), by=viewer_of(amina))

    return to


@pytest.fixture
def sent(written, clinic, agree, amina, viewer_of):
    """A referral sent to the clinic, and the secret of its link."""
    agree(clinic.organisation)
    return referrals.send(written(clinic), by=viewer_of(amina))


@pytest.fixture
def inside(written, workshop, agree, amina, viewer_of, cpe):
    """A referral sent to the other project."""
    agree(cpe)
    return referrals.send(written(workshop), by=viewer_of(amina))[0]
