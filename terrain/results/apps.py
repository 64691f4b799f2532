from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "terrain.results"
    label = "results"
