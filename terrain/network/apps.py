from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from terrain.core.ui.navigation import Way, register_way
from terrain.core.verbs import register_verbs


class NetworkConfig(AppConfig):
    name = "terrain.network"
    label = "network"

    def ready(self) -> None:
        register_verbs(import_module("terrain.network.verbs").VERBS)
        import_module("terrain.network.announcements").announce()
        register_way(Way(_("Network"), "network:services", permission="directory.view", order=35))
        register_way(Way(_("Network"), "network:flows", permission="network.view", order=35, unless="directory.view"))
