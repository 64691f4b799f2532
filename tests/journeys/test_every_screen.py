"""Every main screen at a phone's and a desk's width, left to right and right to left: nothing sticks out, axe is content."""

import pytest

from terrain.accounts.models import User
from terrain.casework.models import Case, Referral
from terrain.gatherings.demo import furnish
from terrain.gatherings.models import Session
from terrain.pathways.accompaniment import demo as accompaniment
from terrain.pathways.reception import demo as reception
from terrain.people.models import Person
from terrain.programmes.actions import apply
from terrain.programmes.models import Project
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


FILES = [
    "/desk/", "/cases/", "/cases/calendar/", "/cases/to-do/", "/cases/caseload/", "/cases/teams/", "/services/",
    "/services/new/", "/cases/referrals/", "/cases/referrals/rates/", "/cases/referrals/received/",
    "/cases/referrals/slip/", "/cases/emergency/", "/cases/exports/", "/cases/oversight/", "/people/duplicates/",
    "/people/groups/", "/reception/",
]  # fmt: skip
OF_A_FILE = [
    "", "notes/", "notes/new/", "services/", "assessments/self_reliance/", "assessments/self_reliance/new/", "risk/",
    "plan/1/", "papers/", "papers/new/", "conferences/new/", "appointment/", "task/", "steps/carry_out/", "steps/close/",
    "hand-over/", "referrals/new/", "transfers/new/", "export/",
]  # fmt: skip
OF_A_PERSON = [
    "?show=1", "profile/", "contact/", "papers/new/", "relations/new/", "consents/new/", "opened/", "opened/paper/",
]  # fmt: skip


@pytest.fixture
def coordinator(transactional_db):
    apply(file_once(REFERENCE), by=HOUSE)
    project = Project.objects.get(code="W4I")
    for email, role in (
        ("coordinator.w4i@demo.example", "project_coordinator"),
        ("caseworker.w4i@demo.example", "caseworker"),
        ("reception@demo.example", "receptionist"),
    ):
        user = UserFactory(email=email, full_name=role)
        AssignmentFactory(user=user, role=role, project=project if role != "receptionist" else None)
    accompaniment.furnish(by=HOUSE)
    reception.furnish(by=HOUSE)
    return User.objects.get(email="coordinator.w4i@demo.example")


@pytest.mark.parametrize(("viewport", "language"), [(PHONE, "ar"), (DESKTOP, "fr")], ids=["phone-ar", "desk-fr"])
def test_every_screen_of_files_is_whole_and_accessible(open_browser, sign_in, coordinator, viewport, language):
    page = open_browser(viewport, language)
    prefix = "" if language == "fr" else f"/{language}"
    sign_in(page, coordinator)
    case = Case.objects.order_by("pk").first()
    addresses = [
        *FILES,
        *(case.get_absolute_url() + part for part in OF_A_FILE),
        *(case.person.get_absolute_url() + part for part in OF_A_PERSON),
        f"/reception/visit/{case.person.uid}/",
        Referral.objects.get().get_absolute_url(),
    ]
    for address in addresses:
        assert page.goto(prefix + address).status == 200, address
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        check_accessible(page)
