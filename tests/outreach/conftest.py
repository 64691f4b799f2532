from datetime import timedelta

import pytest

from terrain.core import clock
from terrain.outreach.actions import campaigns
from terrain.outreach.actions.campaigns import CampaignSaid, EventSaid
from terrain.programmes.models import Target
from tests.factories import HOUSE

TITLE = {"fr": "Vos droits au marché", "ar": "حقوقكم في السوق"}
MESSAGE = {"fr": "La carte de séjour se renouvelle.\nNous vous aidons.", "ar": "بطاقة الإقامة تتجدد.\nنحن نساعدكم."}


@pytest.fixture
def today():
    return clock.today()


@pytest.fixture
def reached(w4i):
    """W4I-T5: others reached; an estimate that is declared."""
    return Target.objects.get(code="W4I-T5")


@pytest.fixture
def said(today, reached):
    return CampaignSaid(
        title=TITLE,
        message=MESSAGE,
        channels=["market_stand", "door_to_door"],
        first_day=today - timedelta(20),
        last_day=today + timedelta(20),
        languages=["darija", "fr"],
        places="Rabat, Salé",
        what_to_do={"fr": "Venez avec votre ancienne carte.", "ar": "تعالوا ببطاقتكم القديمة."},
        help_numbers="8350",
        cost=12_000,
        target=reached,
        public=True,
    )


@pytest.fixture
def campaign(w4i, said):
    """A campaign of W4I on two markets, with a public page, that answers W4I-T5."""
    return campaigns.open_campaign(w4i, said, by=HOUSE)


def phone(number: int) -> str:
    """A telephone that nobody has."""
    return f"+2126120{number:05}"


@pytest.fixture
def go_out(campaign, today):
    """Log an event of the campaign: ``go_out(days ago, contacts, numbers)``."""

    def event(ago=1, contacts=50, numbers=(), channel="market_stand", place="Rabat, souk", **more):
        told = EventSaid(today - timedelta(ago), place, channel, contacts, "one_by_one", **more)
        return campaigns.log_event(campaign, told, numbers=[phone(n) for n in numbers], by=HOUSE)

    return event


@pytest.fixture
def heard(go_out):
    """Two events with forty telephones each, twelve of them heard twice."""
    return go_out(9, 60, range(40)), go_out(2, 50, range(28, 68), place="Salé, souk")
