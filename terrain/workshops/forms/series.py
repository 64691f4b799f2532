"""What is asked about a series of workshops and its sessions."""

from dataclasses import fields
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.programmes.models import Project
from terrain.workshops.actions.series import Held, SeriesSaid, SessionSaid
from terrain.workshops.forms.common import AskingForm, ask_whose, centre_field, day_field, words_field
from terrain.workshops.lists import Listed, lists
from terrain.workshops.models import ActivitySheet, Kit, Series, SeriesSession
from terrain.workshops.models.series import FEW, LONGEST

NO_NAME = _("What was seen, never a diagnosis, and no name. What one girl did stands in her own file.")


class SeriesForm(AskingForm):
    """A series: by which method, where, led by whom, with which kit."""

    texts = ("title", "aim")

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code")
    title = forms.CharField(
        label=_("Title"), max_length=150, help_text=_("As the group calls it. No name of a person.")
    )
    method = forms.ChoiceField(label=_("Method"))
    centre = centre_field(_("Centre"), help_text=_("Where the group meets. Write the town with it."))
    facilitator = forms.CharField(label=_("Led by"), max_length=120, required=False)
    kit = forms.ModelChoiceField(Kit.objects.none(), label=_("Kit used"), required=False, empty_label=_("No kit"))
    starts = day_field(_("From"))
    ends = day_field(_("To"), required=False, help_text=_("Leave blank while it goes on."))
    aim = words_field(_("What it is for"), 1000, required=False)

    def __init__(self, *args: Any, viewer: Viewer, series: Series | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields
        own = series.method if series else ""
        offered["method"].choices = [("", _("Choose")), *lists().choices("methods", clock.today(), own)]
        held = Project.objects.holding(viewer, "gathering.record") if series is None else [series.project]
        kits = Kit.objects.filter(project__in=held, ended_on__isnull=True)
        offered["kit"].queryset = kits | Kit.objects.filter(pk=series.kit_id or 0) if series else kits
        if series is None:
            ask_whose(self, viewer)
            offered["starts"].initial = clock.today
        else:
            del offered["project"]
        self.project_of_series = series.project if series else None

    @staticmethod
    def initial_of(series: Series) -> dict[str, Any]:
        """What the form shows for ``series``."""
        said = {one.name: getattr(series, one.name) for one in fields(SeriesSaid)}
        return said | {"centre": series.centre.name, "version": series.version}

    def clean(self) -> None:
        """The kit is of the same project, the end after the beginning; no text names somebody without being asked about."""
        super().clean()
        typed = self.cleaned_data
        project, kit = self.project_of_series or typed.get("project"), typed.get("kit")
        if kit is not None and project is not None and kit.project_id != project.pk:
            self.add_error("kit", gettext("This kit belongs to another project."))
        if typed.get("starts") and typed.get("ends") and typed["ends"] < typed["starts"]:
            self.add_error("ends", gettext("The series would end before it begins."))

    @property
    def said(self) -> SeriesSaid:
        """What was typed; only on a valid form."""
        return SeriesSaid(**self.said_by(*(one.name for one in fields(SeriesSaid))))


class SessionForm(AskingForm):
    """A session of a group: numbers, sheets, and what was seen."""

    texts = ("worked_on", "next_time")

    day = day_field(_("Day"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=1440)
    headcount = forms.IntegerField(
        label=_("How many took part"),
        min_value=0,
        max_value=500,
        help_text=_("A number only. Nobody's name is written here."),
    )
    facilitator = forms.CharField(label=_("Led by"), max_length=120, required=False)
    worked_on = words_field(_("What the group worked on"), LONGEST, 4, required=False, help_text=NO_NAME)
    next_time = words_field(_("To keep for next time"), LONGEST, required=False)
    sheets = forms.ModelMultipleChoiceField(
        ActivitySheet.objects.none(),
        label=_("Activity sheets used"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, viewer: Viewer, series: Series, session: SeriesSession | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields
        own = session.roles.values_list("role", flat=True) if session else ()
        self.parts: list[Listed] = lists().entries("roles", clock.today(), *own)
        used = session.sheets.values("pk") if session else ActivitySheet.objects.none().values("pk")
        mine = ActivitySheet.objects.filter(project=series.project)
        offered["sheets"].queryset = mine.filter(published_at__isnull=False) | mine.filter(pk__in=used)
        for part in self.parts:
            offered[f"role_{part.code}"] = forms.IntegerField(
                label=str(part), min_value=0, max_value=500, required=False
            )

    @staticmethod
    def initial_of(session: SeriesSession) -> dict[str, Any]:
        """What the form shows for ``session``."""
        said = {one.name: getattr(session, one.name) for one in fields(Held)} | {"version": session.version}
        roles = {f"role_{one.role}": one.people for one in session.roles.all()}
        return said | roles | {"sheets": session.sheets.all()}

    @property
    def team_fields(self) -> list[BoundField]:
        """How many led, and how."""
        return [self[f"role_{part.code}"] for part in self.parts if part.team]

    @property
    def group_fields(self) -> list[BoundField]:
        """How many of the group did what."""
        return [self[f"role_{part.code}"] for part in self.parts if not part.team]

    def clean_day(self) -> date:
        """A day that has come."""
        day: date = self.cleaned_data["day"]
        if day > clock.today():
            raise ValidationError(gettext("This day has not come yet."))
        return day

    def clean(self) -> None:
        """No role of the group has more people than the group; texts are asked about, any text when one or two took part."""
        super().clean()
        typed = self.cleaned_data
        for part in self.parts:
            name = f"role_{part.code}"
            if not part.team and (typed.get(name) or 0) > typed.get("headcount", 500):
                self.add_error(name, gettext("“%(role)s”: more than the group was.") % {"role": part})
        few = 0 < typed.get("headcount", 0) < FEW
        for name in self.texts:
            if few and typed.get(name) and {name, "headcount"} & set(self.changed_data):
                self.ask(name, gettext("So few took part that this speaks of one girl: it belongs in her own file."))

    @property
    def said(self) -> SessionSaid:
        """What was typed; only on a valid form."""
        typed = self.cleaned_data
        roles = {part.code: typed[f"role_{part.code}"] for part in self.parts if typed.get(f"role_{part.code}")}
        written = Held(**self.said_by(*(one.name for one in fields(Held))))
        return SessionSaid(written, roles, frozenset(sheet.pk for sheet in typed["sheets"]))
