"""The cast: the same people in every test.

amina        caseworker on W4I            youssef   her colleague, coordinator of W4I
facilitator  holds sessions on W4I        partner   focal point of a partner on W4I
donor        reads W4I's figures          officer   monitoring and evaluation, whole programme
director     the country director         stranger  coordinator of another project (CPE)
admin        administrator, never sees people
colleague    caseworker on W4I who works on nobody's file
receptionist at the hub's front desk, for every project
guardian     protection officer
amal         makes radio on W4I, as does her friend malika; dounia answers for that radio
"""

import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="terrain-tests-"))
os.environ.setdefault("TERRAIN_HOME", str(HOME))
os.environ.pop("TERRAIN_DEMO", None)

import pytest  # noqa: E402

from terrain.config.languages import compile_catalogues  # noqa: E402

compile_catalogues()  # before anything is said: a catalogue is read once

from django.test import Client  # noqa: E402
from django.utils import translation  # noqa: E402

from terrain.people.searching.index import forget  # noqa: E402
from tests.factories import AssignmentFactory, UserFactory, small_programme  # noqa: E402


@pytest.fixture(autouse=True)
def home_of_its_own(settings, tmp_path) -> Iterator[Path]:
    """Files, keys and anchors of a test live in a folder of its own."""
    settings.TERRAIN_HOME = tmp_path
    yield tmp_path


@pytest.fixture(autouse=True)
def nobody_is_remembered() -> None:
    """The names that a search opened belong to the test before."""
    forget()


@pytest.fixture(autouse=True)
def french_is_spoken() -> Iterator[None]:
    """Whatever language the test before left behind."""
    with translation.override("fr"):
        yield


def _near(address: object) -> bool:
    return not isinstance(address, tuple) or address[0] in {"127.0.0.1", "localhost", "::1"}


@pytest.fixture(scope="session", autouse=True)
def only_this_machine_is_reached() -> Iterator[None]:
    """A test that calls out fails."""
    reach = socket.socket.connect

    def connect(self, address):
        if not _near(address):
            raise AssertionError(f"a test called {address}")
        return reach(self, address)

    socket.socket.connect = connect
    yield
    socket.socket.connect = reach


@pytest.fixture
def programme(db):
    """A small fictive programme: projects W4I and CPE, a few targets, two regions."""
    return small_programme()


@pytest.fixture
def w4i(programme):
    return programme.projects.get(code="W4I")


@pytest.fixture
def cpe(programme):
    return programme.projects.get(code="CPE")


def _member(name: str, role: str, project=None):
    user = UserFactory(full_name=name, email=f"{name.lower()}@example.org")
    AssignmentFactory(user=user, role=role, project=project)
    return user


@pytest.fixture
def amina(w4i):
    return _member("Amina", "caseworker", w4i)


@pytest.fixture
def colleague(w4i):
    return _member("Houda", "caseworker", w4i)


@pytest.fixture
def receptionist(programme):
    return _member("Zahra", "receptionist")


@pytest.fixture
def youssef(w4i):
    return _member("Youssef", "project_coordinator", w4i)


@pytest.fixture
def facilitator(w4i):
    return _member("Salma", "facilitator", w4i)


@pytest.fixture
def partner(w4i):
    return _member("Karim", "partner_focal_point", w4i)


@pytest.fixture
def amal(w4i):
    return _member("Amal", "radio_host", w4i)


@pytest.fixture
def malika(w4i):
    return _member("Malika", "radio_host", w4i)


@pytest.fixture
def dounia(w4i):
    return _member("Dounia", "radio_producer", w4i)


@pytest.fixture
def donor(w4i):
    return _member("Giulia", "donor_viewer", w4i)


@pytest.fixture
def officer(programme):
    return _member("Nadia", "me_officer")


@pytest.fixture
def director(programme):
    return _member("Leila", "country_director")


@pytest.fixture
def guardian(programme):
    return _member("Omar", "protection_officer")


@pytest.fixture
def stranger(cpe):
    return _member("Samir", "project_coordinator", cpe)


@pytest.fixture
def admin(programme):
    return _member("Hind", "administrator")


@pytest.fixture
def viewer_of(db) -> Callable:
    """The Viewer that the middleware would build for a user."""
    from terrain.programmes.middleware import viewer_of as build  # noqa: PLC0415

    return build


@pytest.fixture
def client_of(db) -> Callable[..., Client]:
    """A browser in which the user is signed in, second factor done."""
    from tests.factories import give_second_factor  # noqa: PLC0415

    def open_for(user) -> Client:
        give_second_factor(user)
        client = Client(raise_request_exception=True)
        client.force_login(user)
        return client

    return open_for
