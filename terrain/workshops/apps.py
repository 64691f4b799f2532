from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from terrain.core.ui.navigation import Way, register_way
from terrain.core.verbs import register_verbs


def _workshops_of(project: Any) -> str:
    return f"{reverse('workshops:home')}?{urlencode({'project': project.code})}"


class WorkshopsConfig(AppConfig):
    name = "terrain.workshops"
    label = "workshops"

    def ready(self) -> None:
        register_verbs(import_module("terrain.workshops.verbs").VERBS)
        import_module("terrain.workshops.announcements").announce()
        register_way(
            Way(
                words=_("Workshops"),
                url_name="workshops:home",
                permission="gathering.view",
                order=32,
                group="activities",
            )
        )
        ways = import_module("terrain.programmes.ways")
        ways.register_project_way(
            ways.ProjectWay("workshops", _("Workshops and kits"), _workshops_of, permission="gathering.view", order=22)
        )
