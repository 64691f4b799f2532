import pytest
from django.test import Client

from terrain.programmes.reference import REFERENCE
from tests.factories import file_once, programme_of


@pytest.fixture
def reference(db):
    """The programme that the product ships, loaded."""
    programme_of(REFERENCE)
    return file_once(REFERENCE)


@pytest.fixture
def citizen() -> Client:
    """A browser of nobody in particular."""
    return Client()
