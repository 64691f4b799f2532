"""Campaigns and the press: who was reached, told as an estimate with its method."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from terrain.core.ui.navigation import Way, register_way
from terrain.core.verbs import register_verbs


def _campaigns_of(project: Any) -> str:
    return f"{reverse('outreach:home')}?{urlencode({'project': project.code})}"


class OutreachConfig(AppConfig):
    name = "terrain.outreach"
    label = "outreach"

    def ready(self) -> None:
        register_verbs(import_module("terrain.outreach.verbs").VERBS)
        import_module("terrain.outreach.announcements").announce()
        register_way(
            Way(
                words=_("Campaigns"),
                url_name="outreach:home",
                permission="gathering.view",
                order=33,
                group="activities",
            )
        )
        ways = import_module("terrain.programmes.ways")
        ways.register_project_way(
            ways.ProjectWay("campaigns", _("Campaigns and press"), _campaigns_of, permission="gathering.view", order=23)
        )
