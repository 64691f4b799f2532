"""What is asked about a professional."""

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
from terrain.network.actions.professionals import Known
from terrain.network.enums import Basis, Calling, Interval
from terrain.network.finding import LANGUAGES
from terrain.network.models import Contact, Professional
from terrain.network.policies.professionals import check_entrust_contact
from terrain.programmes.holding import holding
from terrain.programmes.models import Organisation, Place

CONTACT = ("name", "post", "phone", "email")


class FindProfessionalForm(forms.Form):
    """Which professionals to show."""

    words = forms.CharField(label=_("Name, post or organisation"), max_length=80, required=False)
    category = forms.ChoiceField(
        label=_("Category"), choices=[("", _("Every category")), *Calling.choices], required=False
    )
    place = forms.ModelChoiceField(Place.objects.none(), label=_("Where"), to_field_name="code", required=False)
    language = forms.ChoiceField(label=_("Speaks"), choices=[("", _("Any language")), *LANGUAGES], required=False)
    review = forms.BooleanField(label=_("Only those to be reviewed"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = Professional.objects.exclude(place=None).values("place_id")
        offer(self, "place", among=Place.objects.filter(pk__in=used), nothing=_("Everywhere"))

    @property
    def asked(self) -> dict[str, Any]:
        """The filters that can be understood."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ProfessionalForm(OpenedForm, SlipForm):
    """A professional: who she is, where her office is reached, why that may be kept."""

    category = forms.ChoiceField(label=_("As what does she work?"), choices=Calling.choices)
    name = forms.CharField(label=_("How she is called"), max_length=120)
    post = forms.CharField(
        label=_("What she does there"), max_length=120, required=False, help_text=_("As it stands on her door.")
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Where she works"), to_field_name="code", required=False
    )
    place = forms.ModelChoiceField(
        Place.objects.none(), label=_("Province or region"), to_field_name="code", required=False
    )
    phone = forms.CharField(
        label=_("Office telephone"), max_length=40, required=False, help_text=_("Never her private number.")
    )
    email = forms.EmailField(label=_("Office e-mail"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), choices=LANGUAGES, required=False, widget=forms.CheckboxSelectMultiple
    )
    basis = forms.ChoiceField(label=_("Why may it be kept?"), choices=Basis.choices, widget=forms.RadioSelect)
    basis_on = forms.DateField(label=_("Since when"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    keeper = forms.ModelChoiceField(User.objects.none(), label=_("Who answers for this entry"), required=False)
    review_months = forms.TypedChoiceField(
        label=_("Look at it again"), choices=Interval.choices, coerce=int, initial=Interval.YEAR
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, viewer: Viewer, professional: Professional | None = None, **kwargs: Any) -> None:
        if professional is not None:
            plain = ("category", "languages", "basis", "basis_on", "keeper", "review_months", "version")
            known = {name: getattr(professional, name) for name in plain}
            known |= {name: getattr(professional.contact, name) for name in CONTACT}
            known |= {
                name: getattr(professional, name).code if getattr(professional, name) is not None else ""
                for name in ("organisation", "place")
            }
            kwargs["initial"] = known
        else:
            kwargs["initial"] = {"basis_on": clock.today(), "keeper": viewer.user_id} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.professional = professional
        standing = Organisation.objects.exclude(profile__same_as__isnull=False)
        offer(self, "organisation", among=standing, nothing=_("None, or not in the list"))
        offer(self, "place", among=Place.objects.all(), nothing=_("Not said"))
        if professional is not None and not verdict(check_entrust_contact, viewer):
            del self.fields["keeper"]
        else:
            offer(self, "keeper", among=holding("directory.view"), nothing=_("Nobody yet"))

    def clean_basis_on(self) -> Any:
        """A day that has come."""
        day = self.cleaned_data["basis_on"]
        if day > clock.today():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """A contact by which nobody can be reached is none."""
        said = super().clean() or {}
        if not said.get("phone") and not said.get("email") and "email" not in self.errors:
            self.add_error("phone", _("Give an office telephone or an e-mail."))
        return said

    @property
    def said(self) -> Known:
        """What is known of her."""
        read = self.cleaned_data
        plain = ("category", "basis", "basis_on", "organisation", "place", "languages", "review_months")
        keeper = read["keeper"] if "keeper" in read else getattr(self.professional, "keeper", None)
        contact = Contact(**{name: read[name].strip() for name in CONTACT})
        return Known(contact, keeper=keeper, **{name: read[name] for name in plain})
