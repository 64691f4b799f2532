from terrain.network.models.directory import Service, ServiceQuerySet

__all__ = ["Service", "ServiceQuerySet"]
