"""When projects begin and end: the dates of the room below, which knows no calendar."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrain.calendar.registry import Happening, Source, register_dates
from terrain.programmes.models import Project


def _days_of_projects(first: date, last: date) -> Iterable[Happening]:
    found = Project.objects.filter(Q(starts__range=(first, last)) | Q(ends__range=(first, last)))
    for project in found:
        address = reverse("public:project", args=[project.code])
        said = {"starts": _("%(project)s begins"), "ends": _("%(project)s ends")}
        for what, words in said.items():
            day = getattr(project, what)
            if day is not None and first <= day <= last:
                words = words % {"project": project}
                yield Happening(f"project-{project.code}-{what}", words, day, address=address, project_id=project.pk)


def announce() -> None:
    """Projects stand in everybody's calendar."""
    register_dates(Source("projects", gettext_lazy("Projects"), public=_days_of_projects))
