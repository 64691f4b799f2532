"""What is asked when a file is kept longer, and when somebody is to be forgotten."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.casework.confidentiality import choices, limits
from terrain.core import clock
from terrain.core.ui.offering import offer


class HoldForm(forms.Form):
    """Why a file is kept, and when somebody looks again."""

    reason = forms.ChoiceField(label=_("Why is it kept?"), widget=forms.RadioSelect)
    words = forms.CharField(label=_("A few words"), widget=forms.Textarea({"rows": 3}), max_length=5000, required=False)
    review_on = forms.DateField(
        label=_("Look again on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Within twelve months."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "reason", choices=choices("hold_reasons"))
        self.fields["review_on"].initial = clock.today() + timedelta(days=182)

    def clean_review_on(self) -> Any:
        """From tomorrow to twelve months on."""
        day = self.cleaned_data["review_on"]
        if not clock.today() < day <= clock.months_later(clock.today(), limits().retention_hold_months):
            raise forms.ValidationError(_("Choose a day within the next twelve months."))
        return day


class ForgetForm(forms.Form):
    """Why somebody is to be forgotten."""

    reason = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "reason", choices=choices("erasure_reasons"))
