"""Two people in one form of a campaign: what the second did not touch is never put back."""

import pytest

from terrain.outreach.models import Campaign, CampaignEvent
from tests.sent import as_sent

pytestmark = pytest.mark.django_db


def test_what_the_second_did_not_touch_of_a_campaign_is_as_the_first_wrote_it(campaign, youssef, director, client_of):
    address = f"/campaigns/{campaign.uid}/edit/"
    first, second = client_of(youssef), client_of(director)
    theirs, typed = (as_sent(client.get(address).context["form"]) for client in (first, second))
    assert first.post(address, theirs | {"places": "Témara", "languages": ["fr"]}).status_code == 302
    again = second.post(address, typed | {"cost": "4200"})
    assert again.status_code == 422 and set(again.context["form"].errors) == {"__all__"}
    assert second.post(address, as_sent(again.context["form"])).status_code == 302
    now = Campaign.objects.get()
    assert (now.places, now.languages, now.cost, now.partners.count()) == ("Témara", ["fr"], 4200, 0)


def test_what_both_changed_of_an_outing_is_hers_to_settle(go_out, youssef, director, client_of):
    event = go_out()
    address = f"/campaigns/events/{event.uid}/"
    first, second = client_of(youssef), client_of(director)
    theirs, typed = (as_sent(client.get(address).context["form"]) for client in (first, second))
    assert first.post(address, theirs | {"contacts": "70", "place": "Salé"}).status_code == 302
    again = second.post(address, typed | {"contacts": "80"})
    assert again.status_code == 422 and set(again.context["form"].errors) == {"contacts", "__all__"}
    assert second.post(address, as_sent(again.context["form"])).status_code == 302
    now = CampaignEvent.objects.get()
    assert (now.contacts, str(now.place)) == (80, "Salé")
