from importlib import import_module

from django.apps import AppConfig

from terrain.core.verbs import register_verbs


class NetworkConfig(AppConfig):
    name = "terrain.network"
    label = "network"

    def ready(self) -> None:
        register_verbs(import_module("terrain.network.verbs").VERBS)
        import_module("terrain.network.announcements").announce()
