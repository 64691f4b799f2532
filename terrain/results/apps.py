from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from terrain.core.ui.navigation import Way, register_way


class ResultsConfig(AppConfig):
    name = "terrain.results"
    label = "results"

    def ready(self) -> None:
        register_way(Way(words=_("Results"), url_name="results:home", permission="results.view", order=20))
