"""The front desk of the hub: who came, for what, oriented where, with which appointment."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from terrain.core.ui.navigation import Way, register_way


class ReceptionConfig(AppConfig):
    name = "terrain.pathways.reception"
    label = "reception"

    def ready(self) -> None:
        kinds = import_module("terrain.casework.kinds")
        kinds.register_kind(import_module("terrain.pathways.reception.kind").RECEPTION)
        panels = import_module("terrain.people.panels")
        shown = import_module("terrain.pathways.reception.panels").reception_of
        panels.register_panel(panels.Panel("reception", _("Front desk"), "reception/panel.html", shown, order=5))
        register_way(
            Way(words=_("Front desk"), url_name="reception:desk", permission="reception.work", order=15, group="people")
        )
