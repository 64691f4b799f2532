"""In the calendar of whoever keeps entries of the directory: when each is to be looked at again."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrain.calendar.registry import Happening, Source, register_dates
from terrain.core.access import Viewer
from terrain.network.models import Professional, Service


def _reviews(viewer: Viewer, first: date, last: date) -> Iterable[Happening]:
    if viewer.user_id is None:
        return
    found = Service.objects.awaiting(viewer).filter(review_on__range=(first, last))
    for one in found.filter(Q(ends=None) | Q(ends__gte=F("review_on"))).select_related("place"):
        words = _("Look again: %(service)s") % {"service": one.name}
        where = str(one.place) if one.place is not None else ""
        yield Happening(
            f"review-{one.uid}", words, one.review_on, where=where, address=one.get_absolute_url(),
            project_id=one.project_id, version=one.version,
        )  # fmt: skip


def _contacts(viewer: Viewer, first: date, last: date) -> Iterable[Happening]:
    """Told by category and organisation: a calendar that is fetched elsewhere names nobody."""
    if viewer.user_id is None:
        return
    found = Professional.objects.awaiting(viewer).filter(review_on__range=(first, last))
    for one in found.select_related("organisation", "place"):
        words = _("Look again: %(service)s") % {
            "service": " · ".join(filter(None, (str(one), str(one.organisation or ""))))
        }
        where = str(one.place) if one.place is not None else ""
        yield Happening(
            f"review-{one.uid}", words, one.review_on, where=where, address=one.get_absolute_url(), version=one.version,
        )  # fmt: skip


def announce() -> None:
    """Reviews stand in the calendar of whoever has to make them."""
    register_dates(Source("reviews", gettext_lazy("Reviews of the directory"), hers=_reviews))
    register_dates(Source("contacts", gettext_lazy("Reviews of professionals"), hers=_contacts))
