from terrain.network.models.directory import Service, ServiceQuerySet
from terrain.network.models.organisations import ORGANISATION, Profile

__all__ = ["ORGANISATION", "Profile", "Service", "ServiceQuerySet"]
