"""What was reported, for rooms that change what records say: a merge names the reported figures that it moves."""

from collections.abc import Iterable
from typing import Any

from terrain.facts.movements import movements
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


def causes_of(snapshot: Snapshot) -> dict[str, list[Any]]:
    """Why figures of a report moved since without new records: target code → causes in words."""
    told: dict[str, list[Any]] = {}
    for words, names in movements(snapshot.project_id, snapshot.taken_at):
        for code in snapshot.content:
            if _name(snapshot, code) in names:
                told.setdefault(code, []).append(words)
    return told


def _name(snapshot: Snapshot, code: str) -> str:
    return f"{code} · {snapshot}"
