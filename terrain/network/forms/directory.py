"""What is asked about a service of the directory."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.ui.offering import offer
from terrain.core.ui.slip_forms import SlipForm
from terrain.network.actions.directory import Offer
from terrain.network.finding import LANGUAGES
from terrain.network.lists import lists
from terrain.network.models import Service
from terrain.programmes.models import Organisation, Place, Project

DAY = {"type": "date"}


class FindServiceForm(forms.Form):
    """Which services to show."""

    kind = forms.ChoiceField(label=_("Type of service"), required=False)
    place = forms.ModelChoiceField(Place.objects.none(), label=_("Where"), to_field_name="code", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", choices=[("", _("Every type")), *lists().choices("services", clock.today())])
        used = Service.objects.exclude(place=None).values("place_id")
        offer(self, "place", among=Place.objects.filter(pk__in=used), nothing=_("Everywhere"))

    @property
    def asked(self) -> dict[str, Any]:
        """The filters that can be understood."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ServiceForm(SlipForm):
    """A service: whose, of what type, where, when. Whose it is does not change later."""

    project = forms.ModelChoiceField(
        Project.objects.none(), label=_("A project of the programme"), to_field_name="code", required=False
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("or a partner"), to_field_name="code", required=False
    )
    newcomer = forms.CharField(label=_("or a partner that is not in the list"), max_length=200, required=False)
    service_type = forms.ChoiceField(label=_("Type of service"))
    name = forms.CharField(label=_("What it is called"), max_length=120)
    place = forms.ModelChoiceField(
        Place.objects.none(), label=_("Province or region"), to_field_name="code", required=False
    )
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    hours = forms.CharField(label=_("Days and hours"), max_length=200, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Links are sent there: only an address that the service itself reads."),
    )
    capacity = forms.CharField(label=_("How many it takes"), max_length=200, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), choices=LANGUAGES, required=False, widget=forms.CheckboxSelectMultiple
    )
    starts = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    ends = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, viewer: Viewer, service: Service | None = None, **kwargs: Any) -> None:
        if service is not None:
            known = {name: getattr(service, name) for name in self.base_fields if hasattr(service, name)}
            known["place"] = service.place.code if service.place is not None else ""
            kwargs["initial"] = known | {"version": service.version}
        super().__init__(*args, **kwargs)
        self.service = service
        offer(self, "service_type", choices=lists().choices("services", clock.today()))
        offer(self, "place", among=Place.objects.all(), nothing=_("Not said"))
        if service is None:
            offer(self, "project", among=Project.objects.holding(viewer, "directory.keep"), nothing=_("None"))
            offer(self, "organisation", among=Organisation.objects.all(), nothing=_("None"))
        else:
            for name in ("project", "organisation", "newcomer"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Of exactly one; over after it began."""
        said = super().clean() or {}
        whose = [name for name in ("project", "organisation", "newcomer") if said.get(name)]
        if self.service is None and len(whose) != 1:
            self.add_error("organisation", _("Say whose service it is: one project, or one partner."))
        if said.get("starts") and said.get("ends") and said["ends"] < said["starts"]:
            self.add_error("ends", _("It ends before it starts."))
        return said

    @property
    def said(self) -> Offer:
        """What the service says of itself."""
        return Offer(**{name: value for name, value in self.cleaned_data.items() if name not in {"slip", "version"}})
