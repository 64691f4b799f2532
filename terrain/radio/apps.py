from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from terrain.core.ui.navigation import Way, register_way
from terrain.core.verbs import register_verbs


class RadioConfig(AppConfig):
    name = "terrain.radio"
    label = "radio"

    def ready(self) -> None:
        register_verbs(import_module("terrain.radio.verbs").VERBS)
        import_module("terrain.radio.announcements").announce()
        register_way(
            Way(words=_("Radio"), url_name="radio:home", permission="radio.host", order=34, group="activities")
        )
