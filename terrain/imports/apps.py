from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from terrain.core.ui.navigation import Way, register_way


class ImportsConfig(AppConfig):
    name = "terrain.imports"
    label = "imports"

    def ready(self) -> None:
        import_module("terrain.imports.jobs")
        register_way(Way(words=_("Imports"), url_name="imports:home", permission="import.run", order=50))
