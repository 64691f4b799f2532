import pytest
from django.test import Client

from terrain.programmes.actions import apply, read_programme
from terrain.programmes.reference import REFERENCE
from tests.factories import HOUSE


@pytest.fixture
def reference(db):
    """The programme that the product ships, loaded."""
    file = read_programme(REFERENCE)
    apply(file, by=HOUSE)
    return file


@pytest.fixture
def citizen() -> Client:
    """A browser of nobody in particular."""
    return Client()
