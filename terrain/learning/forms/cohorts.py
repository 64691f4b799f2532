"""What is asked about a cohort, its days and its registration."""

from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.ui.meanwhile import OpenedForm
from terrain.core.ui.slip_forms import SlipForm
from terrain.learning.actions.cohorts import CohortSaid, GroupSaid, MeetingSaid, days_between
from terrain.learning.models import Cohort, Course, Group, Meeting, Module
from terrain.people.forms import ask_project
from terrain.programmes.models import Project

EARLIEST = date(1990, 1, 1)
FARTHEST = timedelta(days=2 * 366)
LETTERS = "ABCDEFGH"


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """A day, chosen from a calendar."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=[_thinkable], **kwargs)


def time_field(label: Any, initial: time) -> forms.TimeField:
    """An hour of the day."""
    widget = forms.TimeInput({"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, initial=initial)


def _thinkable(day: date) -> None:
    if not EARLIEST <= day <= clock.today() + FARTHEST:
        raise ValidationError(gettext("This date is too far in the past or in the future."))


class DetailsForm(SlipForm, OpenedForm):
    """What a cohort says of itself."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As it is invited to: Children's magistrates, Fès, March.")
    )
    place = forms.CharField(label=_("Town"), max_length=120, widget=forms.TextInput({"list": "places"}))
    address = forms.CharField(
        label=_("Where exactly"),
        max_length=200,
        required=False,
        help_text=_("Building, street, floor: whoever is registered reads it."),
    )
    trainer = forms.CharField(label=_("Trainer"), max_length=120, required=False)
    language = forms.CharField(
        label=_("Language spoken"), max_length=60, required=False, help_text=_("French, Darija, Wolof…")
    )
    places = forms.IntegerField(
        label=pgettext_lazy("how many may come", "Places"),
        min_value=1,
        max_value=5000,
        required=False,
        help_text=_("Leave blank when there is no limit."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @staticmethod
    def initial_of(cohort: Cohort) -> dict[str, Any]:
        """What the form shows for ``cohort``."""
        names = ("name", "address", "trainer", "language", "places", "version")
        return {name: getattr(cohort, name) for name in names} | {"place": cohort.place_as_written}

    @property
    def said(self) -> CohortSaid:
        """What was typed; only on a valid form."""
        typed = self.cleaned_data
        return CohortSaid(
            typed["name"], typed["place"], typed["address"], typed["language"], typed["trainer"], typed["places"]
        )


class CohortForm(DetailsForm):
    """A new cohort: the days follow from the first and the last one and from the hours."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code")
    course = forms.ModelChoiceField(Course.objects.none(), label=_("Course"), to_field_name="code")
    first_day = day_field(_("First day"))
    last_day = day_field(_("Last day"))
    starts = time_field(pgettext_lazy("hour", "From"), time(9))
    ends = time_field(pgettext_lazy("hour", "To"), time(16))
    pause = forms.IntegerField(label=_("Break, in minutes"), min_value=0, max_value=600, initial=60)
    weekends = forms.BooleanField(label=_("Also on Saturdays and Sundays"), required=False)
    groups = forms.IntegerField(
        label=_("Groups that meet apart"),
        min_value=1,
        max_value=len(LETTERS),
        initial=1,
        help_text=_(
            "One when everybody sits together. Each group then meets on each day; you can move a group's days later."
        ),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_project(self, viewer, "gathering.record")
        field: Any = self.fields["course"]
        field.queryset = Course.objects.visible_to(viewer).offered()
        field.empty_label = _("Choose")

    def clean(self) -> None:
        """The course is of this project, the end after the beginning, and not on more days than anybody could mean."""
        typed = self.cleaned_data
        course, project = typed.get("course"), typed.get("project")
        if course and project and course.project_id not in {None, project.pk}:
            self.add_error("course", gettext("This course belongs to another project."))
        first, last = typed.get("first_day"), typed.get("last_day")
        if first and last and not timedelta(0) <= last - first <= timedelta(days=90):
            self.add_error(
                "last_day", gettext("The last day is not before the first, nor more than three months later.")
            )
        starts, ends, pause = typed.get("starts"), typed.get("ends"), typed.get("pause")
        if starts and ends and pause is not None and MeetingSaid(EARLIEST, starts, ends, pause).minutes < 1:
            self.add_error("ends", gettext("It would end before it begins, or be nothing but a break."))
        if not self.errors and len(self.meetings) * typed["groups"] > 60:
            self.add_error(
                "last_day", gettext("A training meets at most sixty times: shorten it, or make fewer groups.")
            )

    @property
    def meetings(self) -> list[MeetingSaid]:
        """Each day; only on a valid form."""
        typed = self.cleaned_data
        days = days_between(typed["first_day"], typed["last_day"], weekends=typed["weekends"])
        return [MeetingSaid(day, typed["starts"], typed["ends"], typed["pause"]) for day in days]

    @property
    def group_names(self) -> list[GroupSaid]:
        """The groups, none when everybody sits together; places are shared out."""
        number, places = self.cleaned_data["groups"], self.cleaned_data["places"]
        if number < 2:
            return []
        share = -(-places // number) if places else None
        return [GroupSaid(gettext("Group %(letter)s") % {"letter": letter}, share) for letter in LETTERS[:number]]


class MeetingForm(SlipForm, OpenedForm):
    """One day of a training."""

    day = day_field(_("Day"))
    starts = time_field(pgettext_lazy("hour", "From"), time(9))
    ends = time_field(pgettext_lazy("hour", "To"), time(16))
    pause = forms.IntegerField(label=_("Break, in minutes"), min_value=0, max_value=600, initial=60)
    module = forms.ModelChoiceField(
        Module.objects.none(), label=_("Module"), required=False, empty_label=_("No module")
    )
    group = forms.ModelChoiceField(Group.objects.none(), label=_("Group"), required=False, empty_label=_("Everybody"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields
        offered["module"].queryset = cohort.course.modules.all()
        offered["group"].queryset = cohort.groups.all()
        if not cohort.groups.exists():
            del self.fields["group"]

    @staticmethod
    def initial_of(meeting: Meeting) -> dict[str, Any]:
        """What the form shows for ``meeting``."""
        starts, ends = timezone.localtime(meeting.starts), timezone.localtime(meeting.ends)
        span = int((meeting.ends - meeting.starts).total_seconds() // 60)
        return {
            "day": starts.date(),
            "starts": starts.time(),
            "ends": ends.time(),
            "pause": max(0, span - (meeting.session.minutes or span)),
            "module": meeting.module_id,
            "group": meeting.group_id,
            "version": meeting.edition,
        }

    def clean(self) -> None:
        """The end after the beginning."""
        typed = self.cleaned_data
        if not self.errors and self.said.minutes < 1:
            self.add_error("ends", gettext("It would end before it begins, or be nothing but a break."))
        typed.setdefault("group", None)

    @property
    def said(self) -> MeetingSaid:
        """What was typed; only on a valid form."""
        typed = self.cleaned_data
        return MeetingSaid(
            typed["day"], typed["starts"], typed["ends"], typed["pause"], typed["module"], typed.get("group")
        )


class RegistrationForm(forms.Form):
    """Until when the public form is open, and who learns of it."""

    until = day_field(_("Open until"), required=False, help_text=_("Leave blank to close it by hand."))
    announced = forms.BooleanField(
        label=_("Announce it to everybody"),
        required=False,
        help_text=_(
            "Its days and this form then stand in the public calendar. Leave it blank for invited people: only those to "
            "whom you give the link find it."
        ),
    )

    def clean_until(self) -> date | None:
        """Not a day after which nobody could register."""
        until: date | None = self.cleaned_data["until"]
        if until is not None and until < clock.today():
            raise ValidationError(gettext("This day has passed."))
        return until
