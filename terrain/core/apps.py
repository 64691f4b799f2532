from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "terrain.core"
    label = "core"
