"""Who sees a file that is sealed: at least two people whose role works, at every moment."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from terrain.accounts.models import User
from terrain.casework.enums import GrantKind
from terrain.casework.models import Case, CaseGrant
from terrain.casework.staffing import supervisors
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.policies import Denied
from terrain.people import sealing
from terrain.people.models import Person
from terrain.programmes.holding import holding

LASTING = (GrantKind.OWNER, GrantKind.COWORKER, GrantKind.NAMED)
AT_LEAST = 2
OPEN_END = timedelta(days=366)
"""Until when whoever is in charge sees a sealed person; renewed every time her files are kept in step."""


def may_hold(case: Case) -> QuerySet[User]:
    """Active accounts whose role opens this kind of file in its project."""
    return holding(case.pathway.see, case.project)


def holders(case: Case) -> list[CaseGrant]:
    """The grants that hold now, of people whose role works, without exceptional ones; whoever is in charge first."""
    found = CaseGrant.objects.active().filter(case=case, kind__in=LASTING, user__in=may_hold(case).values("pk"))
    return sorted(found.select_related("user"), key=lambda grant: (grant.kind != GrantKind.OWNER, grant.pk))


def answering(case: Case) -> list[int]:
    """Who decides about the file besides whoever is in charge: supervisors; of a sealed one, those named on it.

    A supervisor who is not named must not even learn that there is something to decide.
    """
    return sorted({grant.user_id for grant in holders(case)}) if case.is_sealed else supervisors(case.project)


def too_few(case: Case) -> bool:
    """Whether fewer than two people see the sealed file."""
    return case.is_sealed and len({grant.user_id for grant in holders(case)}) < AT_LEAST


def thin(cases: QuerySet[Case]) -> list[tuple[Case, int]]:
    """Sealed files among ``cases`` that fewer than two people see, and how many do: two queries, and one for each project."""
    sealed = list(cases.exclude(sealed_at=None).standing().select_related("project"))  # type: ignore[attr-defined]
    by_case: dict[int, set[int]] = {}
    grants = CaseGrant.objects.active().filter(case__in=[case.pk for case in sealed], kind__in=LASTING)
    for case_id, user_id in grants.values_list("case_id", "user_id"):
        by_case.setdefault(case_id, set()).add(user_id)
    able = {
        (see, project.pk): set(holding(see, project).values_list("pk", flat=True))
        for see, project in {(case.pathway.see, case.project) for case in sealed}
    }
    counted = [(case, len(by_case.get(case.pk, set()) & able[case.pathway.see, case.project_id])) for case in sealed]
    return [(case, count) for case, count in counted if count < AT_LEAST]


def require_two(case: Case) -> None:
    """Raise ``Denied`` when a sealed file would be left to fewer than two people."""
    if too_few(case):
        raise Denied(_("A sealed file needs two people at every moment. Name somebody else first."))


def keep_in_step(case: Case, by: Viewer) -> None:
    """Whoever sees a file of a sealed person sees her, as long; nobody else does. Inside an action."""
    if case.person is None:
        return
    person = case.person
    person.refresh_from_db(fields=["sealed_at"])
    if person.is_sealed:
        sealing.keep_in_step(person, _ends(person.selves), by)


def _ends(persons: Iterable[int]) -> dict[int, datetime]:
    """Colleague → until when she sees a file of one of these persons."""
    latest: dict[int, datetime] = {}
    for grant in CaseGrant.objects.active().filter(case__person__in=list(persons)):
        until = grant.until or clock.now() + OPEN_END
        latest[grant.user_id] = max(until, latest.get(grant.user_id, until))
    return latest


def take_on(person: Person, by: Viewer) -> None:
    """Whoever accepts a sealed person sees her from now on; the file that opens next says until when. Inside an action."""
    if by.user_id is not None and Person.objects.sealed_to(by).filter(pk=person.pk).exists():
        sealing.admit_within(person, by.user_id, clock.now() + OPEN_END, by)


def seal_with(case: Case, by: Viewer) -> bool:
    """Seal the person of the file with it, for those who see a file of hers; whether there was one to seal."""
    if case.person is None:
        return False
    sealing.seal_within(case.person, _ends(case.person.selves), by)
    return True
