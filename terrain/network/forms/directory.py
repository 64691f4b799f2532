"""What is asked about a service of the directory."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.accounts.models import User
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.policies import verdict
from terrain.core.ui.meanwhile import OpenedForm
from terrain.core.ui.offering import offer
from terrain.core.ui.slip_forms import SlipForm
from terrain.network.actions.directory import Offer
from terrain.network.enums import Channel, Interval, ReferredBy
from terrain.network.finding import LANGUAGES
from terrain.network.lists import lists
from terrain.network.models import Service
from terrain.network.policies.directory import check_entrust
from terrain.programmes.holding import holding
from terrain.programmes.models import Organisation, Place, Project

MOST = 100_000
DAY = {"type": "date"}


class FindServiceForm(forms.Form):
    """Which services to show."""

    words = forms.CharField(label=_("What are you looking for?"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Type of service"), required=False)
    place = forms.ModelChoiceField(Place.objects.none(), label=_("Where"), to_field_name="code", required=False)

    review = forms.BooleanField(label=_("Only those to be reviewed"), required=False)

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


class ServiceForm(OpenedForm, SlipForm):
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
    audience = forms.CharField(
        label=_("For whom"), max_length=300, required=False, help_text=_("Who may come: age, situation, place.")
    )
    documents = forms.CharField(
        label=_("What to bring"),
        max_length=300,
        required=False,
        help_text=_("Papers that are asked for. Who may come stands above."),
    )
    cost = forms.CharField(label=_("What it costs"), max_length=200, required=False)
    referred_by = forms.ChoiceField(
        label=_("Who asks the service"), choices=[("", _("Not said")), *ReferredBy.choices], required=False
    )
    channels = forms.MultipleChoiceField(
        label=_("How it is asked"), choices=Channel.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    capacity = forms.CharField(label=_("How many it takes"), max_length=200, required=False)
    places_available = forms.IntegerField(
        label=_("Free places today"),
        min_value=0,
        max_value=MOST,
        required=False,
        help_text=_("Leave blank if unknown."),
    )
    places_total = forms.IntegerField(label=_("Places in all"), min_value=0, max_value=MOST, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), choices=LANGUAGES, required=False, widget=forms.CheckboxSelectMultiple
    )
    starts = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    ends = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    keeper = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Who answers for this entry"),
        required=False,
        help_text=_("She finds it on her day when it has to be looked at again."),
    )
    review_months = forms.TypedChoiceField(
        label=_("Look at it again"), choices=Interval.choices, coerce=int, initial=Interval.HALF_YEAR
    )
    public = forms.BooleanField(
        label=_("May be shown to everybody"),
        required=False,
        help_text=_("It then stands in the public directory, which needs no account. Where a shelter is stays untold."),
    )
    address_public = forms.BooleanField(
        label=_("Its address too"), required=False, help_text=_("Never that of a shelter, whatever is ticked here.")
    )
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
        self._offer_keepers(viewer, service)
        if service is None:
            offer(self, "project", among=Project.objects.holding(viewer, "directory.keep"), nothing=_("None"))
            offer(
                self,
                "organisation",
                among=Organisation.objects.exclude(profile__same_as__isnull=False),
                nothing=_("None"),
            )
        else:
            for name in ("project", "organisation", "newcomer"):
                del self.fields[name]

    def _offer_keepers(self, viewer: Viewer, service: Service | None) -> None:
        """Who may answer for it; the keeper herself does not pass it on."""
        if service is not None and not verdict(check_entrust, viewer, service):
            del self.fields["keeper"]
            return
        offer(self, "keeper", among=holding("directory.view"), nothing=_("Nobody yet"))
        if service is None:
            self.fields["keeper"].initial = viewer.user_id

    def clean(self) -> dict[str, Any]:
        """Of exactly one; over after it began."""
        said = super().clean() or {}
        whose = [name for name in ("project", "organisation", "newcomer") if said.get(name)]
        if self.service is None and len(whose) != 1:
            self.add_error("organisation", _("Say whose service it is: one project, or one partner."))
        if said.get("starts") and said.get("ends") and said["ends"] < said["starts"]:
            self.add_error("ends", _("It ends before it starts."))
        free, whole = said.get("places_available"), said.get("places_total")
        if free is not None and whole is not None and free > whole:
            self.add_error("places_available", _("More places are free than there are."))
        return said

    @property
    def said(self) -> Offer:
        """What the service says of itself."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in {"slip", "version", "opened"}}
        if self.service is not None:
            said.setdefault("keeper", self.service.keeper)
        return Offer(**said)
