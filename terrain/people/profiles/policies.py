"""Who reads and writes what is known of somebody beyond her name: whoever sees who she is, and registers people."""

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import Denied
from terrain.people.models import Paper, Person, Relation
from terrain.people.naming import check_civil_name
from terrain.people.policies import check_correct, check_identify


def check_read(viewer: Viewer, person: Person) -> None:
    """Whether the viewer reads her profile."""
    if not viewer.everything and not Person.objects.visible_to(viewer).filter(pk=person.pk).exists():
        raise Denied(_("No project of yours knows this person."))
    check_identify(viewer, person)


def check_write_profile(viewer: Viewer, person: Person) -> None:
    """Whether the viewer changes her profile."""
    check_read(viewer, person)
    check_correct(viewer, person)


def check_write_names(viewer: Viewer, person: Person) -> None:
    """Whether the viewer writes what names she bears, and her mother's."""
    check_write_profile(viewer, person)
    check_civil_name(viewer, person)


def check_write_to(viewer: Viewer, person: Person) -> None:
    """Whether the viewer, or the house itself, writes to her."""
    if not viewer.everything:
        check_read(viewer, person)


def check_paper(viewer: Viewer, paper: Paper) -> None:
    """Whether the viewer takes a paper out."""
    check_write_profile(viewer, paper.person.stands_as)
    if paper.removed_at is not None:
        raise Denied(_("This paper was taken out already."))


def check_relation(viewer: Viewer, relation: Relation) -> None:
    """Whether the viewer ends a relation that was written by mistake."""
    check_write_profile(viewer, relation.person.stands_as)
    if relation.removed_at is not None:
        raise Denied(_("This was taken out already."))
