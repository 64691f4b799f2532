"""What is asked about who lives with somebody."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

DAY = {"type": "date"}


class HousemateForm(forms.Form):
    """Somebody who lives with her."""

    slip = forms.UUIDField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        required=False,
        help_text=_("Somebody of the registry is found by the name as well."),
    )
    since = forms.DateField(label=_("Since"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    head = forms.BooleanField(label=_("Head of the household"), required=False)
    other = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slip"].initial = uuid.uuid4

    def clean(self) -> dict[str, Any]:
        """Somebody is named or chosen."""
        said = super().clean() or {}
        if not said.get("name", "").strip() and not said.get("other"):
            self.add_error("name", _("Say who."))
        return said


class StayForm(forms.Form):
    """From when to when somebody lives in a household, and whether it is the head."""

    since = forms.DateField(label=_("Since"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    until = forms.DateField(
        label=_("Moved out"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d"),
        help_text=_("Leave blank as long as they live there."),
    )  # fmt: skip
    head = forms.BooleanField(label=_("Head of the household"), required=False)

    def clean(self) -> dict[str, Any]:
        """It ends after it begins."""
        said = super().clean() or {}
        if said.get("since") and said.get("until") and said["until"] < said["since"]:
            self.add_error("until", _("It would end before it begins."))
        return said
