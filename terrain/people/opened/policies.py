"""Who tells somebody who opened her file."""

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import Denied
from terrain.people.models import Person
from terrain.people.opened.trails import accompanies
from terrain.people.policies import check_identify

OVERLOOKING = ("audit.read", "protection.watch", "case.supervise")


def check_look(viewer: Viewer, person: Person) -> None:
    """Whoever sees who she is and watches over confidentiality, or supervises in a project that knows her; with names of staff."""
    check_identify(viewer, person)
    projects = [meeting.project_id for meeting in person.meetings.all()]
    everywhere = any(viewer.may_everywhere(permission) for permission in OVERLOOKING)
    if not everywhere and not any(viewer.may(one, project) for one in OVERLOOKING for project in projects):
        raise Denied(_("Only whoever watches over confidentiality, or supervises her project, sees who opened a file."))


def check_print(viewer: Viewer, person: Person) -> None:
    """The same, and whoever accompanies her: she prints it for her, without names of staff."""
    check_identify(viewer, person)
    if not accompanies(viewer, person.selves):
        check_look(viewer, person)
