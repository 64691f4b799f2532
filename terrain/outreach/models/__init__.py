from terrain.outreach.models.campaigns import Campaign, CampaignEvent, Heard
from terrain.outreach.models.estimates import Estimate
from terrain.outreach.models.press import Accreditation, Piece

__all__ = ["Accreditation", "Campaign", "CampaignEvent", "Estimate", "Heard", "Piece"]
