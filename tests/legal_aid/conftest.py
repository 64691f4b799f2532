"""A project with files of single mothers, as many as a story needs."""

import itertools
from datetime import date, timedelta

import pytest

from terrain.casework.actions.cases import Opening, open_case
from terrain.casework.actions.grants import Named
from terrain.core import clock
from terrain.pathways.legal_aid import crowd
from terrain.pathways.legal_aid.actions import telling
from terrain.pathways.legal_aid.actions.network import About, add_lawyer
from terrain.pathways.legal_aid.actions.telling import Story
from terrain.pathways.legal_aid.dated import advocacy
from terrain.pathways.legal_aid.kind import LEGAL_AID
from terrain.pathways.legal_aid.models import AdvocacyCase
from terrain.people import actions as people
from terrain.people.consents.actions import Agreement, record
from terrain.people.identity import Identity
from tests.conftest import _member
from tests.factories import HOUSE

TICKED = [code for code, _words in advocacy().choices("checklist", date(2026, 11, 26))]
STORY = (
    "Une jeune mère est sortie de la maternité avec son bébé. On lui a demandé le nom du père pour inscrire "
    "l'enfant, et elle est repartie sans papier. Avec une juriste, elle y est retournée : la loi lui permet de "
    "déclarer seule. Son enfant porte un nom aujourd'hui."
)


def narrow(case):
    return crowd.narrowest(crowd.traits_of(case))


@pytest.fixture
def counsel(w4i):
    return _member("Mehdi", "legal_counsel", w4i)


@pytest.fixture
def opened(w4i, amina, colleague):
    """A file of a mother, in Amina's charge, whom her colleague sees too."""
    numbers = itertools.count(1)

    def open_one(name="", *, born=date(2004, 3, 9), reason="birth_registration", place=None, **identity):
        number = next(numbers)
        who = Identity(
            name or f"Essai {'ABCDEFGHIJKLMNOP'[number]}", sex="F", birth=born, birth_precision="day", **identity
        )
        mother = people.register(who, project=w4i, by=HOUSE)
        named = [Named(colleague, clock.today() + timedelta(days=90), "accompanies")]
        said = Opening(LEGAL_AID, w4i, mother, entry_reason=reason, owner=amina, named=named, place=place)
        return open_case(said, by=HOUSE)

    return open_one


@pytest.fixture
def file(opened):
    return opened("Salma Essaidi", phone="+212612345678")


@pytest.fixture
def crowd_of_four(opened):
    """Four others of whom the same is true."""
    return [opened() for _number in range(4)]


@pytest.fixture
def agrees(w4i):
    """She agreed to be told of, for a year."""

    def agreed(case, **said):
        told = {"until": clock.today() + timedelta(days=300), "evidence": "marked"} | said
        return record(case.person, w4i, Agreement("advocacy", w4i, ("legal", "needs"), **told), by=HOUSE)

    return agreed


@pytest.fixture
def lawyer(w4i):
    said = About(
        "Me Démo Bouchra Tazi", "Barreau de Rabat", ("darija", "french"), ("civil_registry", "filiation"), "free",
        phone="+212537000001", since=date(2026, 1, 1),
    )  # fmt: skip
    return add_lawyer(w4i, said, by=HOUSE)


@pytest.fixture
def written(file, amina, viewer_of):
    said = Story(narrow(file), STORY)
    return telling.write(file, said, by=viewer_of(amina))


@pytest.fixture
def proposed(file, written, crowd_of_four, agrees, amina, youssef, counsel, viewer_of):
    agrees(file)
    return telling.propose(file, version=written.version, ticked=TICKED, by=viewer_of(amina))


@pytest.fixture
def published(proposed, youssef, counsel, viewer_of):
    telling.agree(proposed, version=proposed.version, by=viewer_of(youssef))
    telling.agree(proposed, version=proposed.version, by=viewer_of(counsel))
    return AdvocacyCase.objects.get()
