from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from terrain.core.ui.navigation import Way, register_way
from terrain.core.verbs import register_verbs


class ImportsConfig(AppConfig):
    name = "terrain.imports"
    label = "imports"

    def ready(self) -> None:
        register_verbs(import_module("terrain.imports.verbs").VERBS)
        import_module("terrain.imports.jobs")
        register_way(
            Way(words=_("Imports"), url_name="imports:home", permission="import.run", order=50, group="figures")
        )
