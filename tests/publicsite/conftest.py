import pytest
from django.test import Client

from terrain.programmes.actions import apply
from terrain.programmes.reference import REFERENCE
from tests.factories import HOUSE, file_once


@pytest.fixture
def reference(db):
    """The programme that the product ships, loaded."""
    file = file_once(REFERENCE)
    apply(file, by=HOUSE)
    return file


@pytest.fixture
def citizen() -> Client:
    """A browser of nobody in particular."""
    return Client()
