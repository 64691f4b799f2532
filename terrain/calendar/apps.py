from importlib import import_module

from django.apps import AppConfig

from terrain.core.verbs import register_verbs


class CalendarConfig(AppConfig):
    name = "terrain.calendar"
    label = "calendar"

    def ready(self) -> None:
        register_verbs(import_module("terrain.calendar.verbs").VERBS)
