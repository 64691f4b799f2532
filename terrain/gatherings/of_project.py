"""One project at a time: what the lists of the rooms above sessions are narrowed by, and where a new record most likely belongs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.http import Request
from terrain.gatherings import agenda
from terrain.programmes.models import Project


class OfProjectForm(forms.Form):
    """Of which project to show; it stands in the address."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code", required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["project"]
        field.queryset = Project.objects.holding(viewer, "gathering.view")
        field.empty_label = _("All my projects")

    @property
    def chosen(self) -> Project | None:
        """The project that the address asks for, when it can be understood."""
        self.is_valid()
        found: Project | None = self.cleaned_data.get("project")
        return found

    @property
    def several(self) -> bool:
        """Whether there is something to choose."""
        field: Any = self.fields["project"]
        return field.queryset[:2].count() > 1


def first_project(request: Request) -> dict[str, Any]:
    """The project in which a new record most likely belongs."""
    asked = request.GET.get("project") or agenda.only_project(request.viewer, "gathering.record")
    return {"project": asked.code if isinstance(asked, Project) else asked} if asked else {}
