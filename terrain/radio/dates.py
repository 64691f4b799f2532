"""What the radios plan, in everybody's calendar: the weekly grid, and what differs from it on a day."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrain.calendar.registry import Happening, Source, register_dates
from terrain.core.clock import ONE_DAY
from terrain.core.texts import said
from terrain.radio.enums import GridRule
from terrain.radio.grid.week import Occasion, fitted, meant
from terrain.radio.models import GridChange, GridPlace, Station
from terrain.radio.slots import begins


def _occasions(first: date, last: date) -> dict[int, list[Occasion]]:
    """Key of a station → what its grid means on these days; two queries, however many stations there are."""
    standing = Q(valid_from__lte=last) & (Q(valid_to=None) | Q(valid_to__gte=first))
    places = list(GridPlace.objects.filter(standing).select_related("show"))
    changes = list(GridChange.objects.filter(day__range=(first, last)).select_related("show"))
    stations = {one.station_id for one in places} | {one.station_id for one in changes}
    return {
        pk: fitted(
            meant(
                [one for one in places if one.station_id == pk],
                [one for one in changes if one.station_id == pk],
                first,
                last,
            )
        )
        for pk in stations
    }


def _words(one: Occasion) -> str:
    shown = {"show": said(one.show.title)}
    if one.is_live:
        return _("%(show)s (live)") % shown
    return _("%(show)s (heard again)") % shown if one.rule == GridRule.REPEAT else shown["show"]


def _planned(first: date, last: date) -> Iterable[Happening]:
    found = _occasions(first, last + ONE_DAY)
    stations = Station.objects.in_bulk(found)
    for pk, station in stations.items():
        address = reverse("listen:station", args=[station.slug])
        for one in found[pk]:
            key, starts = getattr(one.change or one.place, "uid", ""), begins(one.slot)
            if first <= timezone.localdate(starts) <= last:
                yield Happening(
                    f"{key}-{timezone.localdate(starts):%Y%m%d}", _words(one), starts, begins(one.slot_to),
                    where=said(station.name), address=address, project_id=station.project_id,
                )  # fmt: skip


def announce() -> None:
    """Anybody may know what a radio plans."""
    register_dates(Source("radio", gettext_lazy("Radio"), public=_planned, weekly=True))
