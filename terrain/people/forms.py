import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.imports import values
from terrain.imports.registry import Problem
from terrain.people.enums import Sex
from terrain.people.identity import DAY, MONTH, Identity, normalise_card, normalise_phone, phone_key
from terrain.programmes.models import Project

SEXES = [("", _("not known")), *Sex.choices]


def _born(words: str) -> tuple[date | None, str]:
    """A birth date and its precision from what was typed; raises ``ValidationError``."""
    if not words.strip():
        return None, ""
    try:
        found = values.birth_date(words)
    except Problem as problem:
        raise ValidationError(
            _("Write the day as 12/03/1990, or only the month as 03/1990, or only the year as 1990.")
        ) from problem
    return (found.date, found.precision) if found else (None, "")


def birth_words(birth: date | None, precision: str) -> str:
    """A birth date as it is typed: ``12/03/1990``, ``03/1990`` or ``1990``."""
    if birth is None:
        return ""
    return date_format(birth, {DAY: "d/m/Y", MONTH: "m/Y"}.get(precision, "Y"))


def _named(text: str) -> str:
    try:
        found = values.name(text)
    except Problem as problem:
        raise ValidationError(_("Write a name: two letters at least.")) from problem
    if found is None:
        raise ValidationError(_("Write a name: two letters at least."))
    return str(found)


def ask_project(form: forms.Form, viewer: Viewer, permission: str = "people.edit") -> None:
    """Let field ``project`` choose among those in which ``viewer`` holds ``permission``; not asked when there is one."""
    field: Any = form.fields["project"]
    field.queryset = Project.objects.holding(viewer, permission)
    field.empty_label = _("Choose a project")
    offered = list(field.queryset[:2])
    if len(offered) == 1:
        field.widget = forms.HiddenInput()
        field.initial = form.initial["project"] = offered[0].code


class SearchForm(forms.Form):
    """Whom to show; everything stands in the address."""

    q = forms.CharField(
        label=_("Name, telephone or card"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )
    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code", required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["project"]
        field.queryset = Project.objects.holding(viewer, "people.view")
        field.empty_label = _("All my projects")
        if not viewer.may("people.identify"):
            del self.fields["q"]

    @property
    def asked(self) -> tuple[str, Project | None]:
        """What was typed and the project; anything that cannot be understood is as if it were not asked."""
        self.is_valid()
        return self.cleaned_data.get("q", "").strip(), self.cleaned_data.get("project")


class NewcomerForm(forms.Form):
    """Somebody new in three fields. ``certain``: a human looked at who may be the same, and she is not among them."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code")
    full_name = forms.CharField(
        label=_("Full name"), max_length=200, widget=forms.TextInput({"autocomplete": "off", "dir": "auto"})
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=SEXES, required=False, widget=forms.RadioSelect, initial="")
    known_by = forms.CharField(
        label=_("Telephone or year of birth"),
        max_length=60,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "dir": "ltr"}),
        help_text=_(
            "So that the person is recognised next time. A full birth date, such as 12/03/1990, is even better."
        ),
    )
    certain = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_project(self, viewer)

    def clean_full_name(self) -> str:
        return _named(self.cleaned_data["full_name"])

    def clean_known_by(self) -> str:
        words = self.cleaned_data["known_by"].translate(values.DIGITS).strip()
        if words and not phone_key(normalise_phone(words)):
            try:
                _born(words)
            except ValidationError as error:
                raise ValidationError(
                    _("This is neither a telephone number (0612345678) nor a year or date of birth (1990).")
                ) from error
        return words

    @property
    def identity(self) -> Identity:
        """Who she says she is; only on a valid form."""
        said = self.cleaned_data
        phone = normalise_phone(said["known_by"])
        is_phone = bool(phone_key(phone))
        birth, precision = (None, "") if is_phone else _born(said["known_by"])
        return Identity(said["full_name"], said["sex"], birth, precision, phone=phone if is_phone else "")


class CorrectionForm(forms.Form):
    """What is known of somebody, to be corrected. ``version``: the one that the page showed."""

    full_name = forms.CharField(
        label=_("Full name"), max_length=200, widget=forms.TextInput({"autocomplete": "off", "dir": "auto"})
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=SEXES, required=False, widget=forms.RadioSelect)
    birth = forms.CharField(
        label=_("Birth date"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "dir": "ltr"}),
        help_text=_("Like 12/03/1990, or 03/1990, or only 1990."),
    )
    nationality = forms.CharField(
        label=_("Nationality"), max_length=60, required=False, widget=forms.TextInput({"dir": "auto"})
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=60,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "tel", "dir": "ltr"}),
    )
    checked = forms.BooleanField(
        label=_("This number was checked with the person"),
        required=False,
        help_text=_("A table had lost its first zero; it was put back."),
    )
    card = forms.CharField(
        label=_("Residence card"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "dir": "ltr"}),
    )
    keep_former = forms.BooleanField(
        label=_("What stood here before belongs to the same person"),
        required=False,
        initial=True,
        help_text=_("Older sheets then still find the person. Take the tick away if it belonged to somebody else."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, former: Identity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.former = former
        if not former.phone_restored:
            del self.fields["checked"]

    def clean_full_name(self) -> str:
        return _named(self.cleaned_data["full_name"])

    def clean_birth(self) -> tuple[date | None, str]:
        return _born(self.cleaned_data["birth"])

    def clean_phone(self) -> str:
        phone = normalise_phone(self.cleaned_data["phone"])
        if phone and phone != self.former.phone and len(re.sub(r"\D", "", phone)) < 6:
            raise ValidationError(_("This is too short for a telephone number."))
        return phone

    @property
    def identity(self) -> Identity:
        """What is true of her; only on a valid form."""
        said = self.cleaned_data
        birth, precision = said["birth"]
        repaired = self.former.phone_restored and said["phone"] == self.former.phone and not said.get("checked")
        return Identity(
            full_name=said["full_name"],
            sex=said["sex"],
            birth=birth,
            birth_precision=precision,
            nationality=said["nationality"].strip(),
            phone=said["phone"],
            phone_restored=repaired,
            card=normalise_card(said["card"]),
        )


def corrections_of(identity: Identity, version: int) -> dict[str, Any]:
    """The correction form as it opens."""
    return {
        "full_name": identity.full_name,
        "sex": identity.sex,
        "birth": birth_words(identity.birth, identity.birth_precision),
        "nationality": identity.nationality,
        "phone": identity.phone,
        "card": identity.card,
        "version": version,
    }
