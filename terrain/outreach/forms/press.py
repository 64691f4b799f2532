"""What is asked about a journalist's accreditation, and about a piece."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.gatherings.enums import SessionKind
from terrain.gatherings.models import Session
from terrain.outreach.actions.press import AccreditationSaid, PieceSaid, name_of
from terrain.outreach.enums import AccreditationState, Basis
from terrain.outreach.forms.common import RecordForm, day_field, words_field
from terrain.outreach.lists import lists
from terrain.outreach.models import Accreditation, Piece
from terrain.people.forms import ask_project
from terrain.programmes.models import Project

LATELY = timedelta(days=3 * 366)


class AccreditationForm(RecordForm):
    """Who, for whom she writes, until when."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code")
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("Kept sealed. She may ask to be taken out."))
    medium = forms.CharField(label=_("Medium"), max_length=120, widget=forms.TextInput({"list": "media"}))
    basis = forms.ChoiceField(label=_("Why it may be kept"), choices=Basis.choices, widget=forms.RadioSelect)
    asked_on = day_field(_("Asked for on"))
    state = forms.ChoiceField(label=_("Where it stands"), choices=AccreditationState.choices, widget=forms.RadioSelect)
    valid_from = day_field(_("Valid from"), required=False)
    valid_until = day_field(_("Valid until"), required=False)
    withdrawn_why = forms.CharField(label=_("Why it was withdrawn"), max_length=300, required=False)

    def __init__(self, *args: Any, viewer: Viewer, accreditation: Accreditation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if accreditation is not None:
            del self.fields["project"]
        else:
            ask_project(self, viewer, "gathering.record")
        self.fields["asked_on"].initial = clock.today
        self.fields["state"].initial = AccreditationState.ASKED

    def clean(self) -> None:
        """An accreditation has a first day; its days are in order."""
        said = self.cleaned_data
        if said.get("state") == AccreditationState.ACCREDITED and not said.get("valid_from"):
            self.add_error("valid_from", gettext("Say from which day on she is accredited."))
        if said.get("valid_from") and said.get("valid_until") and said["valid_until"] < said["valid_from"]:
            self.add_error("valid_until", gettext("The last day comes before the first one."))
        if said.get("valid_until") and not said.get("valid_from"):
            self.add_error("valid_from", gettext("Say from which day on she is accredited."))

    @property
    def said(self) -> AccreditationSaid:
        """What was typed besides the name; only on a valid form."""
        names = ("basis", "asked_on", "state", "valid_from", "valid_until", "withdrawn_why")
        return AccreditationSaid(medium_as_written=self.cleaned_data["medium"], **self.said_by(*names))

    @staticmethod
    def initial_of(one: Accreditation) -> dict[str, Any]:
        """What the form shows."""
        names = ("basis", "asked_on", "state", "valid_from", "valid_until", "withdrawn_why", "version")
        told = {name: getattr(one, name) for name in names}
        return told | {"name": name_of(one), "medium": one.medium_as_written}


class TrainingChoice(forms.ModelChoiceField):
    """A training: its day, theme and place."""

    def label_from_instance(self, obj: Any) -> str:
        return " · ".join(str(part) for part in (obj.day.isoformat(), obj, obj.where) if part)


class PieceForm(RecordForm):
    """What was published, where, when, after which training."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code")
    title = forms.CharField(label=_("Title"), max_length=300)
    medium = forms.CharField(label=_("Medium"), max_length=120, widget=forms.TextInput({"list": "media"}))
    day = day_field(_("Published on"))
    kind = forms.ChoiceField(label=_("What it is"))
    link = forms.CharField(
        label=_("Link"), max_length=500, required=False, validators=[URLValidator(["http", "https"])],
        widget=forms.URLInput(),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), required=False)
    session = TrainingChoice(
        Session.objects.none(), label=_("After which training"), to_field_name="uid", required=False
    )
    tone = forms.ChoiceField(label=_("How it speaks of people"), required=False)
    note = words_field(_("Remark"), 500, 2, required=False)

    def __init__(self, *args: Any, viewer: Viewer, piece: Piece | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today, offered = clock.today(), self.fields
        for name, of_list in (("kind", "pieces"), ("language", "languages"), ("tone", "tones")):
            field: Any = offered[name]
            field.choices = [("", "—"), *lists().choices(of_list, today, getattr(piece, name, ""))]
        trainings: Any = offered["session"]
        seen = Session.objects.visible_to(viewer).filter(kind=SessionKind.TRAINING, cancelled_at=None)
        trainings.queryset = seen.filter(day__gte=today - LATELY).select_related("place").order_by("-day", "-pk")
        if piece is not None:
            trainings.queryset = trainings.queryset.filter(project=piece.project_id)
            del offered["project"]
        else:
            ask_project(self, viewer, "gathering.record")
        offered["day"].initial = clock.today

    def clean_day(self) -> Any:
        """Nothing is published tomorrow."""
        day = self.cleaned_data["day"]
        if day > clock.today():
            raise forms.ValidationError(gettext("This day is still to come."))
        return day

    def clean(self) -> None:
        """A piece comes after its training."""
        session, day = self.cleaned_data.get("session"), self.cleaned_data.get("day")
        if session and day and day < session.day:
            self.add_error("session", gettext("This training was held afterwards."))

    @property
    def said(self) -> PieceSaid:
        """What was typed; only on a valid form."""
        names = ("title", "day", "kind", "link", "language", "session", "tone", "note")
        return PieceSaid(medium_as_written=self.cleaned_data["medium"], **self.said_by(*names))

    @staticmethod
    def initial_of(piece: Piece) -> dict[str, Any]:
        """What the form shows."""
        names = ("title", "day", "kind", "link", "language", "tone", "note", "version")
        told = {name: getattr(piece, name) for name in names}
        return told | {"medium": piece.medium_as_written, "session": piece.session.uid if piece.session else None}
