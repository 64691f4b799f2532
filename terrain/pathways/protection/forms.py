"""What is asked for a report to the judge."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from terrain.casework.models import Case
from terrain.core.access import Viewer
from terrain.core.ui.slip_forms import SlipForm
from terrain.pathways.protection.report import SECTIONS, Wanted, readable

OPTIONAL = [(one.code, one.words) for one in SECTIONS if not one.always]


class ReportForm(SlipForm):
    """Language, to whom, which parts, what the team proposes."""

    language = forms.ChoiceField(
        label=_("In which language?"), choices=[("ar", "العربية"), ("fr", "français")], widget=forms.RadioSelect
    )
    to = forms.CharField(label=_("To whom?"), max_length=200)
    name = forms.CharField(
        label=_("Her name, as the court writes it"),
        max_length=200,
        help_text=_("In the letters of the language above."),
    )
    parts = forms.MultipleChoiceField(
        label=_("What should stand in it?"), choices=OPTIONAL, required=False, widget=forms.CheckboxSelectMultiple
    )
    proposal = forms.CharField(
        label=_("What the team proposes"), max_length=5000, required=False, widget=forms.Textarea({"rows": 6})
    )

    def __init__(self, *args: Any, case: Case, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = "ar"
        self.fields["parts"].initial = [one.code for one in SECTIONS if one.usual and not one.always]
        court = next(iter(readable(case, viewer, "court_file")), None)
        with override("ar"):
            self.fields["to"].initial = court.summary if court is not None else ""
        self.fields["name"].initial = case.person.stands_as.sealed().full_name if case.person is not None else ""

    @property
    def wanted(self) -> Wanted:
        """What was asked for."""
        told = self.cleaned_data
        return Wanted(told["language"], told["to"], told["name"], frozenset(told["parts"]), told["proposal"])
