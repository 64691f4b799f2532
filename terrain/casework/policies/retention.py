"""Who keeps a file longer, erases it, and forgets somebody."""

from django.utils.translation import gettext_lazy as _

from terrain.casework.models import Case, Forgetting
from terrain.core.access import Viewer
from terrain.core.policies import Denied, require
from terrain.people.models import Person


def check_watch(viewer: Viewer, project_id: int | None = None) -> None:
    """Whoever watches over confidentiality."""
    require(viewer, "protection.watch", project_id, _("Only whoever watches over confidentiality does this."))


def check_see_ends(viewer: Viewer) -> None:
    """Whether the viewer sees which files come to their end: protection, and supervisors those that they see."""
    if not viewer.may("case.supervise"):
        check_watch(viewer)


def check_hold(viewer: Viewer, case: Case) -> None:
    """Protection holds a closed file back from its end."""
    check_watch(viewer, case.project_id)
    if case.closed_on is None:
        raise Denied(_("This file is open: nothing erases it."))


def check_release(viewer: Viewer, case: Case) -> None:
    """Protection lets a file go that was held back."""
    check_watch(viewer, case.project_id)
    if not case.holds.filter(ended_at=None).exists():
        raise Denied(_("Nothing holds this file back."))


def check_forgettable(person: Person) -> None:
    """Nobody is forgotten while a file of hers is open, or held back."""
    cases = Case.objects.filter(person__in=person.selves)
    if person.erased_at is not None:
        raise Denied(_("She is forgotten already."))
    if cases.standing().exists():
        raise Denied(_("A file of hers is open. It has to be closed first."))
    if cases.filter(holds__ended_at=None, holds__isnull=False).exists():
        raise Denied(_("A file of hers is held back. It has to be released first."))


def check_ask_forgetting(viewer: Viewer, person: Person) -> None:
    """Protection asks, when a human being asked it."""
    check_watch(viewer)
    check_forgettable(person)
    if Forgetting.objects.filter(person=person, ended_at=None).exists():
        raise Denied(_("It is asked already. A second person has to agree."))


def check_forget(viewer: Viewer, asked: Forgetting) -> None:
    """A second person of protection agrees."""
    check_watch(viewer)
    if asked.ended_at is not None:
        raise Denied(_("This is decided already."))
    if asked.asked_by_id == viewer.user_id and not viewer.everything:
        raise Denied(_("You asked for it yourself: a second person has to agree."))
    check_forgettable(asked.person)


def check_withdraw(viewer: Viewer, asked: Forgetting) -> None:
    """Anybody of protection takes the question back."""
    check_watch(viewer)
    if asked.ended_at is not None:
        raise Denied(_("This is decided already."))
