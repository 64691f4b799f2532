"""What the plans in force ask for now, across files: late first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet

from terrain.casework.actions import plans
from terrain.casework.enums import ActionState, PlanState
from terrain.casework.models import Case, PlannedAction
from terrain.casework.subjects import names_of
from terrain.core import clock
from terrain.core.access import Viewer

SOON = timedelta(days=7)
AT_MOST = 100


@dataclass(frozen=True)
class ActionDue:
    """A planned action in words; ``name`` is blank when the viewer does not see names."""

    planned: PlannedAction
    case: Case
    name: str
    words: str
    late: bool


def due_actions(viewer: Viewer, *, mine: bool) -> QuerySet[PlannedAction]:
    """Actions of plans in force that are late, or due within a week, in open files that the viewer sees.

    ``mine``: those that she does herself, and in files in her charge those that the person or a partner does.
    """
    case = "goal__plan__case"
    found = PlannedAction.objects.filter(
        state__in=[ActionState.TODO, ActionState.DOING],
        due__lte=clock.today() + SOON,
        goal__plan__state=PlanState.IN_FORCE,
        goal__plan__case__in=Case.objects.visible_to(viewer).standing(),
    )
    if mine:
        found = found.filter(
            Q(owner_id=viewer.user_id or 0) | Q(owner=None, goal__plan__case__owner=viewer.user_id or 0)
        )
    about = [f"{case}__{name}" for name in ("project", "person__key", "group", "enterprise")]
    related = found.select_related("owner", *about)
    return related.prefetch_related(f"{case}__keys__key").order_by("due", "pk")


def told(found: Sequence[PlannedAction], viewer: Viewer) -> list[ActionDue]:
    """These actions as the viewer may see them; one query more."""
    names = names_of([one.goal.plan.case for one in found], viewer)
    today = clock.today()
    return [
        ActionDue(
            planned=one,
            case=one.goal.plan.case,
            name=names[one.goal.plan.case_id],
            words=plans.words_of(one.goal.plan.case, one.sealed_words, plans.ACTION),
            late=one.due < today,
        )
        for one in found
    ]
