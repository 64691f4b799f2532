"""What forms about round tables share: a mark against a second tap, the version that was seen, days, organisations, papers."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.changing import ChangedMeanwhile
from terrain.core.policies import Denied
from terrain.core.ui.meanwhile import OpenedForm, told_in_place
from terrain.core.ui.offering import offer
from terrain.network.papers import LARGEST, Given
from terrain.programmes.models import Organisation, Place, Project

EARLIEST = date(1990, 1, 1)
Made = TypeVar("Made")


class RecordForm(OpenedForm):
    """A form that makes or changes a record."""

    slip = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slip"].initial = uuid.uuid4

    @staticmethod
    def known(record: Any) -> dict[str, Any]:
        """What the fields say of a record."""
        return {}

    @property
    def seen(self) -> int:
        """The version that the page showed."""
        return self.cleaned_data.get("version") or 0


def tried(form: RecordForm, act: Callable[[], Made]) -> Made | None:
    """What the action made; ``None`` when it was refused, or a colleague came first: the form says so and keeps what was typed."""
    try:
        return act()
    except Denied as denied:
        form.add_error(None, str(denied.reason))
    except ChangedMeanwhile as changed:
        words = gettext("A colleague changed this meanwhile. Look at both, then save again to keep yours.")
        told_in_place(form, form.known(changed.record), changed.record.version, words)
    return None


def _thinkable(day: date) -> None:
    if not EARLIEST <= day <= date(clock.today().year + 10, 12, 31):
        raise ValidationError(gettext("This date is too far in the past or in the future."))


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """A day, chosen from a calendar."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=[_thinkable], **kwargs)


def words_field(label: Any, longest: int, rows: int = 3, **kwargs: Any) -> forms.CharField:
    """Several lines of text."""
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea({"rows": rows}), **kwargs)


def organisation_field(label: Any, **kwargs: Any) -> forms.ModelChoiceField:
    """An organisation that the programme names."""
    return forms.ModelChoiceField(
        Organisation.objects.none(), label=label, to_field_name="code", required=False, **kwargs
    )


def place_field(label: Any) -> forms.ModelChoiceField:
    """A province or a region."""
    return forms.ModelChoiceField(Place.objects.none(), label=label, to_field_name="code", required=False)


def paper_field(label: Any, **kwargs: Any) -> forms.FileField:
    """A paper that proves something."""
    return forms.FileField(
        label=label,
        required=False,
        help_text=_("A scan or a photograph: kept encrypted. 20 MB at most."),
        **kwargs,
    )


def organisations() -> Any:
    """Each organisation once: those found to be another one are left out."""
    return Organisation.objects.filter(profile__same_as=None)


def offer_organisations(form: forms.Form, name: str = "organisation") -> None:
    """Let field ``name`` choose an organisation, or none."""
    offer(form, name, among=organisations(), nothing=_("None"))


def offer_places(form: forms.Form, name: str = "place") -> None:
    """Let field ``name`` choose a place, or none."""
    offer(form, name, among=Place.objects.all(), nothing=_("Not said"))


def ask_project(form: forms.Form, viewer: Viewer) -> None:
    """Let field ``project`` choose among those whose round tables the viewer leads; not asked when there is one."""
    field: Any = form.fields["project"]
    field.queryset = Project.objects.holding(viewer, "network.steer")
    few = list(field.queryset[:2])
    if len(few) == 1:
        field.initial = few[0].code
        field.widget = forms.HiddenInput()


def given(file: Any) -> Given | None:
    """A file as it was sent; only on a valid form."""
    return Given(file.file, file.name, file.content_type or "") if file else None


def small_enough(file: Any) -> Any:
    """The same file. Raises ``ValidationError`` past 20 MB."""
    if file and file.size > LARGEST:
        raise ValidationError(gettext("This file is larger than 20 MB. Send a smaller copy."))
    return file


class ProjectFilter(forms.Form):
    """Of which project to show; it stands in the address."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code", required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        offer(self, "project", among=Project.objects.holding(viewer, "network.view"), nothing=_("All my projects"))
        self.mine = list(Project.objects.holding(viewer, "network.view"))

    @property
    def chosen(self) -> Project | None:
        """The project that the address asks for, or the only one."""
        self.is_valid()
        found: Project | None = self.cleaned_data.get("project") if self.is_bound else None
        return found or (self.mine[0] if len(self.mine) == 1 else None)

    @property
    def several(self) -> bool:
        """Whether there is something to choose."""
        return len(self.mine) > 1

    @property
    def asked(self) -> list[int]:
        """Keys of the projects to show."""
        return [self.chosen.pk] if self.chosen is not None else [one.pk for one in self.mine]
