from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "terrain.programmes"
    label = "programmes"
