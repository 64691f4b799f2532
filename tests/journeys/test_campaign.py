"""A campaign on a telephone in a market: three taps, an estimate with its picture, the page behind the poster's code, in Arabic too."""

import pytest

from terrain.core import clock
from terrain.outreach.actions import campaigns
from terrain.outreach.actions.campaigns import CampaignSaid, EventSaid
from terrain.outreach.models import CampaignEvent, Estimate, Heard
from tests.factories import HOUSE, AssignmentFactory, UserFactory, small_programme
from tests.journeys.conftest import PHONE, check_accessible, keep_picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def campaign(transactional_db):
    """A campaign of W4I that went out once, with forty telephones."""
    project, today = small_programme().projects.get(code="W4I"), clock.today()
    said = CampaignSaid(
        {"fr": "Votre carte se renouvelle", "ar": "بطاقتكم تتجدد"},
        {"fr": "Deux mois avant la fin, venez nous voir.", "ar": "قبل شهرين من انتهائها زورونا."},
        ["market_stand", "door_to_door"],
        today,
        today,
        public=True,
        cost=900,
    )
    made = campaigns.open_campaign(project, said, by=HOUSE)
    numbers = [f"+2126120{number:05}" for number in range(40)]
    met = EventSaid(today, "Salé, souk", "market_stand", 60, "one_by_one")
    campaigns.log_event(made, met, numbers=numbers, by=HOUSE)
    return made


@pytest.fixture
def facilitator(campaign):
    user = UserFactory(full_name="Salma")
    AssignmentFactory(user=user, role="facilitator", project=campaign.project)
    return user


def test_a_market_is_logged_and_estimated_on_a_telephone(open_browser, sign_in, campaign, facilitator):
    page = open_browser(PHONE)
    sign_in(page, facilitator)
    page.goto(f"/campaigns/{campaign.uid}/log/")
    check_accessible(page)
    page.fill("[name=place]", "Rabat, souk")
    page.check("[name=channel][value=market_stand]")
    page.fill("[name=contacts]", "50")
    page.click("main details:has([name=numbers]) summary")
    page.fill("[name=numbers]", "\n".join(f"06120{number:05}" for number in range(28, 60)))
    keep_picture(page, "campaign-contacts")
    page.click("main form[method=post] button[type=submit]")
    page.wait_for_url(f"**/campaigns/{campaign.uid}/")
    assert (CampaignEvent.objects.count(), Heard.objects.count()) == (2, 72)
    page.goto(f"/campaigns/{campaign.uid}/estimate/recapture/")
    page.click("main form[method=post] button[type=submit]")
    page.wait_for_url("**/campaigns/estimates/**")
    made = Estimate.objects.get()
    assert 60 <= made.low <= made.value <= made.high <= 110
    check_accessible(page)
    page.goto(f"/campaigns/{campaign.uid}/")
    keep_picture(page, "campaign-three-figures")
    check_accessible(page)
    page.goto(f"/ar/campaigns/{campaign.uid}/")
    check_accessible(page)
    page.goto(f"/ar/campaign/{campaign.slug}/")
    assert page.inner_text("h1") == "بطاقتكم تتجدد"
    check_accessible(page)
