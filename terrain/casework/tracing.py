"""How the journal of files leads to the person they are about."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from terrain.casework.models import Case
from terrain.core.access import Viewer
from terrain.people.opened.trails import Sort, Trail, register_companion, register_trail

SORTS = {
    "casework.case_read": Sort.FILE,
    "casework.assessments_read": Sort.FILE,
    "casework.plan_read": Sort.FILE,
    "casework.referral_read": Sort.FILE,
    "casework.transfer_read": Sort.FILE,
    "casework.book_read": Sort.FILE,
    "casework.notes_read": Sort.NOTES,
    "casework.papers_read": Sort.PAPERS,
    "casework.document_read": Sort.PAPERS,
    "casework.referral_seen": Sort.GIVEN,
    "casework.referral_shown": Sort.GIVEN,
    "casework.referral_printed": Sort.GIVEN,
    "casework.transfer_shown": Sort.GIVEN,
    "casework.export_written": Sort.TAKEN,
    "casework.export_taken": Sort.TAKEN,
    "casework.emergency_begun": Sort.EXCEPTIONAL,
    "casework.emergency_read": Sort.FILE,
    "casework.hold_read": Sort.FILE,
}


def trace(verb: str, sort: Sort) -> None:
    """A pathway says of which sort one of its own verbs about a file is."""
    SORTS[verb] = sort


def _files(persons: Sequence[int], viewer: Viewer) -> QuerySet[Case]:
    """Her files: all for protection, else those that the viewer may know of, so that a sealed one is not given away."""
    about = Case.objects.filter(person__in=persons)
    return about if viewer.may_everywhere("protection.watch") else about.visible_to(viewer)


def _keys(persons: Sequence[int], viewer: Viewer) -> Iterable[int]:
    return _files(persons, viewer).values_list("pk", flat=True)


def _addresses(persons: Sequence[int], viewer: Viewer) -> Iterable[str]:
    return [case.get_absolute_url() for case in _files(persons, viewer)]


def accompanies(viewer: Viewer, persons: Sequence[int]) -> bool:
    """Whether the viewer is in charge of a file about one of these persons."""
    if viewer.user_id is None:
        return False
    return Case.objects.visible_to(viewer).filter(person__in=persons, owner_id=viewer.user_id).exists()


def announce() -> None:
    """The trail of files, and who accompanies somebody."""
    register_trail(Trail(Case._meta.label, _keys, SORTS, _addresses))
    register_companion("casework", accompanies)
