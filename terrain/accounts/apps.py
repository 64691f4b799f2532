"""Who may come in: people of the organisation, their roles, their second factor."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "terrain.accounts"
    label = "accounts"

    def ready(self) -> None:
        import_module("terrain.accounts.receivers")
