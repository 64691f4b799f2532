from terrain.network.models.capacity import Assessment, PlanAction, Score, Strengthening
from terrain.network.models.directory import Service, ServiceQuerySet
from terrain.network.models.organisations import ORGANISATION, Profile
from terrain.network.models.pairs import OrganisationPair, ServicePair
from terrain.network.models.professionals import CONTACT, Contact, Professional

__all__ = [
    "CONTACT",
    "ORGANISATION",
    "Assessment",
    "Contact",
    "OrganisationPair",
    "PlanAction",
    "Professional",
    "Profile",
    "Score",
    "Service",
    "ServicePair",
    "ServiceQuerySet",
    "Strengthening",
]
