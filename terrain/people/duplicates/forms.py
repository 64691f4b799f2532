"""What is asked when two people may be one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.people.models import Person

WORDS = {
    "full_name": _("Name in use"),
    "sex": _("Sex"),
    "birth": _("Birth date"),
    "phone": _("Telephone"),
    "card": _("Card"),
    "nationality": _("Nationality"),
}


class MergeForm(forms.Form):
    """Whose page is kept, and what is taken from the other one."""

    seen = forms.CharField(max_length=60, widget=forms.HiddenInput)
    kept = forms.ChoiceField(label=_("Whose page is kept?"), widget=forms.RadioSelect)
    chosen = forms.MultipleChoiceField(
        label=_("What the other page says better"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        people: tuple[Person, Person],
        names: tuple[str, str],
        differing: list[str],
        seen: str,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        every: Any = self.fields
        pairs = [(str(person.pk), name) for person, name in zip(people, names, strict=True)]
        every["kept"].choices = pairs
        every["kept"].initial = pairs[0][0]
        every["seen"].initial = seen
        every["chosen"].choices = [(code, WORDS[code]) for code in differing]
