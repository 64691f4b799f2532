"""Which dates to show, and what a feed holds."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.calendar.agenda import Asked
from terrain.calendar.registry import sources
from terrain.core.ui.offering import offer
from terrain.programmes.models import Project


class ChooseForm(forms.Form):
    """Of which project, what kind of date, and whether what returns every week hides the rest."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code", required=False)
    kind = forms.ChoiceField(label=_("What"), required=False)
    weekly = forms.BooleanField(label=_("Also what returns every week, like the radio's shows"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "project", among=Project.objects.all(), nothing=_("The whole programme"))
        kinds = sorted(((source.code, source.label) for source in sources()), key=lambda kind: str(kind[1]))
        offer(self, "kind", choices=[("", _("Everything")), *kinds])

    @property
    def asked(self) -> Asked:
        """What is chosen, as far as it can be understood."""
        self.is_valid()
        said = self.cleaned_data
        project = said.get("project")
        return Asked(project.pk if project else None, said.get("kind", ""), bool(said.get("weekly")))

    @property
    def parameters(self) -> dict[str, str]:
        """The same, for an address."""
        asked, project = self.asked, self.cleaned_data.get("project")
        told = {
            "project": project.code if project else "",
            "kind": asked.source,
            "weekly": "on" if asked.weekly else "",
        }
        return {name: value for name, value in told.items() if value}


class OwnFeedForm(forms.Form):
    """What an address of one's own holds."""

    programme = forms.BooleanField(label=_("The dates of my projects too"), required=False)
