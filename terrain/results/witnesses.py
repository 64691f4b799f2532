"""What was reported, for rooms that change what records say: a merge names the reported figures that it moves."""

from collections.abc import Iterable

from terrain.programmes.models import Project
from terrain.results.models import Snapshot
from terrain.results.periods import WHOLE, period_from
from terrain.results.snapshots import content_of


def reported(projects: Iterable[int]) -> dict[str, int | None]:
    """Every figure of every report kept of these projects, as the records give it now, by words that name it."""
    told: dict[str, int | None] = {}
    for project in Project.objects.filter(pk__in=list(projects)):
        kept: dict[str, list[Snapshot]] = {}
        for snapshot in Snapshot.objects.filter(project=project):
            kept.setdefault(snapshot.period, []).append(snapshot)
        for period, snapshots in kept.items():
            today = content_of(project, period_from(period) or WHOLE)
            for snapshot in snapshots:
                for code in snapshot.content:
                    told[f"{code} · {snapshot.occasion}"] = today.get(code, {}).get("achieved")
    return told
