"""What was reported, for rooms that change what records say: a merge names the reported figures that it moves."""

from collections.abc import Iterable

from terrain.people.models import Merge
from terrain.programmes.models import Project
from terrain.results.models import Snapshot
from terrain.results.periods import WHOLE, period_from
from terrain.results.snapshots import content_of


def reported(projects: Iterable[int]) -> dict[tuple[int, str], int | None]:
    """Every figure of every report kept of these projects, as the records give it now, by project and words that name it."""
    told: dict[tuple[int, str], int | None] = {}
    for project in Project.objects.filter(pk__in=list(projects)):
        kept: dict[str, list[Snapshot]] = {}
        for snapshot in Snapshot.objects.filter(project=project):
            kept.setdefault(snapshot.period, []).append(snapshot)
        for period, snapshots in kept.items():
            today = content_of(project, period_from(period) or WHOLE)
            for snapshot in snapshots:
                for code in snapshot.content:
                    told[project.pk, _name(snapshot, code)] = today.get(code, {}).get("achieved")
    return told


def moved_by_merges(snapshot: Snapshot) -> set[str]:
    """The targets of a report whose figure was moved since by finding that two people were one, and stays so."""
    codes = {_name(snapshot, code): str(code) for code in snapshot.content}
    since = Merge.objects.filter(undone_at=None, at__gte=snapshot.taken_at)
    told = [tuple(one[:2]) for changed in since.values_list("changed", flat=True) for one in changed]
    return {code for name, code in codes.items() if (snapshot.project_id, name) in told}


def _name(snapshot: Snapshot, code: str) -> str:
    return f"{code} · {snapshot}"
