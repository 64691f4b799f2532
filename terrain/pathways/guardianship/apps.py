"""Children without family care and children with a disability; and the mother who may have to part with hers, helped first."""

from importlib import import_module

from django.apps import AppConfig


class GuardianshipConfig(AppConfig):
    name = "terrain.pathways.guardianship"
    label = "guardianship"

    def ready(self) -> None:
        registry = import_module("terrain.facts.registry")
        for counted in import_module("terrain.pathways.guardianship.counting").KINDS:
            registry.register_kind(counted)
        kinds = import_module("terrain.casework.kinds")
        kinds.register_kind(import_module("terrain.pathways.guardianship.kind").GUARDIANSHIP)
        kinds.register_kind(import_module("terrain.pathways.guardianship.prevention").PREVENTION)
        import_module("terrain.pathways.guardianship.announcements").announce()
