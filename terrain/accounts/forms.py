from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from terrain.accounts import pairing, staffing
from terrain.accounts.models import Invitation, User
from terrain.accounts.roles import ROLES


def _roles() -> list[tuple[str, Any]]:
    return [("", _("Choose a role")), *((role.code, role.name) for role in ROLES.values())]


def _projects() -> list[tuple[str, Any]]:
    return [("", _("The whole programme")), *staffing.register().projects()]


class GrantForm(forms.Form):
    """A role, and where it holds."""

    role = forms.ChoiceField(label=_("Role"), choices=_roles)
    project = forms.ChoiceField(
        label=_("Project"),
        choices=_projects,
        required=False,
        help_text=_("Some roles hold in one project, others in the whole programme."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        role, project = ROLES.get(data.get("role", "")), data.get("project")
        if role and not project and "programme" not in role.scopes:
            self.add_error("project", _("This role holds in one project: choose it."))
        if role and project and "project" not in role.scopes:
            self.add_error("project", _("This role holds in the whole programme: leave the project out."))
        return data

    @property
    def grant(self) -> tuple[str, str | None]:
        """(role code, project code or None); only on a valid form."""
        return self.cleaned_data["role"], self.cleaned_data["project"] or None


class InvitationForm(GrantForm):
    """Whom to invite, and what they will be."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        help_text=_("None? Leave it empty: a host of the radio comes in with a short code on her telephone."),
    )
    full_name = forms.CharField(label=_("Full name"), max_length=120, required=False)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        initial=settings.LANGUAGE_CODE,
        help_text=_("The invitation is written in this language."),
    )
    field_order = ["email", "full_name", "role", "project", "language"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        role = ROLES.get(data.get("role", ""))
        if "email" in self.errors or data.get("email") or role is None:
            return data
        if role.needs_second_factor:
            self.add_error("email", _("This role needs a password and a second step: write an e-mail."))
        elif not data.get("full_name", "").strip():
            self.add_error("full_name", _("Write a name."))
        return data


class ProfileForm(forms.ModelForm):
    """A name and the language to speak to them in."""

    full_name = forms.CharField(
        label=_("Full name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ["full_name", "language"]


class JoinForm(forms.Form):
    """What somebody invited says about themselves: a name, a language, a password."""

    full_name = forms.CharField(
        label=_("Full name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. A few words in a row are easier to remember than signs."),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        self.invitation = invitation
        kwargs["initial"] = {
            "full_name": invitation.full_name,
            "language": invitation.language,
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password"):
            person = User(email=self.invitation.email, full_name=data.get("full_name", ""))
            try:
                validate_password(data["password"], person)
            except ValidationError as error:
                self.add_error("password", error)
        return data


NUMBER = {"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}


class PairingCodeForm(forms.Form):
    """The eight digits that she was given."""

    code = forms.CharField(label=_("Your code: 8 digits"), max_length=40, widget=forms.TextInput(NUMBER))

    def clean_code(self) -> str:
        digits = pairing.digits_in(self.cleaned_data["code"])
        if len(digits) != pairing.DIGITS:
            raise ValidationError(_("A code has 8 digits."))
        return digits


def _pin_field(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=40, widget=forms.PasswordInput(NUMBER))


def _six_digits(text: str) -> str:
    pin = pairing.digits_in(text)
    if len(pin) != pairing.PIN_DIGITS:
        raise ValidationError(_("6 digits, please."))
    return pin


class NewPinForm(forms.Form):
    """Six digits that she chooses, twice."""

    pin = _pin_field(_("Choose 6 digits"))
    again = _pin_field(_("The same 6 digits again"))

    def clean_pin(self) -> str:
        pin = _six_digits(self.cleaned_data["pin"])
        if pairing.is_weak(pin):
            raise ValidationError(_("This one is easy to guess. Choose another one that you will remember."))
        return pin

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("pin") and pairing.digits_in(data.get("again", "")) != data["pin"]:
            self.add_error("again", _("The two are not the same. Try once more."))
        return data


class PinForm(forms.Form):
    """The six digits that she chose."""

    pin = _pin_field(_("Your 6 digits"))

    def clean_pin(self) -> str:
        return _six_digits(self.cleaned_data["pin"])


class SearchForm(forms.Form):
    """What to look for in the list of staff."""

    q = forms.CharField(label=_("Name or e-mail"), required=False, max_length=120)
    closed = forms.BooleanField(label=_("Closed accounts"), required=False)


class JournalForm(forms.Form):
    """What to look for in the journal."""

    verb = forms.CharField(
        label=_("What begins with"),
        required=False,
        max_length=80,
        help_text=_("For example: accounts, people.identity, core.refused"),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    first = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    last = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("This day lies before the first one."))
        return data
