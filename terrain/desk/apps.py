from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from terrain.core.ui.navigation import Way, register_way


class DeskConfig(AppConfig):
    name = "terrain.desk"
    label = "desk"

    def ready(self) -> None:
        register_way(Way(words=_("My day"), url_name="desk:home", permission="", order=10))
