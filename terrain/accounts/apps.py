"""Who may come in: people of the organisation, their roles, their second factor."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from terrain.core.ui.navigation import Way, register_way
from terrain.core.verbs import register_verbs


class AccountsConfig(AppConfig):
    name = "terrain.accounts"
    label = "accounts"

    def ready(self) -> None:
        register_verbs(import_module("terrain.accounts.verbs").VERBS)
        import_module("terrain.accounts.receivers")
        register_way(
            Way(words=_("Staff"), url_name="accounts:staff", permission="staff.assign", order=80, group="house")
        )
        register_way(
            Way(words=_("Journal"), url_name="accounts:journal", permission="audit.read", order=90, group="house")
        )
