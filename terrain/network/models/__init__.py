from terrain.network.models.capacity import Assessment, PlanAction, Score, Strengthening
from terrain.network.models.directory import Service, ServiceQuerySet
from terrain.network.models.exchange import Bringing, Foreign, Origin
from terrain.network.models.organisations import ORGANISATION, Profile
from terrain.network.models.pairs import OrganisationPair, ServicePair
from terrain.network.models.professionals import CONTACT, Contact, Professional
from terrain.network.models.updates import Suggestion, UpdateLink

__all__ = [
    "CONTACT",
    "ORGANISATION",
    "Assessment",
    "Bringing",
    "Contact",
    "Foreign",
    "OrganisationPair",
    "Origin",
    "PlanAction",
    "Professional",
    "Profile",
    "Score",
    "Service",
    "ServicePair",
    "ServiceQuerySet",
    "Strengthening",
    "Suggestion",
    "UpdateLink",
]
