"""What forms of this room share: the one-time mark, the version that was seen, days, the project."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.programmes.models import Project

EARLIEST = date(1990, 1, 1)
A_WORD = RegexValidator(r"[^\W_]", _("Write at least one letter or figure."))
"""By letters and figures things are known again."""


class RecordForm(forms.Form):
    """A form that makes or changes a record: sent twice it is one record; ``version`` is the one that the page showed."""

    slip = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slip"].initial = uuid.uuid4

    def said_by(self, *names: str) -> dict[str, Any]:
        """What was typed into these fields; only on a valid form."""
        return {name: self.cleaned_data[name] for name in names}


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """A day, chosen from a calendar."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=[_thinkable], **kwargs)


def _thinkable(day: date) -> None:
    if not EARLIEST <= day <= date(clock.today().year + 10, 12, 31):
        raise ValidationError(gettext("This date is too far in the past or in the future."))


def words_field(label: Any, longest: int, rows: int = 3, **kwargs: Any) -> forms.CharField:
    """Several lines of text."""
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea({"rows": rows}), **kwargs)


def centre_field(label: Any, **kwargs: Any) -> forms.CharField:
    """The name of a centre: those that are known are proposed, a new one is made."""
    widget = forms.TextInput({"list": "centres"})
    return forms.CharField(label=label, max_length=120, widget=widget, validators=[A_WORD], **kwargs)


def ask_project(form: forms.Form, viewer: Viewer) -> None:
    """Let field ``project`` choose among those in which ``viewer`` holds sessions; not asked when there is one."""
    field: Any = form.fields["project"]
    field.queryset = Project.objects.holding(viewer, "gathering.record")
    field.empty_label = _("Choose a project")
    offered = list(field.queryset[:2])
    if len(offered) == 1:
        field.widget = forms.HiddenInput()
        field.initial = form.initial["project"] = offered[0].code


class FilterForm(forms.Form):
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
