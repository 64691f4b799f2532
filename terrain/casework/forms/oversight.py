"""What may be asked of the journal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.accounts.models import User
from terrain.casework.overseeing import Asked
from terrain.core.access import Viewer
from terrain.core.ui.offering import offer
from terrain.people.models import Person

GROUPS = (
    ("", _("Everything")),
    ("readings", _("What was read")),
    ("searches", _("What was searched")),
    ("exports", _("What was taken out")),
    ("exceptional", _("Exceptional accesses")),
    ("refusals", _("What was refused")),
    ("seals", _("What was sealed, and for whom")),
)
DAY = {"type": "date"}


class ReadingsForm(forms.Form):
    """Filters; everything stands in the address, and nothing in it names anybody accompanied."""

    group = forms.ChoiceField(label=_("What"), choices=GROUPS, required=False)
    user = forms.ModelChoiceField(User.objects.none(), label=_("By whom"), required=False)
    number = forms.CharField(label=_("Number of the file"), max_length=12, required=False)
    first = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    last = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    exceptional = forms.BooleanField(label=_("Only under exceptional access"), required=False)
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        offer(self, "user", among=User.objects.order_by("full_name", "pk"), nothing=_("Anybody"))

    @property
    def asked(self) -> Asked:
        """The question; what cannot be understood is as if it were not asked."""
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        uid = said.pop("person", None)
        seen = Person.objects.visible_to(self.viewer)
        return Asked(**said, person=seen.filter(uid=uid).first() if uid is not None else None)
