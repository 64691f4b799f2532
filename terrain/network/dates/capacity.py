"""Days on which actions of plans fall due, for the calendar."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrain.calendar.registry import Happening, Source, register_dates
from terrain.core.access import Viewer
from terrain.network.enums import ActionState
from terrain.network.models import PlanAction


def due_between(viewer: Viewer, first: date, last: date) -> Iterable[Happening]:
    """Actions that are still to be done, by the day on which they are due; one query."""
    found = PlanAction.objects.visible_to(viewer).with_names().filter(state=ActionState.OPEN, due__range=(first, last))
    return [
        Happening(
            uid=f"plan-{one.uid}",
            words=_("Due: %(what)s · %(organisation)s")
            % {"what": one.what, "organisation": one.assessment.strengthening.profile.organisation},
            starts=one.due,
            address=one.get_absolute_url(),
            project_id=one.assessment.strengthening.project_id,
            version=one.version,
        )
        for one in found.order_by("due", "pk")
    ]


def announce() -> None:
    """Put them into the calendar of whoever follows the network of a project."""
    register_dates(Source("capacity", gettext_lazy("Plans of organisations"), staff=due_between))
