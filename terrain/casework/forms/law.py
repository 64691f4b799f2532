"""What is asked for the dates of a file and for what the law says."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.casework.forms.days import likely
from terrain.casework.law import Law
from terrain.core import clock
from terrain.core.ui.slip_forms import SlipForm


class DateForm(SlipForm):
    """Which date, and on which day it was. ``seen``: keys of the dates that stood when the page was opened."""

    code = forms.ChoiceField(label=_("What happened?"))
    day = forms.DateField(label=_("On which day?"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, law: Law, born: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.born = born
        field: Any = self.fields["code"]
        field.choices = [("", _("Choose")), *law.choices(clock.today())]

    def clean_day(self) -> Any:
        """Not to come."""
        if (day := self.cleaned_data["day"]) > clock.today():
            raise forms.ValidationError(_("This day is still to come."))
        if not likely(day, self.born):
            raise forms.ValidationError(_("Look at the year again."))
        return day

    def seen_of(self, code: str) -> int:
        """The key of the date ``code`` that stood on the page; 0 for none."""
        pairs = (pair.partition(":") for pair in self.cleaned_data["seen"].split(","))
        return next((int(key) for one, _colon, key in pairs if one == code and key.isdecimal()), 0)


class ConfirmForm(forms.Form):
    """What a lawyer checked, and where."""

    rule = forms.CharField(widget=forms.HiddenInput)
    fingerprint = forms.CharField(widget=forms.HiddenInput)
    words = forms.CharField(label=_("What did you check, and where?"), max_length=300)
