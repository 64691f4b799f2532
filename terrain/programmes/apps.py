"""What was promised: the programme, its projects, logframes, targets, partners, places, and who works where."""

from importlib import import_module

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "terrain.programmes"
    label = "programmes"

    def ready(self) -> None:
        staffing = import_module("terrain.accounts.staffing")
        staffing.connect(import_module("terrain.programmes.registers").Assignments())
