from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from terrain.core.ui.navigation import Way, register_way
from terrain.core.verbs import register_verbs


def _trainings_of(project: Any) -> str:
    return f"{reverse('learning:home')}?{urlencode({'project': project.code})}"


class LearningConfig(AppConfig):
    name = "terrain.learning"
    label = "learning"

    def ready(self) -> None:
        register_verbs(import_module("terrain.learning.verbs").VERBS)
        import_module("terrain.learning.announcements").announce()
        register_way(
            Way(
                words=_("Trainings"),
                url_name="learning:home",
                permission="gathering.view",
                order=31,
                group="activities",
            )
        )
        ways = import_module("terrain.programmes.ways")
        ways.register_project_way(
            ways.ProjectWay("trainings", _("Trainings"), _trainings_of, permission="gathering.view", order=21)
        )
