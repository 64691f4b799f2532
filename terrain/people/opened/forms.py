"""Between which days."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.people.opened.readings import usual_first


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class DaysForm(forms.Form):
    """From a day to a day; a year until today unless something is typed."""

    first = _day(_("From"))
    last = _day(_("To"))

    def clean(self) -> dict[str, Any]:
        """The days stand in their order."""
        data = super().clean() or {}
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("This day lies before the first one."))
        return data

    @property
    def days(self) -> tuple[date, date]:
        """The days asked for; the usual ones where nothing usable was typed."""
        said = self.cleaned_data if self.is_valid() else {}
        last = said.get("last") or clock.today()
        return said.get("first") or usual_first(last), last
