"""What somebody looks for in the directory for everybody, and what she says is wrong with it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.core.ui.offering import offer
from terrain.network import public
from terrain.network.public import Asked, PublicService


class SearchForm(forms.Form):
    """What, where, in which language, for whom; all of it optional, none of it ever wrong."""

    words = forms.CharField(label=_("What are you looking for?"), max_length=100, required=False)
    place = forms.ChoiceField(label=_("Where"), required=False)
    kind = forms.ChoiceField(label=_("Type of service"), required=False)
    language = forms.ChoiceField(label=_("Language spoken"), required=False)
    whom = forms.CharField(
        label=_("For whom"), max_length=100, required=False, help_text=_("For example: mothers, minors.")
    )

    def __init__(self, *args: Any, among: Sequence[PublicService], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "place", choices=[("", _("Everywhere")), *public.places(among)])
        offer(self, "kind", choices=[("", _("Every type")), *public.kinds(among)])
        offer(self, "language", choices=[("", _("Any language")), *public.languages()])

    @property
    def asked(self) -> Asked:
        """What can be understood of it."""
        if not self.is_bound:
            return Asked()
        self.is_valid()
        return Asked(**{name: value for name, value in self.cleaned_data.items() if value})


class ReportForm(forms.Form):
    """What is wrong."""

    words = forms.CharField(
        label=_("What is wrong?"), max_length=500, widget=forms.Textarea({"rows": 4}),
        help_text=_("For example: the number does not answer, it has moved. Write nothing about yourself or anybody else."),
    )  # fmt: skip
