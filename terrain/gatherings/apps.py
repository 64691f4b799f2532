"""What happens together: sessions, and who was there."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from terrain.core.ui.navigation import Way, register_way
from terrain.core.verbs import register_verbs


def _sessions_of(project: Any) -> str:
    return f"{reverse('gatherings:sessions')}?{urlencode({'project': project.code})}"


class GatheringsConfig(AppConfig):
    name = "terrain.gatherings"
    label = "gatherings"

    def ready(self) -> None:
        register_verbs(import_module("terrain.gatherings.verbs").VERBS)
        import_module("terrain.gatherings.announcements").announce()
        register_way(
            Way(
                words=_("Sessions"),
                url_name="gatherings:sessions",
                permission="gathering.view",
                order=30,
                group="activities",
            )
        )
        ways = import_module("terrain.programmes.ways")
        ways.register_project_way(
            ways.ProjectWay("sessions", _("Sessions"), _sessions_of, permission="gathering.view", order=20)
        )
