from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.results.actions import LARGEST_PROOF, Declaration, Proof
from terrain.results.enums import Combine
from terrain.results.periods import first_day, month_from


class MonthField(forms.CharField):
    """A month, written ``2018-03``; cleans to its first day."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2018-03"})

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        month = month_from(text)
        if month is None:
            raise forms.ValidationError(_("Write a month as year and month: 2018-03."))
        return first_day(month)


class DeclareForm(forms.Form):
    """A figure that no record can answer."""

    first_month = MonthField(label=_("From (month)"))
    last_month = MonthField(label=_("To (month)"))
    value = forms.IntegerField(label=_("Figure"), min_value=0, max_value=10**12)
    low = forms.IntegerField(label=_("At the lowest"), min_value=0, max_value=10**12, required=False)
    high = forms.IntegerField(label=_("At the highest"), min_value=0, max_value=10**12, required=False)
    method = forms.CharField(
        label=_("How it was found"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Channel, method, who counted. Shown wherever the figure is shown: name nobody."),
    )
    combine = forms.ChoiceField(
        label=_("Beside other figures of this target"),
        choices=Combine.choices,
        initial=Combine.HIGHEST,
        widget=forms.RadioSelect,
    )
    source_note = forms.CharField(
        label=_("Where it comes from"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    evidence = forms.FileField(
        label=_("Proof"),
        required=False,
        help_text=_("A report, a photograph, an invoice: kept encrypted. 20 MB at most."),
    )

    def clean_evidence(self) -> Any:
        file = self.cleaned_data["evidence"]
        if file and file.size > LARGEST_PROOF:
            raise forms.ValidationError(_("This file is larger than 20 MB. Send a smaller copy."))
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last, value = data.get("first_month"), data.get("last_month"), data.get("value")
        if first and last and last < first:
            self.add_error("last_month", _("The last month comes before the first."))
        if value is not None and data.get("low") is not None and data["low"] > value:
            self.add_error("low", _("The lowest is above the figure."))
        if value is not None and data.get("high") is not None and data["high"] < value:
            self.add_error("high", _("The highest is below the figure."))
        return data

    @property
    def declaration(self) -> Declaration:
        """What is declared; only on a valid form."""
        return Declaration(**{name: value for name, value in self.cleaned_data.items() if name != "evidence"})

    @property
    def proof(self) -> Proof | None:
        """The file that proves it, if one was given; only on a valid form."""
        file = self.cleaned_data["evidence"]
        return Proof(file.file, file.name, file.content_type or "") if file else None


class WithdrawForm(forms.Form):
    """Why a declaration is taken back."""

    why = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class SnapshotForm(forms.Form):
    """For what a board is kept."""

    occasion = forms.CharField(
        label=_("For what"), max_length=200, help_text=_("For example: second interim report to the European Union.")
    )

    def __init__(self, *args: Any, few: int = 0, **more: Any) -> None:
        """``few``: how many figures of the board could be one person; that has to be seen first."""
        super().__init__(*args, **more)
        if few:
            self.fields["aware"] = _aware()

    @property
    def only_unaware(self) -> bool:
        """Whether nothing is missing but that somebody says that they have seen what the board gives away."""
        return set(self.errors) == {"aware"}


class TakeForm(forms.Form):
    """That somebody has seen what a breakdown gives away; ``small``: how many figures they were shown as small."""

    small = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["aware"] = _aware()


def _aware() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("I have seen it, and it has to go out like this"),
        error_messages={"required": _("Before it goes out, say that you have seen it.")},
    )
