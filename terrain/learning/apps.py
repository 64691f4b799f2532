from importlib import import_module

from django.apps import AppConfig

from terrain.core.verbs import register_verbs


class LearningConfig(AppConfig):
    name = "terrain.learning"
    label = "learning"

    def ready(self) -> None:
        register_verbs(import_module("terrain.learning.verbs").VERBS)
