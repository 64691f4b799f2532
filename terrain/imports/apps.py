from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "terrain.imports"
    label = "imports"
