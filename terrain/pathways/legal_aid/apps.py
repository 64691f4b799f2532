"""Legal protection of single mothers: how she may be reached first, then what the law owes her and her child."""

from importlib import import_module

from django.apps import AppConfig


class LegalAidConfig(AppConfig):
    name = "terrain.pathways.legal_aid"
    label = "legal_aid"

    def ready(self) -> None:
        import_module("terrain.pathways.legal_aid.announcements").announce()
