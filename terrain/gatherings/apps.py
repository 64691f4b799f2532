"""What happens together: sessions, and who was there."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from terrain.core.ui.navigation import Way, register_way


class GatheringsConfig(AppConfig):
    name = "terrain.gatherings"
    label = "gatherings"

    def ready(self) -> None:
        import_module("terrain.gatherings.announcements").announce()
        register_way(Way(words=_("Sessions"), url_name="gatherings:sessions", permission="gathering.view", order=30))
