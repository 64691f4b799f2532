"""Centres: how they are called and where they lie."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import held, put, save_next
from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.programmes.models import Place
from terrain.workshops.models import Centre, SeriesSession
from terrain.workshops.policies import check_hold


@dataclass(frozen=True)
class Located:
    """Where a centre lies."""

    place: Place | None = None


def change_centre(centre: Centre, name: str, place: Place | None, *, version: int, by: Viewer) -> Centre:
    """Call a centre otherwise, or say where it lies; what was counted there follows.

    Raises ``ChangedMeanwhile``, and ``Denied`` when another centre of the project has this name.
    """
    check_hold(by, centre.project_id)
    with action("workshops.centre_changed", by=by, obj=centre, project_id=centre.project_id) as act:
        now = held(centre)
        was = now.name
        changed = put(now, Located(place))
        now.call(name)
        if not changed and now.name == was:
            act.silent = True
            return now
        try:
            with transaction.atomic():
                save_next(now, version)
        except IntegrityError:
            raise Denied(_("Another centre has this name.")) from None
        there = SeriesSession.objects.filter(series__centre=now).values_list("pk", flat=True)
        facts.sync_many("workshops.SeriesSession", there)
    return now
