"""Those who learn, as a viewer may see them: by name, or by their initials."""

from collections.abc import Sequence

from django.db.models import Q

from terrain.core.access import Viewer
from terrain.core.policies import verdict
from terrain.learning.enums import EnrolmentState
from terrain.learning.models import Cohort, Enrolment
from terrain.learning.policies.cohorts import check_identify
from terrain.learning.roster import name_of


def of_cohort(cohort: Cohort, viewer: Viewer) -> list[Enrolment]:
    """Those who have a place and are not sealed to the viewer, with what their lines need."""
    return _lines(cohort, viewer, Q(state=EnrolmentState.REGISTERED))


def of_certificates(cohort: Cohort, viewer: Viewer) -> list[Enrolment]:
    """The same, and whoever has a certificate without a place any more: it has to be looked at."""
    return _lines(cohort, viewer, Q(state=EnrolmentState.REGISTERED) | Q(certificate__isnull=False))


def _lines(cohort: Cohort, viewer: Viewer, which: Q) -> list[Enrolment]:
    found = cohort.enrolments.visible_to(viewer).filter(which)
    related = ("person__key", "person__merged_into__key", "cohort__course", "group", "certificate", "asked")
    return list(found.select_related(*related).order_by("pk"))


def names_of(enrolments: Sequence[Enrolment], viewer: Viewer) -> dict[int, str]:
    """Enrolment → the name, or the initials where the viewer sees no names in the project."""
    allowed: dict[int, bool] = {}
    for enrolment in enrolments:
        project = enrolment.cohort.project_id
        if project not in allowed:
            allowed[project] = named(enrolment.cohort, viewer)
    return {one.pk: name_of(one.person, allowed[one.cohort.project_id]) for one in enrolments}


def named(cohort: Cohort, viewer: Viewer) -> bool:
    """Whether the viewer sees names in the cohort."""
    return bool(verdict(check_identify, viewer, cohort))
