"""What is asked about a group."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.people.forms import ask_project
from terrain.programmes.models import Project

DAY = {"type": "date"}
NAMING = _("As they call themselves. Colleagues of the project read it: leave names of people out.")


class NewGroupForm(forms.Form):
    """A new group: its project and its name."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code")
    name = forms.CharField(label=_("Name of the group"), max_length=120, help_text=NAMING)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_project(self, viewer)


class GroupForm(NewGroupForm):
    """A group that somebody belongs to, and as what."""

    role = forms.CharField(label=_("Her role in it"), max_length=60, required=False)


class RenameForm(forms.Form):
    """What a group is called."""

    name = forms.CharField(label=_("Name of the group"), max_length=120, help_text=NAMING)


class EndForm(forms.Form):
    """Since when a group is over."""

    day = forms.DateField(label=_("Since when is it over?"), widget=forms.DateInput(DAY, format="%Y-%m-%d"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = clock.today

    def clean_day(self) -> Any:
        """At the latest today."""
        return _not_to_come(self.cleaned_data["day"])


class MemberForm(forms.Form):
    """Who joins a group: looked for by name, then chosen."""

    name = forms.CharField(
        label=_("Name, telephone or card"), max_length=100,
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "dir": "auto"}),
    )  # fmt: skip
    role = forms.CharField(label=_("Her role in it"), max_length=60, required=False)
    since = forms.DateField(label=_("Since"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d"))

    def clean_since(self) -> Any:
        """At the latest today; today when it is left blank."""
        day = self.cleaned_data["since"]
        return _not_to_come(day) if day is not None else None


def _not_to_come(day: Any) -> Any:
    if day > clock.today():
        raise forms.ValidationError(_("This day is still to come."))
    return day
