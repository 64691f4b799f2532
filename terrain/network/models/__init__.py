from terrain.network.models.directory import Service, ServiceQuerySet
from terrain.network.models.organisations import ORGANISATION, Profile
from terrain.network.models.pairs import OrganisationPair, ServicePair
from terrain.network.models.professionals import Contact, Professional

__all__ = ["ORGANISATION", "Contact", "OrganisationPair", "Professional", "Profile", "Service", "ServicePair", "ServiceQuerySet"]
