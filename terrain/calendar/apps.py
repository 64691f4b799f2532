from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from terrain.core.ui.navigation import Way, register_way
from terrain.core.verbs import register_verbs


class CalendarConfig(AppConfig):
    name = "terrain.calendar"
    label = "calendar"

    def ready(self) -> None:
        register_verbs(import_module("terrain.calendar.verbs").VERBS)
        import_module("terrain.calendar.dates").announce()
        register_way(Way(words=_("Calendar"), url_name="calendar:calendar", permission="programme.view", order=15))
