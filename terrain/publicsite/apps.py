from django.apps import AppConfig


class PublicsiteConfig(AppConfig):
    name = "terrain.publicsite"
    label = "publicsite"
