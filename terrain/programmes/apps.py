"""What was promised: the programme, its projects, logframes, targets, partners, places, and who works where."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from terrain.core.ui.context import register_house_name
from terrain.core.ui.navigation import Way, register_way
from terrain.core.verbs import register_verbs


class ProgrammesConfig(AppConfig):
    name = "terrain.programmes"
    label = "programmes"

    def ready(self) -> None:
        register_verbs(import_module("terrain.programmes.verbs").VERBS)
        staffing = import_module("terrain.accounts.staffing")
        staffing.connect(import_module("terrain.programmes.registers").Assignments())
        register_house_name(import_module("terrain.programmes.public").name)
        register_way(
            Way(
                words=_("Programme"),
                url_name="programmes:programme",
                permission="programme.view",
                order=60,
                group="figures",
            )
        )
