"""What a partner says of her entry through a link, and what its keeper decides about."""

import copy
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.core.ui.meanwhile import OpenedForm
from terrain.core.ui.offering import offer
from terrain.network.differences import FIELDS, plainly
from terrain.network.forms.directory import MOST, ServiceForm
from terrain.network.models import Service
from terrain.programmes.models import Place


class PlacesForm(forms.Form):
    """How many places are free."""

    available = forms.IntegerField(label=_("Free places today"), min_value=0, max_value=MOST)
    total = forms.IntegerField(label=_("Places in all"), min_value=0, max_value=MOST, required=False)

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        initial = {"available": service.places_available, "total": service.places_total}
        super().__init__(*args, **kwargs | {"initial": initial, "prefix": "places"})

    def clean(self) -> dict[str, Any]:
        """No more free than there are."""
        said = super().clean() or {}
        free, whole = said.get("available"), said.get("total")
        if free is not None and whole is not None and free > whole:
            self.add_error("available", _("More places are free than there are."))
        return said


class UpdateForm(OpenedForm):
    """The fields of an entry that a partner may correct, as its keeper writes them."""

    said_by = forms.CharField(
        label=_("Your name, if you like"), max_length=80, required=False,
        help_text=_("So that the colleague knows whom to ask. It is forgotten once she has read this."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        known = {name: getattr(service, name) for name in FIELDS}
        known["place"] = service.place.code if service.place is not None else ""
        kwargs["initial"] = known | {"version": service.version}
        super().__init__(*args, **kwargs)
        self.fields = {name: copy.deepcopy(ServiceForm.base_fields[name]) for name in FIELDS} | self.fields
        offer(self, "place", among=Place.objects.all(), nothing=_("Not said"))

    def clean(self) -> dict[str, Any]:
        """Over after it began."""
        said = super().clean() or {}
        if said.get("starts") and said.get("ends") and said["ends"] < said["starts"]:
            self.add_error("ends", _("It ends before it starts."))
        return said

    @property
    def said(self) -> dict[str, Any]:
        """What she says, in plain values."""
        return plainly(_Said(self.cleaned_data))


class _Said:
    """Cleaned values as attributes."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__.update(values)


class LinkForm(forms.Form):
    """How a link works, and whether the house sends it."""

    at_once = forms.BooleanField(
        label=_("What she says is written at once"),
        required=False,
        help_text=_("Only for a partner whom you trust. Her e-mail address still waits for you: links are sent there."),
    )
    mail = forms.BooleanField(label=_("Send it to the service's e-mail address"), required=False)

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not service.email:
            del self.fields["mail"]


class DecideForm(forms.Form):
    """Which fields are taken over, of the entry as it was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    still_true = forms.BooleanField(
        label=_("Everything else is still true, too"),
        required=False,
        help_text=_("The entry then counts as looked at today."),
    )
