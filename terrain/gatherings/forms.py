import re
import uuid
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.gatherings.actions import Particulars
from terrain.gatherings.enums import Category, SessionKind
from terrain.gatherings.models import THRESHOLD, Session
from terrain.imports import values
from terrain.imports.registry import Problem
from terrain.people.identity import Identity, normalise_phone
from terrain.programmes.models import Project

DAY_INPUT = {"type": "date"}
EARLIEST = date(1990, 1, 1)
FROM_THE_COURSE = ("kind", "theme", "day", "minutes", "threshold")
"""What a session that is part of a course does not say itself."""


def _offer_projects(field: Any, viewer: Viewer, permission: str, nothing: Any) -> None:
    """Let a field choose among the projects in which ``viewer`` holds ``permission``."""
    field.queryset = Project.objects.holding(viewer, permission)
    field.empty_label = nothing


class FilterForm(forms.Form):
    """Which sessions to show; everything stands in the address."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code", required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All kinds")), *SessionKind.choices], required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(DAY_INPUT, format="%Y-%m-%d"))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(DAY_INPUT, format="%Y-%m-%d"))

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_projects(self.fields["project"], viewer, "gathering.view", _("All my projects"))

    @property
    def asked(self) -> dict[str, Any]:
        """The filters that can be understood; anything else is as if it were not asked."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class SessionForm(forms.Form):
    """What a session says of itself. ``version`` is the one that the page showed, so that nothing is overwritten."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code")
    kind = forms.ChoiceField(label=_("Kind of session"), choices=[("", _("Choose")), *SessionKind.choices])
    theme = forms.CharField(
        label=_("Theme"), max_length=200, help_text=_("As you would write it on the attendance sheet.")
    )
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(DAY_INPUT, format="%Y-%m-%d"))
    place = forms.CharField(label=_("Place"), max_length=120, help_text=_("The town, for instance Salé."))
    facilitator = forms.CharField(label=_("Facilitator"), max_length=120, required=False)
    language = forms.CharField(
        label=_("Language spoken"), max_length=60, required=False, help_text=_("French, Darija, Wolof…")
    )
    minutes = forms.IntegerField(
        label=_("Planned length, in minutes"),
        min_value=1,
        max_value=20_000,
        required=False,
        help_text=_("A training over several days is one session: count all its minutes."),
    )
    threshold = forms.IntegerField(
        label=_("Share of it that one must attend, in percent"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=_("For trainings only. Whoever attended less is shown and does not count as trained."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, viewer: Viewer, session: Session | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].widget.attrs["list"] = "places"
        self.fields["theme"].widget.attrs["list"] = "themes"
        self.part_of_course = session is not None and session.part_of_course
        if session is not None:
            del self.fields["project"]
            for name in FROM_THE_COURSE if session.part_of_course else ():
                self.fields[name].disabled = True
        else:
            _offer_projects(self.fields["project"], viewer, "gathering.record", _("Choose"))

    @staticmethod
    def initial_of(session: Session) -> dict[str, Any]:
        """What the form shows for ``session``."""
        fields = ("kind", "theme", "day", "facilitator", "language", "minutes", "threshold", "version")
        return {name: getattr(session, name) for name in fields} | {"place": session.place_as_written}

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if not EARLIEST <= day <= clock.today() + timedelta(days=366):
            raise ValidationError(gettext("This date is too far in the past or in the future."))
        return day

    @property
    def particulars(self) -> Particulars:
        """What was typed; only on a valid form."""
        data = self.cleaned_data
        return Particulars(
            part_of_course=self.part_of_course,
            kind=data["kind"],
            day=data["day"],
            place=data["place"],
            theme=data["theme"],
            language=data["language"],
            facilitator=data["facilitator"],
            minutes=data["minutes"],
            threshold=data["threshold"] or THRESHOLD,
        )


YEAR_ALONE = re.compile(r"(?:19|20)\d{2}")


class NewcomerForm(forms.Form):
    """Somebody new in three fields. ``slip`` marks this very form, so that sending it twice makes one person."""

    name = forms.CharField(label=_("Full name"), max_length=150)
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=[("F", _("woman")), ("M", _("man")), ("", _("not said"))],
        widget=forms.RadioSelect,
        required=False,
    )
    contact = forms.CharField(
        label=_("Telephone, or year of birth"),
        max_length=40,
        required=False,
        help_text=_("So that we know this person again next time. For instance 0612345678, or 1994."),
    )
    category = forms.ChoiceField(label=_("Comes as"), choices=Category.choices, required=False)
    slip = forms.UUIDField(widget=forms.HiddenInput, required=False)
    certain = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"slip": uuid.uuid4(), "sex": ""})
        super().__init__(*args, **kwargs)
        if not session.asks_details:
            del self.fields["category"]

    def clean_name(self) -> str:
        try:
            name = values.name(self.cleaned_data["name"])
        except Problem:
            name = None
        if name is None:
            raise ValidationError(gettext("Write at least two letters of the name."))
        return name

    def clean_contact(self) -> tuple[str, values.Day | None]:
        """The telephone number and the birth date, whichever was written."""
        text = self.cleaned_data["contact"].translate(values.DIGITS).strip()
        digits = re.sub(r"\D", "", text)
        try:
            if not text:
                return "", None
            if YEAR_ALONE.fullmatch(text) or (len(digits) <= 8 and re.search(r"[/.-]", text)):
                return "", values.birth_date(text)
            raw = values.phone(text)
            return (normalise_phone(raw.text, raw.restored) if raw is not None else ""), None
        except Problem as problem:
            raise ValidationError(
                gettext("Write a telephone number, or the year of birth in four digits.")
            ) from problem

    @property
    def identity(self) -> Identity:
        """Who was written down; only on a valid form."""
        phone, birth = self.cleaned_data["contact"]
        return Identity(
            full_name=self.cleaned_data["name"],
            sex=self.cleaned_data["sex"],
            birth=birth.date if birth else None,
            birth_precision=birth.precision if birth else "",
            phone=phone,
        )


class HeadcountForm(forms.Form):
    """How many were there of whom nobody took the name; ``seen`` is the number that the page showed."""

    headcount = forms.IntegerField(label=_("People present without a name"), min_value=0, max_value=100_000)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class DetailForm(forms.Form):
    """As what somebody came, for whom (when she is ``named``), and for how long."""

    category = forms.ChoiceField(label=_("Comes as"), choices=Category.choices, required=False)
    organisation = forms.CharField(
        label=_("Comes for"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"list": "organisations"}),
        help_text=_(
            "The court, service or association that she represents. Leave it blank for somebody who came for herself."
        ),
    )
    minutes = forms.IntegerField(
        label=_("Minutes attended"),
        min_value=0,
        max_value=20_000,
        required=False,
        help_text=_("Leave it blank for somebody who was there from beginning to end."),
    )

    def __init__(self, *args: Any, session: Session, named: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not named:
            del self.fields["organisation"]
        self.longest = session.minutes if session.part_of_course else None

    def clean_minutes(self) -> int | None:
        """Of a day of a training, no more than the day has."""
        minutes: int | None = self.cleaned_data["minutes"]
        if minutes is not None and self.longest is not None and minutes > self.longest:
            raise ValidationError(gettext("This day lasts %(minutes)d minutes.") % {"minutes": self.longest})
        return minutes


class SheetForm(forms.Form):
    """What the printed sheet holds."""

    lines = forms.IntegerField(label=_("Blank lines"), min_value=0, max_value=200, required=False)
    lately = forms.BooleanField(label=_("Add the people who came lately"), required=False)

    @property
    def asked(self) -> tuple[int, bool]:
        """(blank lines, whether people who came lately are added); 20 and no unless asked otherwise."""
        self.is_valid()
        lines = self.cleaned_data.get("lines")
        return 20 if lines is None else lines, bool(self.cleaned_data.get("lately"))
