"""The demonstration stands once, however often it is made, and holds no telephone."""

import pytest

from terrain.outreach.demo import furnish
from terrain.outreach.models import Campaign, CampaignEvent, Estimate, Heard, Piece
from terrain.programmes.actions import apply
from terrain.programmes.reference import REFERENCE
from tests.factories import HOUSE, file_once
from tests.outreach.test_campaigns import everything_stored


@pytest.mark.django_db
def test_the_demonstration_is_made_once_and_declares_for_the_nation():
    apply(file_once(REFERENCE), by=HOUSE)
    furnish(by=HOUSE)
    told = Campaign.objects.count(), CampaignEvent.objects.count(), Heard.objects.count(), Piece.objects.count()
    assert told == (3, 10, 262, 4)
    furnish(by=HOUSE)
    assert Campaign.objects.count() == 3
    assert Estimate.objects.declared().get().campaign.target.code == "TUT-T4"
    assert "+2126000" not in everything_stored()
