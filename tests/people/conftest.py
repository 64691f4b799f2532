import pytest

from tests.people.writing import register_of_2018


@pytest.fixture(scope="session")
def sheet_of_2018():
    """The register of acceptance: (rows with their true numbers, what is true of them)."""
    return register_of_2018()
