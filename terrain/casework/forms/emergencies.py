"""What is asked before a file opens that is not one's own, and afterwards."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.casework.actions.emergencies import SHORTEST, normalise
from terrain.casework.confidentiality import choices
from terrain.casework.enums import Judgement
from terrain.core.ui.offering import offer
from terrain.core.ui.slip_forms import SlipForm

WORDS = forms.Textarea({"rows": 4})


class EmergencyForm(SlipForm):
    """Which file, why, and who asks. Nothing is looked up before all of it is given."""

    number = forms.CharField(
        label=_("Number of the file"), max_length=12,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "placeholder": "K7F-3QD"}),
    )  # fmt: skip
    reason = forms.ChoiceField(label=_("Why can it not wait?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What happened"), widget=WORDS, min_length=SHORTEST, max_length=5000,
        help_text=_("Whoever is in charge, supervises and protects reads this."),
    )  # fmt: skip
    code = forms.CharField(
        label=_("Code of your authenticator application"), required=False, max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )  # fmt: skip

    def __init__(self, *args: Any, asks_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "reason", choices=choices("emergency_reasons"))
        if not asks_code:
            del self.fields["code"]

    def clean_number(self) -> str:
        """As it stands in the register, whatever the spaces and capitals."""
        number = normalise(self.cleaned_data["number"])
        if not number:
            raise forms.ValidationError(_("Six letters and digits, such as K7F-3QD."))
        return number


class ReviewForm(forms.Form):
    """What somebody else thinks of it."""

    judgement = forms.ChoiceField(label=_("Was it justified?"), choices=Judgement.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("Why, and what is to be done"), widget=WORDS, max_length=5000)
