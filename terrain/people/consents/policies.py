"""Who writes down that somebody agreed, and that she changed her mind."""

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import Denied, require
from terrain.people.consents.closed import is_closed, seen_by
from terrain.people.models import Person
from terrain.people.models.consents import Consent
from terrain.people.policies import check_identify
from terrain.programmes.models import Project


def check_record(viewer: Viewer, person: Person, project: Project) -> None:
    """Whoever sees who she is, and registers people in the project that asks."""
    if not Person.objects.visible_to(viewer).filter(pk=person.pk).exists():
        raise Denied(_("No project of yours knows this person."))
    check_identify(viewer, person)
    require(viewer, "people.edit", project.pk, _("Your role does not record consents in this project."))


def check_see(viewer: Viewer, person: Person) -> None:
    """Consents are seen by whoever sees who she is; those of a record found to be somebody else, by whoever sees who that is."""
    person = person.stands_as
    if not Person.objects.visible_to(viewer).filter(pk=person.pk).exists():
        raise Denied(_("No project of yours knows this person."))
    check_identify(viewer, person)


def check_withdraw(viewer: Viewer, consent: Consent) -> None:
    """Whoever sees who she is may write down that she changed her mind: nobody has to wait for the right colleague.

    Only an agreement that not everybody may know of waits for somebody who does (``closed``).
    """
    check_see(viewer, consent.person)
    if is_closed(consent.purpose) and not seen_by(Consent.objects.filter(pk=consent.pk), viewer).exists():
        raise Denied(_("No project of yours knows this person."))
    if consent.withdrawn_at is not None:
        raise Denied(_("This consent was withdrawn already."))
