from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "terrain.facts"
    label = "facts"
