from importlib import import_module

from django.apps import AppConfig

from terrain.core.verbs import register_verbs


class OutreachConfig(AppConfig):
    name = "terrain.outreach"
    label = "outreach"

    def ready(self) -> None:
        register_verbs(import_module("terrain.outreach.verbs").VERBS)
