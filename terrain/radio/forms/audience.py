"""A club that listened; what a survey of listeners found."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.radio.actions.audience import LARGEST_SHEET, Found, Gathered, Sheet
from terrain.radio.models import Show, Station


class SlipForm(forms.Form):
    """A form that makes a record: sent twice it is one."""

    slip = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, station: Station, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.station = station
        self.fields["slip"].initial = uuid.uuid4

    def clean_day(self) -> date:
        """A day that has been, since the station exists."""
        day: date = self.cleaned_data["day"]
        if day > clock.today():
            raise forms.ValidationError(_("This day has not come yet."))
        if day.year < 2000:
            raise forms.ValidationError(_("This day is too long ago."))
        return day


class ClubForm(SlipForm):
    """A listening club, by its attendance sheet."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    heads = forms.IntegerField(label=_("How many people listened"), min_value=1, max_value=10_000)
    show = forms.ModelChoiceField(
        label=_("To which show"), queryset=Show.objects.none(), required=False, empty_label=_("not one in particular")
    )
    place = forms.CharField(label=_("Where"), max_length=120, required=False, help_text=_("A place, never a name."))
    sheet = forms.FileField(
        label=_("Attendance sheet"),
        required=False,
        help_text=_("A photograph or a scan: kept encrypted. 20 MB at most."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shows: Any = self.fields["show"]
        shows.queryset = Show.objects.filter(station=self.station)

    def clean_sheet(self) -> Any:
        """At most 20 MB."""
        file = self.cleaned_data["sheet"]
        if file and file.size > LARGEST_SHEET:
            raise forms.ValidationError(_("This file is larger than 20 MB. Send a smaller copy."))
        return file

    @property
    def gathered(self) -> Gathered:
        """What was said; only on a valid form."""
        said = self.cleaned_data
        return Gathered(said["day"], said["heads"], said["place"], said["show"])

    @property
    def kept(self) -> Sheet | None:
        """The sheet, if one was given; only on a valid form."""
        file = self.cleaned_data["sheet"]
        return Sheet(file.file, file.name, file.content_type or "") if file else None


def _ratio(label: Any, help_text: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        min_value=Decimal(1),
        max_value=Decimal(50),
        max_digits=5,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


class SurveyForm(SlipForm):
    """What a survey of listeners found."""

    day = forms.DateField(
        label=_("Day of the survey"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    asked = forms.IntegerField(label=_("How many people were asked"), min_value=1, max_value=1_000_000)
    persons_low = _ratio(
        _("People who listen to one device: at least"), _("One and a half: as often alone as with one more.")
    )
    persons_high = _ratio(_("People who listen to one device: at most"))
    devices_low = _ratio(_("Devices on which one person listens: at least"))
    devices_high = _ratio(_("Devices on which one person listens: at most"))
    method = forms.CharField(
        label=_("How it was found"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Who asked, where, how they were chosen. Shown wherever the figure is shown: name nobody."),
    )

    def clean(self) -> dict[str, Any]:
        """The highest is not below the lowest."""
        data = super().clean() or {}
        for low, high in (("persons_low", "persons_high"), ("devices_low", "devices_high")):
            if data.get(low) is not None and data.get(high) is not None and data[high] < data[low]:
                self.add_error(high, _("The highest is below the lowest."))
        return data

    @property
    def found(self) -> Found:
        """What was said; only on a valid form."""
        return Found(**{name: value for name, value in self.cleaned_data.items() if name != "slip"})
