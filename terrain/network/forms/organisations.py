"""What is asked about an organisation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.ui.meanwhile import OpenedForm
from terrain.core.ui.offering import offer
from terrain.core.ui.slip_forms import SlipForm
from terrain.network import organisations
from terrain.network.actions.organisations import LONGEST, MOST, Described, described
from terrain.network.comparing import like
from terrain.network.enums import Nature
from terrain.network.models import Profile
from terrain.programmes.models import Place, Project


class FindOrganisationForm(forms.Form):
    """Which organisations to show."""

    words = forms.CharField(label=_("Name or acronym"), max_length=80, required=False)
    nature = forms.ChoiceField(label=_("Nature"), choices=[("", _("Every nature")), *Nature.choices], required=False)
    place = forms.ModelChoiceField(Place.objects.none(), label=_("Where"), to_field_name="code", required=False)
    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "place", among=Place.objects.all(), nothing=_("Everywhere"))
        offer(self, "project", among=Project.objects.all(), nothing=_("Every project"))

    @property
    def asked(self) -> dict[str, Any]:
        """The filters that can be understood."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class OrganisationForm(OpenedForm, SlipForm):
    """What an organisation is; its name only when it is new."""

    name = forms.CharField(label=_("What is it called?"), max_length=200)
    nature = forms.ChoiceField(
        label=_("What is it?"),
        choices=[("", _("Not said")), *Nature.choices],
        required=False,
        help_text=_("Some promises count organisations of certain natures."),
    )
    youth = forms.BooleanField(label=_("It works above all with young people"), required=False)
    place = forms.ModelChoiceField(
        Place.objects.none(), label=_("Province or region"), to_field_name="code", required=False
    )
    also_called = forms.CharField(
        label=_("How else it is called"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("One name a line: its acronym, its name in Arabic, what it was called before."),
    )
    sure = forms.BooleanField(label=_("None of these: it is another one"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, profile: Profile | None = None, viewer: Viewer, **kwargs: Any) -> None:
        if profile is not None:
            known = described(profile)
            kwargs["initial"] = {
                "nature": known.nature,
                "youth": known.youth,
                "place": known.place.code if known.place is not None else "",
                "also_called": "\n".join(known.also_called),
                "version": profile.version,
            }
        super().__init__(*args, **kwargs)
        self.like: list[organisations.Listed] = []
        offer(self, "place", among=Place.objects.all(), nothing=_("Not said"))
        if profile is not None:
            del self.fields["name"], self.fields["sure"]

    def clean_also_called(self) -> tuple[str, ...]:
        """One name a line."""
        names = [line.strip() for line in self.cleaned_data["also_called"].splitlines() if line.strip()]
        if len(names) > MOST or any(len(name) > LONGEST for name in names):
            raise forms.ValidationError(
                _("At most %(many)d names, each of at most %(long)d characters.") % {"many": MOST, "long": LONGEST}
            )
        return tuple(names)

    def clean(self) -> dict[str, Any]:
        """A new one that looks like one that stands is written down once somebody looked at both."""
        said = super().clean() or {}
        if "name" in self.fields and said.get("name"):
            place = said.get("place")
            new = organisations.called(
                said["name"], said.get("nature", ""), place.pk if place else None, said.get("also_called", ())
            )
            known = {one.organisation.pk: one for one in organisations.everything()}
            self.like = [known[key] for key, _why in like(new, map(organisations.compared, known.values()))][:5]
            if self.like and not said.get("sure"):
                self.add_error("sure", _("It may stand in the list already. Look at these first."))
        return said

    @property
    def said(self) -> Described:
        """What the organisation is."""
        read = self.cleaned_data
        return Described(read["nature"], read["youth"], read["place"], read["also_called"])
