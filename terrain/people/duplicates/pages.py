"""What a person's page tells of merges."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from terrain.core.access import ANONYMOUS, Viewer
from terrain.core.policies import verdict
from terrain.people.duplicates.merging import outcome_of
from terrain.people.duplicates.policies import check_part
from terrain.people.models import DuplicatePair, Merge, Person


def merges_of(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """Merges that stand, pairs that wait; ``None`` when there are neither."""
    viewer: Viewer = getattr(request, "viewer", ANONYMOUS)
    held = Merge.objects.filter(kept=person, undone_at=None).select_related("by", "absorbed", "kept__merged_into")
    merges = [(one, outcome_of(one).seen_by(viewer), verdict(check_part, viewer, one)) for one in held]
    waiting = DuplicatePair.objects.visible_to(viewer).waiting()
    pairs = list(waiting.filter(first=person)) + list(waiting.filter(second=person))
    return {"merges": merges, "pairs": pairs} if merges or pairs else None


def figures_moved(project_id: int, since: datetime) -> set[str]:
    """Reported figures of a project that merges which stand have moved since, by the words that name them."""
    held = Merge.objects.filter(undone_at=None, at__gte=since)
    told = [one for merge in held for one in outcome_of(merge).changed]
    return {one.words for one in told if one.project_id == project_id}
