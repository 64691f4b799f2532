"""Who decides that two people are one."""

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import Denied, require
from terrain.people.models import Person
from terrain.people.models.duplicates import DuplicatePair, Merge
from terrain.people.policies import check_identify


def check_browse_pairs(viewer: Viewer) -> None:
    """Whether the viewer sees pairs at all."""
    require(viewer, "people.identify", reason=_("Your role does not see names."))


def check_decide_pair(viewer: Viewer, pair: DuplicatePair) -> None:
    """Whoever sees who both are may say that they are two, or that it is not sure."""
    for person in (pair.first, pair.second):
        _see(viewer, person)
    require(viewer, "people.edit", reason=_("Your role does not decide about people."))


def check_merge(viewer: Viewer, kept: Person, absorbed: Person) -> None:
    """Merging two people is for whoever sees who both are and holds the power to merge."""
    for person in (kept, absorbed):
        _see(viewer, person)
    require(viewer, "people.merge", reason=_("Your role does not merge people: ask whoever coordinates."))
    if kept.pk == absorbed.pk:
        raise Denied(_("This is one person already."))
    if kept.is_sealed != absorbed.is_sealed:
        raise Denied(_("One of the two is sealed and the other is not: seal the other with a file of hers first."))


def check_part(viewer: Viewer, merge: Merge) -> None:
    """Undoing a merge asks for the same power."""
    _see(viewer, merge.kept)
    require(viewer, "people.merge", reason=_("Your role does not merge people: ask whoever coordinates."))
    if merge.undone_at is not None:
        raise Denied(_("This was undone already."))
    if merge.kept.merged_into_id is not None:
        raise Denied(_("The person kept was merged into another one since: undo that first."))


def _see(viewer: Viewer, person: Person) -> None:
    if not Person.objects.visible_to(viewer).filter(pk=person.pk).exists():
        raise Denied(_("No project of yours knows this person."))
    check_identify(viewer, person)
