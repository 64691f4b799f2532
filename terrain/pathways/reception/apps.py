"""The front desk of the hub: who came, for what, oriented where, with which appointment."""

from importlib import import_module

from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    name = "terrain.pathways.reception"
    label = "reception"

    def ready(self) -> None:
        import_module("terrain.casework.kinds").register_kind(
            import_module("terrain.pathways.reception.kind").RECEPTION
        )
