"""Organisations and professionals on a phone: found, joined and parted again, taken out; every page in French and in Arabic."""

import pytest

from terrain.network.demo.directory import KEEPER, furnish
from terrain.network.models import OrganisationPair, Professional, Profile, Service
from terrain.programmes.actions import apply
from terrain.programmes.models import Project
from terrain.programmes.reference import REFERENCE
from tests.factories import HOUSE, AssignmentFactory, UserFactory, file_once
from tests.journeys.conftest import PHONE, check_accessible

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def keeper(transactional_db):
    """Whoever keeps the directory of the demonstration."""
    apply(file_once(REFERENCE), by=HOUSE)
    user = UserFactory(full_name="Youssef", email=KEEPER)
    AssignmentFactory(user=user, role="project_coordinator", project=Project.objects.get(code="W4I"))
    furnish(by=HOUSE)
    return user


def test_the_network_is_kept_on_a_phone(open_browser, sign_in, keeper):
    page = open_browser(PHONE, "fr")
    sign_in(page, keeper)
    page.goto("/services/organisations/?words=تيلول")
    assert page.locator("main h2").count() == 2, "found by its name in either script"
    page.goto("/services/written-twice/organisations/")
    check_accessible(page)
    page.locator("article form button").first.click()
    pair = OrganisationPair.objects.get()
    assert Profile.objects.exclude(same_as=None).count() == 1
    page.locator(f'form[action$="/{pair.pk}/take-back/"] button').click()
    assert not Profile.objects.exclude(same_as=None).exists()
    professional = Professional.objects.get(category="nurse")
    page.goto(f"{professional.get_absolute_url()}take-out/")
    check_accessible(page)
    page.locator("main form button").click()
    assert Professional.objects.get(pk=professional.pk).removed_on is not None
    assert "Exemple Six" not in page.content()


def test_every_page_is_whole_and_accessible(open_browser, sign_in, keeper):
    page = open_browser(PHONE, "ar")
    sign_in(page, keeper)
    court = Profile.objects.get(organisation__name="Démo Tribunal de première instance")
    addresses = [f"/services/{part}" for part in ("", "organisations/", "organisations/new/", "professionals/",
                 "professionals/new/", "to-mend/", "written-twice/services/")]  # fmt: skip
    addresses += [
        court.get_absolute_url(),
        f"/services/organisations/named/{court.organisation.code}/edit/",
        Professional.objects.first().get_absolute_url(),
        Service.objects.first().get_absolute_url(),
    ]
    for address in addresses:
        page.goto(f"/ar{address}")
        check_accessible(page)
