from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from terrain.core.ui.navigation import Way, register_way
from terrain.core.verbs import register_verbs


def _board_of(project: Any) -> str:
    return reverse("results:board", args=[project.code])


class ResultsConfig(AppConfig):
    name = "terrain.results"
    label = "results"

    def ready(self) -> None:
        register_verbs(import_module("terrain.results.verbs").VERBS)
        register_way(
            Way(words=_("Results"), url_name="results:home", permission="results.view", order=20, group="figures")
        )
        ways = import_module("terrain.programmes.ways")
        ways.register_project_way(
            ways.ProjectWay("results", _("Results"), _board_of, permission="results.view", order=10)
        )
        import_module("terrain.programmes.actions").inspections.append(
            import_module("terrain.results.rules").check_rules
        )
        import_module("terrain.people.duplicates.hooks").register_witness(
            "reports", import_module("terrain.results.witnesses").reported
        )
