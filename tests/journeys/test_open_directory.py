"""Somebody looks for help on a telephone; a service corrects its entry by a link; the keeper takes it over."""

import pytest
from django.urls import reverse

from terrain.network.actions.links import make_link
from terrain.network.demo.opening import KEEPER, furnish
from terrain.network.models import Service, Suggestion
from terrain.programmes.actions import apply
from terrain.programmes.models import Project
from terrain.programmes.reference import REFERENCE
from tests.factories import HOUSE, AssignmentFactory, UserFactory, file_once
from tests.journeys.conftest import PHONE, check_accessible, keep_picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def keeper(transactional_db):
    """Whoever keeps the entries of the demonstration."""
    apply(file_once(REFERENCE), by=HOUSE)
    user = UserFactory(full_name="Youssef", email=KEEPER)
    AssignmentFactory(user=user, role="project_coordinator", project=Project.objects.get(code="W4I"))
    furnish(by=HOUSE)
    return user


def test_somebody_finds_help_and_calls(open_browser, keeper):
    page = open_browser(PHONE)
    page.goto(reverse("directory:home"))
    keep_picture(page, "open-directory")
    page.fill("[name=words]", "maternite")
    page.click("form[role=search] button")
    page.wait_for_selector("li a[href^='tel:']")
    assert page.locator(".directory > li").count() == 1
    check_accessible(page)
    page.click(".directory h2 a")
    assert page.locator("a.directory-call").get_attribute("href") == "tel:0537000011"
    check_accessible(page)
    shelter = Service.objects.get(service_type="shelter")
    page.goto("/ar" + reverse("directory:entry", args=[shelter.uid]))
    assert shelter.address not in page.content() and str(shelter.place) not in page.content()
    check_accessible(page)


def test_a_service_corrects_its_entry_and_the_keeper_takes_it_over(open_browser, sign_in, keeper):
    Suggestion.objects.all().delete()
    service = Service.objects.get(name="Consultations mère et enfant")
    secret = make_link(service, by=HOUSE)
    partner = open_browser(PHONE)
    partner.goto(reverse("directory:update", args=[secret]))
    keep_picture(partner, "partner-link")
    partner.click("main details summary")
    check_accessible(partner)
    partner.fill("[name=hours]", "Tous les matins")
    partner.click("button[value=changes]")
    partner.wait_for_selector(".notice--ok")
    check_accessible(partner)
    page = open_browser(PHONE)
    sign_in(page, keeper)
    page.goto(service.get_absolute_url())
    page.click(f"a[href$='{Suggestion.objects.get().get_absolute_url()}']")
    check_accessible(page)
    page.click("main form[method=post] button")
    page.wait_for_url(f"**{service.get_absolute_url()}")
    assert Service.objects.get(pk=service.pk).hours == "Tous les matins"
    page.goto(reverse("network:links", args=[service.uid]))
    page.click("main form.stack button >> text=/./ >> nth=-1")
    page.wait_for_selector(".referral-picture svg")
    check_accessible(page)
    page.goto(reverse("network:exchange"))
    check_accessible(page)
