"""Files as lists: what is shown of each, and how heavy each colleague's load is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from terrain.casework.enums import Closing
from terrain.casework.kinds import kinds
from terrain.casework.models import Case
from terrain.casework.subjects import names_of
from terrain.core import clock
from terrain.core.access import Viewer

USUAL = 25
"""Files that one worker accompanies well; the Child Protection Minimum Standards' figure, to be set by each programme."""


@dataclass(frozen=True)
class Line:
    """A file in a list; ``name`` is blank when the viewer does not see names."""

    case: Case
    name: str
    stage: Any
    kind: Any
    late: bool


def chosen(viewer: Viewer, asked: dict[str, Any]) -> QuerySet[Case]:
    """The files that the viewer sees, those with the highest risk and the oldest stage first."""
    found = Case.objects.visible_to(viewer).listed()
    state = asked.get("state")
    found = found.filter(closing=state) if state else found.standing()
    if asked.get("number"):
        found = found.filter(number=asked["number"])
    if asked.get("whose") == "mine":
        found = found.filter(owner_id=viewer.user_id)
    elif asked.get("whose") == "nobody":
        found = found.filter(owner=None)
    for name in ("kind", "project", "risk"):
        if asked.get(name):
            found = found.filter(**{name: asked[name]})
    known = [kind.code for kind in kinds()]
    return found.filter(kind__in=known).order_by("-opened_on", "-pk")


def lines(cases: Sequence[Case], viewer: Viewer) -> list[Line]:
    """These files (``listed()``) as the viewer may see them; one query more."""
    names = names_of(cases, viewer)
    today = clock.today()
    return [
        Line(
            case=case,
            name=names[case.pk],
            stage=case.at.label,
            kind=case.pathway.label,
            late=case.late_on(today),
        )
        for case in cases
    ]


@dataclass
class Load:
    """What a colleague carries: open files, their weight, by level of risk, how many are late."""

    owner: Any
    files: int = 0
    weight: int = 0
    late: int = 0
    by_risk: dict[str, int] = field(default_factory=dict)

    @property
    def share(self) -> int:
        """Percent of what one worker carries well."""
        return round(100 * self.weight / USUAL)


def loads(viewer: Viewer) -> list[Load]:
    """Everybody's load over the files that the viewer sees, the heaviest first; two queries."""
    found: dict[int | None, Load] = {}
    for case in _weighed(Case.objects.visible_to(viewer).standing().select_related("owner")):
        load = found.setdefault(case.owner_id, Load(case.owner))
        rule = case.pathway.lists.risk(case.risk)
        load.files += 1
        load.weight += rule.weight if rule is not None else 1
        load.late += case.late_on(clock.today())
        load.by_risk[case.risk] = load.by_risk.get(case.risk, 0) + 1
    return sorted(found.values(), key=lambda load: (-load.weight, str(load.owner)))


def _weighed(cases: QuerySet[Case]) -> Iterable[Case]:
    """Files that weigh: a visit at a desk open to the whole project does not."""
    known = [kind.code for kind in kinds() if not kind.open_to_project]
    return cases.filter(kind__in=known, closing__in=[Closing.NONE, Closing.ASKED]).iterator(chunk_size=2000)
