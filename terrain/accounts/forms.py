from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from terrain.accounts import staffing
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

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    full_name = forms.CharField(label=_("Full name"), max_length=120, required=False)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        initial=settings.LANGUAGE_CODE,
        help_text=_("The invitation is written in this language."),
    )
    field_order = ["email", "full_name", "role", "project", "language"]


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
