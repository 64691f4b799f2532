"""What this room tells the engines below it, once, when the house is ready."""

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from terrain.calendar.registry import register_dates
from terrain.core.access import Viewer
from terrain.core.sweeping import register_sweep
from terrain.facts.registry import register_kind, register_source
from terrain.gatherings.expecting import register_expected
from terrain.gatherings.followers import register_presence
from terrain.gatherings.models import Session
from terrain.gatherings.ways import register_session_way
from terrain.imports.registry import register
from terrain.learning import dates, proving
from terrain.learning.actions import progress, registrations
from terrain.learning.facts import ENROLMENTS, TRAINING
from terrain.learning.models import Cohort, Enrolment, Meeting
from terrain.learning.rows import TRAINEE_ROWS
from terrain.people.duplicates.hooks import register_mender, register_records
from terrain.people.holders import register_holder
from terrain.people.opened.trails import Sort, Trail, register_trail


def held(persons: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Who of ``persons`` is on a list, and in which project: pairs (person, project)."""
    return Enrolment.objects.filter(person__in=persons).values_list("person_id", "cohort__project_id").distinct()


def _about(persons: Sequence[int]) -> Iterable[int]:
    """Everybody on the lists of those who were found to be one: whoever comes first of two may be another one now."""
    met = Enrolment.objects.filter(person__in=persons).values("cohort_id")
    return Enrolment.objects.filter(cohort__in=met).values_list("pk", flat=True)


def _cohorts_of(persons: Sequence[int], viewer: Viewer) -> Iterable[int]:
    """Cohorts on whose list one of ``persons`` is: all for protection, else those that the viewer sees."""
    seen = Cohort.objects.all() if viewer.may_everywhere("protection.watch") else Cohort.objects.visible_to(viewer)
    return seen.filter(enrolments__person__in=persons).values_list("pk", flat=True).distinct()


def _training_of(session: Session, viewer: Viewer) -> str:
    cohort = Cohort.objects.visible_to(viewer).filter(meetings__session=session).first()
    return cohort.get_absolute_url() if cohort is not None else ""


def _expected(session: Session) -> Iterable[int] | None:
    meeting = Meeting.objects.filter(session=session).first()
    if meeting is None:
        return None
    listed = Enrolment.objects.registered().filter(cohort=meeting.cohort_id)
    if meeting.group_id is not None:
        listed = listed.filter(Q(group=meeting.group_id) | Q(group=None))
    return listed.values_list("person_id", flat=True)


def announce() -> None:
    """The kind of fact and its source, what is worked out anew when somebody comes or is merged, who needs a person."""
    register_kind(TRAINING)
    register_source(ENROLMENTS)
    register_presence("learning", progress.follow)
    register_expected("learning", _expected)
    register_mender("learning", progress.mend)
    register_records(ENROLMENTS.model, _about)
    register_holder("learning.Enrolment", held)
    register_session_way("learning.cohort", _("The training that this day belongs to"), _training_of)
    register_dates(dates.source(_("Trainings")))
    register_sweep("registrations", registrations.sweep)
    register(TRAINEE_ROWS)
    lists = {"learning.names_read": Sort.LIST, "learning.badges_read": Sort.LIST}
    register_trail(Trail("learning.Cohort", _cohorts_of, lists))
    proving.announce()
