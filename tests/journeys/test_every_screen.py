"""Every main screen at a phone's and a desk's width, left to right and right to left: nothing sticks out, axe is content."""

import pytest

from terrain.gatherings.demo import furnish
from terrain.gatherings.models import Session
from terrain.people.models import Person
from terrain.programmes.actions import apply
from terrain.programmes.reference import REFERENCE
from tests.factories import HOUSE, AssignmentFactory, UserFactory, file_once
from tests.journeys.conftest import DESKTOP, PHONE, check_accessible

pytestmark = pytest.mark.django_db(transaction=True)
PUBLIC = ["/", "/projects/W4I/", "/projects/CPE/", "/territories/", "/privacy/", "/account/login/"]
STAFF = [
    "/desk/", "/results/", "/results/CPE/", "/results/targets/CPE-T3/", "/results/targets/W4I-T5/",
    "/results/targets/W4I-T5/declare/", "/sessions/", "/sessions/new/", "/people/", "/people/new/",
    "/people/to-decide/", "/imports/", "/imports/new/", "/programme/", "/programme/CPE/", "/programme/load/",
    "/staff/", "/staff/invite/", "/staff/roles/", "/staff/journal/", "/account/", "/account/2fa/",
]  # fmt: skip


@pytest.fixture
def director(transactional_db):
    apply(file_once(REFERENCE), by=HOUSE)
    furnish(by=HOUSE)
    user = UserFactory(full_name="Leila")
    AssignmentFactory(user=user, role="country_director")
    return user


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_every_screen_is_whole_and_accessible(open_browser, sign_in, director, viewport, language):
    page = open_browser(viewport, language)
    prefix = "" if language == "fr" else f"/{language}"
    for address in PUBLIC:
        assert page.goto(prefix + address).status == 200, address
        check_accessible(page)
    sign_in(page, director)
    session, person = Session.objects.first(), Person.objects.first()
    for address in [*STAFF, session.get_absolute_url(), f"/sessions/{session.uid}/sheet/", person.get_absolute_url()]:
        assert page.goto(prefix + address).status == 200, address
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        check_accessible(page)
