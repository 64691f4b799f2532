"""What is asked about whoever comes to a training: by colleagues, and by herself from the link."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.ui.meanwhile import OpenedForm
from terrain.gatherings.enums import Category
from terrain.imports import values
from terrain.imports.registry import Problem
from terrain.learning.actions.enrolments import Comes
from terrain.learning.actions.registrations import Asked
from terrain.learning.models import Cohort, Enrolment, Group
from terrain.people.identity import Identity, normalise_phone
from terrain.programmes import actions as programmes
from terrain.programmes.models import Organisation
from terrain.programmes.naming import organisation_called

SPOKEN = [("fr", "Français"), ("ar", "العربية"), ("en", "English")]


def read_name(text: str) -> str:
    """A name of two letters at least; raises ``ValidationError``."""
    try:
        name = values.name(text)
    except Problem:
        name = None
    if name is None:
        raise ValidationError(gettext("Write at least two letters of the name."))
    return str(name)


def read_phone(text: str) -> str:
    """A telephone number in one form, blank for nothing; raises ``ValidationError``."""
    try:
        raw = values.phone(text) if text.strip() else None
    except Problem as problem:
        raise ValidationError(gettext("This is not a telephone number.")) from problem
    return normalise_phone(raw.text, raw.restored) if raw is not None else ""


def _categories(cohort: Cohort) -> list[tuple[str, Any]]:
    """Those of the course first."""
    words = dict(Category.choices)
    own = [code for code in cohort.course.categories if code in words]
    return [(code, words[code]) for code in [*own, *(code for code in words if code and code not in own)]]


class ComesForm(OpenedForm):
    """As what somebody comes, for whom (when she is ``named``), into which group."""

    category = forms.ChoiceField(label=_("Comes as"), required=False)
    organisation = forms.CharField(
        label=_("Comes for"), max_length=200, required=False, widget=forms.TextInput({"list": "organisations"}),
        help_text=_("The court, service or association."),
    )  # fmt: skip
    group = forms.ModelChoiceField(
        Group.objects.none(), label=_("Group"), required=False, empty_label=_("No group yet")
    )
    language = forms.ChoiceField(label=_("Language of her page"), choices=SPOKEN, initial="fr")
    agreed_follow_up = forms.BooleanField(
        label=_("She agrees to be asked again some weeks later what she uses of it"), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, cohort: Cohort, named: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields
        if not named:
            del self.fields["organisation"]
        offered["category"].choices = [("", _("not stated")), *_categories(cohort)]
        if len(cohort.course.categories) == 1:
            offered["category"].initial = cohort.course.categories[0]
        offered["group"].queryset = cohort.groups.all()
        if not cohort.groups.exists():
            del self.fields["group"]

    @staticmethod
    def initial_of(enrolment: Enrolment) -> dict[str, Any]:
        """What the form shows for ``enrolment``."""
        names = ("category", "language", "agreed_follow_up", "version")
        told = {name: getattr(enrolment, name) for name in names}
        return told | {"organisation": str(enrolment.organisation or ""), "group": enrolment.group_id}

    def comes(self, by: Viewer, organisation: Organisation | None = None) -> Comes:
        """What was typed; names an organisation that nobody named yet. Only on a valid form.

        ``organisation``: for whom she comes, of somebody whose organisation the form does not show.
        """
        typed = self.cleaned_data
        if "organisation" in self.fields:
            words = typed["organisation"].strip()
            organisation = programmes.name_organisation(words, by=by) if words else None
        return Comes(typed["category"], organisation, typed.get("group"), typed["language"], typed["agreed_follow_up"])


class TraineeForm(ComesForm):
    """Somebody new on the list. ``slip`` marks this very form, so that sending it twice makes one person."""

    name = forms.CharField(label=_("Full name"), max_length=150)
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=[("F", _("woman")), ("M", _("man")), ("", _("not said"))],
        widget=forms.RadioSelect,
        required=False,
    )
    phone = forms.CharField(
        label=_("Telephone"), max_length=40, required=False, help_text=_("So that she is known again and counted once.")
    )
    slip = forms.UUIDField(widget=forms.HiddenInput, required=False)
    certain = forms.BooleanField(widget=forms.HiddenInput, required=False)

    field_order = ("name", "sex", "phone", "category", "organisation", "group", "language", "agreed_follow_up")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slip"].initial = uuid.uuid4

    def clean_name(self) -> str:
        return read_name(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        return read_phone(self.cleaned_data["phone"])

    @property
    def identity(self) -> Identity:
        """Who was written down; only on a valid form."""
        typed = self.cleaned_data
        return Identity(full_name=typed["name"], sex=typed["sex"], phone=typed["phone"])


class AskForm(forms.Form):
    """Somebody asks for a place from the link. ``website`` stays blank: only a machine fills it."""

    name = forms.CharField(label=_("Your full name"), max_length=150, widget=forms.TextInput({"autocomplete": "name"}))
    phone = forms.CharField(
        label=_("Your telephone"),
        max_length=40,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "dir": "ltr"}),
        help_text=_("So that we can reach you, and count you once."),
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=150,
        required=False,
        widget=forms.EmailInput({"autocomplete": "email", "dir": "ltr"}),
        help_text=_("We send the answer there. Without it, keep the address of the next page."),
    )
    category = forms.ChoiceField(label=_("You come as"), required=False)
    organisation = forms.CharField(label=_("For which court, service or association"), max_length=200, required=False)
    agreed_follow_up = forms.BooleanField(label=_("You may ask me some weeks later what I use of it"), required=False)
    slip = forms.UUIDField(widget=forms.HiddenInput, required=False)
    website = forms.CharField(
        required=False, label=_("Leave this blank"), widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"})
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields
        offered["category"].choices = [("", _("I would rather not say")), *_categories(cohort)]
        self.fields["slip"].initial = uuid.uuid4

    def clean_name(self) -> str:
        return read_name(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        return read_phone(self.cleaned_data["phone"])

    @property
    def by_a_machine(self) -> bool:
        """Whether something filled what people do not see."""
        return bool(self.cleaned_data.get("website"))

    def asked(self, language: str) -> Asked:
        """What was typed; only on a valid form."""
        typed = self.cleaned_data
        names = ("name", "phone", "email", "category", "organisation", "agreed_follow_up")
        return Asked(**{name: typed[name] for name in names}, language=language)


class CodeForm(forms.Form):
    """The six letters that stand on her page and on her badge."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=12,
        help_text=_("Six letters and figures, on your page and on your badge."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "dir": "ltr"}),
    )

    def clean_code(self) -> str:
        return "".join(one for one in self.cleaned_data["code"].upper() if one.isalnum())


class AnswerForm(forms.Form):
    """The answer to a registration. ``organisation``: for whom she comes, in her own words."""

    group = forms.ModelChoiceField(
        Group.objects.none(), label=_("Group"), required=False, empty_label=_("No group yet")
    )

    add_organisation = forms.BooleanField(
        label=_("Add it to the organisations that everybody sees"),
        required=False,
        help_text=_("Nobody named it yet. Not when it tells who she is, such as an office in her own name."),
    )

    def __init__(self, *args: Any, cohort: Cohort, organisation: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not organisation or organisation_called(organisation) is not None:
            del self.fields["add_organisation"]
        field: Any = self.fields["group"]
        field.queryset = cohort.groups.all()
        if not cohort.groups.exists():
            del self.fields["group"]
