"""Accompanying somebody step by step: files, what is told in them, what is done, whom she is referred to."""

from importlib import import_module

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "terrain.casework"
    label = "casework"

    def ready(self) -> None:
        import_module("terrain.casework.announcements").announce()
        import_module("terrain.casework.naming").announce()
