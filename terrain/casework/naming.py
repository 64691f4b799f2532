"""Who may know the civil name of a woman who has a name to protect her: whoever works on a file of hers."""

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.db.models.functions import Coalesce

from terrain.casework.kinds import kinds
from terrain.casework.models import Case, CaseGrant
from terrain.core.access import Viewer
from terrain.people.naming import register_confidants


def confidants(viewer: Viewer, persons: Sequence[int]) -> Iterable[int]:
    """Those of ``persons`` of whom the viewer is in charge of a file, works on one, or is named on one.

    A visit at a front desk that is open to the whole project is no such file; nor is one that the viewer only sees, as a team or a
    supervisor does.
    """
    desks = [kind.code for kind in kinds() if kind.open_to_project]
    mine = Case.objects.visible_to(viewer).filter(pk__in=CaseGrant.objects.of(viewer).values("case_id"))
    about = mine.exclude(kind__in=desks).filter(Q(person__in=persons) | Q(person__merged_into__in=persons))
    return about.annotate(one=Coalesce("person__merged_into_id", "person_id")).values_list("one", flat=True)


def announce() -> None:
    """Tell the registry, once."""
    register_confidants("casework", confidants)
