"""What is asked when a file is sealed, when somebody is named on it, when it is opened again."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.accounts.models import User
from terrain.casework.actions.grants import HALF_A_YEAR, Named, latest_end
from terrain.casework.confidentiality import choices
from terrain.casework.holding import may_hold
from terrain.casework.models import Case
from terrain.core import clock
from terrain.core.ui.offering import offer
from terrain.core.ui.slip_forms import SlipForm

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class NameForm(SlipForm):
    """A colleague who is to see a sealed file, until when, and why."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("Who"))
    until = forms.DateField(label=_("Until"), widget=DAY, help_text=_("At most twelve months; it can be renewed."))
    reason = forms.ChoiceField(label=_("Why"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "user", among=may_hold(case).exclude(pk=case.owner_id or 0))
        offer(self, "reason", choices=choices("grant_reasons"))
        self.fields["until"].initial = clock.today() + HALF_A_YEAR

    @property
    def named(self) -> Named:
        """Who is named, once the form is valid."""
        said = self.cleaned_data
        return Named(said["user"], said["until"], said["reason"])

    def clean_until(self) -> Any:
        """From today to twelve months on."""
        day = self.cleaned_data["until"]
        if not clock.today() <= day <= latest_end():
            raise forms.ValidationError(_("Choose a day within the next twelve months."))
        return day


class SealForm(NameForm):
    """Why a file is sealed, and who sees it besides whoever is in charge."""

    why = forms.ChoiceField(label=_("Why is it sealed?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("A few words"), widget=forms.Textarea({"rows": 3}), max_length=5000, required=False,
        help_text=_("Kept sealed with the file."),
    )  # fmt: skip
    with_person = forms.BooleanField(
        label=_("Nobody else may even know that she is registered"), required=False,
        help_text=_("She disappears from every list and search of whoever is not named. Figures stay true."),
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, alone: bool, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        offer(self, "why", choices=choices("seal_reasons"))
        self.fields["user"].label = _("Who else sees it?")
        self.fields["user"].help_text = _("Two people at least, so that nobody is left alone when one is away.")
        self.fields["reason"].label = _("Why this colleague?")
        self.fields["with_person"].initial = alone
        if case.person_id is None:
            del self.fields["with_person"]


class OpenForm(forms.Form):
    """Why a sealed file is opened again."""

    words = forms.CharField(label=_("Why"), widget=forms.Textarea({"rows": 3}), max_length=5000)
