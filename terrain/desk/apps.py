from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "terrain.desk"
    label = "desk"
