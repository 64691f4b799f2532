"""Social accompaniment: from a first interview to goals reached, whatever the project."""

from importlib import import_module

from django.apps import AppConfig


class AccompanimentConfig(AppConfig):
    name = "terrain.pathways.accompaniment"
    label = "accompaniment"

    def ready(self) -> None:
        import_module("terrain.casework.kinds").register_kind(
            import_module("terrain.pathways.accompaniment.kind").ACCOMPANIMENT
        )
