from django.apps import AppConfig


class GatheringsConfig(AppConfig):
    name = "terrain.gatherings"
    label = "gatherings"
