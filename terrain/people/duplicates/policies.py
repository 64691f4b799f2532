"""Who decides that two people are one."""

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import Denied, require
from terrain.people.models import Person
from terrain.people.models.duplicates import DuplicatePair, Merge
from terrain.people.naming import check_civil_name
from terrain.people.policies import check_identify


def check_browse_pairs(viewer: Viewer) -> None:
    """Whether the viewer sees pairs at all."""
    require(viewer, "people.identify", reason=_("Your role does not see names."))


def check_compare(viewer: Viewer, pair: DuplicatePair) -> None:
    """Whether the viewer looks at two people side by side: at all that names them."""
    check_browse_pairs(viewer)
    for person in (pair.first, pair.second):
        check_civil_name(viewer, person)


def check_decide_pair(viewer: Viewer, pair: DuplicatePair) -> None:
    """Whoever sees who both are, and corrects what is known of them, may say that they are two, or that it is not sure."""
    for person in (pair.first, pair.second):
        _see(viewer, person)
        _hold(viewer, "people.edit", person, _("Your role does not decide about people."))


def check_merge(viewer: Viewer, kept: Person, absorbed: Person) -> None:
    """Merging two people is for whoever sees who both are and holds the power to merge where each is known."""
    for person in (kept, absorbed):
        _see(viewer, person)
        _hold(viewer, "people.merge", person, _("Your role does not merge people: ask whoever coordinates."))
    if kept.pk == absorbed.pk:
        raise Denied(_("This is one person already."))
    if kept.is_sealed != absorbed.is_sealed:
        raise Denied(_("One of the two is sealed and the other is not: seal the other with a file of hers first."))


def check_part(viewer: Viewer, merge: Merge) -> None:
    """Undoing a merge asks for the same power; merges come apart in the order opposite to that in which they were made."""
    if merge.undone_at is not None:
        raise Denied(_("This was undone already."))
    if merge.kept.merged_into is not None:
        after = {"mark": merge.kept.merged_into.mark}
        raise Denied(_("The person kept was merged into another one since (%(mark)s): undo that first.") % after)
    _see(viewer, merge.kept)
    _hold(viewer, "people.merge", merge.kept, _("Your role does not merge people: ask whoever coordinates."))
    later = merge.kept.merges.filter(undone_at=None, pk__gt=merge.pk).select_related("absorbed").first()
    if later is not None:
        raise Denied(_("A later merge (with %(mark)s) stands on it: undo that first.") % {"mark": later.absorbed.mark})


def _see(viewer: Viewer, person: Person) -> None:
    if not Person.objects.visible_to(viewer).filter(pk=person.pk).exists():
        raise Denied(_("No project of yours knows this person."))
    check_identify(viewer, person)
    check_civil_name(viewer, person)


def _hold(viewer: Viewer, permission: str, person: Person, reason: object) -> None:
    """Raise ``Denied`` unless the viewer holds ``permission`` in a project that knows the person."""
    if viewer.may_everywhere(permission):
        return
    if not any(viewer.may(permission, meeting.project_id) for meeting in person.meetings.all()):
        raise Denied(reason)
