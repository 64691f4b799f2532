from django import forms
from django.utils.translation import gettext_lazy as _


class BringForm(forms.Form):
    """A file of another directory."""

    file = forms.FileField(
        label=_("File of another directory"),
        help_text=_(
            "HSDS 3.0: one JSON file, or a ZIP of tables. 50 MB at most. Nothing is written before you have seen what it does."
        ),
        widget=forms.ClearableFileInput({"accept": ".json,.zip,application/json,application/zip"}),
    )
