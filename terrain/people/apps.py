from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "terrain.people"
    label = "people"
