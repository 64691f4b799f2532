"""Girls in child-protection centres: who she is, what she wishes, and the conditions in which she is judged."""

from importlib import import_module

from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    name = "terrain.pathways.protection"
    label = "protection"

    def ready(self) -> None:
        registry = import_module("terrain.facts.registry")
        counted = import_module("terrain.pathways.protection.counting")
        for kind in counted.KINDS:
            registry.register_kind(kind)
        import_module("terrain.casework.kinds").register_kind(
            import_module("terrain.pathways.protection.kind").PROTECTION
        )
        import_module("terrain.pathways.protection.announcements").announce()
