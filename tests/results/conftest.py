from datetime import date

import pytest

from terrain.gatherings.actions import Particulars, add_newcomer, open_session, set_headcount
from terrain.people.identity import Identity
from terrain.programmes.models import Target
from tests.factories import HOUSE


def person(number: int, *, sex: str = "F", born: int | None = 1990) -> Identity:
    """Somebody invented, recognised by her telephone."""
    birth = {"birth": date(born, 1, 1), "birth_precision": "year"} if born else {}
    return Identity(f"Personne Inventée {number}", sex=sex, phone=f"+2126120{number:05}", **birth)


@pytest.fixture
def hold(w4i):
    """Hold a session of W4I: ``hold(day, people, kind, place, heads)``."""

    def session(day, people=(), kind="information_session", place="Rabat", heads=0, project=w4i):
        held = open_session(project, Particulars(kind, day, place, f"Séance du {day:%d/%m/%Y}"), by=HOUSE)
        for who in people:
            add_newcomer(held, who, by=HOUSE)
        return set_headcount(held, heads, seen=0, by=HOUSE) if heads else held

    return session


@pytest.fixture
def informed(w4i):
    """W4I-T3: people informed, each once over the project."""
    return Target.objects.get(code="W4I-T3")


@pytest.fixture
def reached(w4i):
    """W4I-T5: others reached; an estimate that is declared."""
    return Target.objects.get(code="W4I-T5")


@pytest.fixture
def by_rule(informed):
    """Give W4I-T3 another rule."""

    def change(**rule):
        informed.rule = rule
        informed.save()
        return informed

    return change
