from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from terrain.programmes.faults import ProgrammeError
from terrain.programmes.reader import decoded, read_texts
from terrain.programmes.schema import ProgrammeFile

LARGEST_UPLOAD = 1 << 20


def _text(upload: UploadedFile) -> tuple[str, str]:
    name = str(upload.name)
    if (upload.size or 0) > LARGEST_UPLOAD:
        raise ValidationError(_("This file is larger than 1 MB: too large for a programme file."))
    try:
        return name, decoded(name, upload.read())
    except ProgrammeError as error:
        raise ValidationError(error.said()) from error


def _read(form: forms.Form, name: str, text: str, beside: dict[str, str], field: str | None) -> ProgrammeFile | None:
    try:
        return read_texts(name, text, beside)
    except ProgrammeError as error:
        form.add_error(field, ValidationError(error.said()))
    return None


class LoadForm(forms.Form):
    """A programme file brought from somebody's machine; afterwards ``programme`` holds what it says."""

    file = forms.FileField(
        label=_("Programme file"),
        help_text=_("One YAML file. You see what it would change before anything is changed."),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.txt"}),
    )
    places = forms.FileField(
        label=_("Places file"),
        required=False,
        help_text=_("Only when the programme file names one that Terrain does not ship."),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.txt"}),
    )
    programme: ProgrammeFile | None = None

    def clean_file(self) -> tuple[str, str]:
        return _text(self.cleaned_data["file"])

    def clean_places(self) -> tuple[str, str] | None:
        upload = self.cleaned_data["places"]
        return _text(upload) if upload else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "file" in data and "places" in data:
            name, text = data["file"]
            beside = dict([data["places"]] if data["places"] else [])
            self.programme = _read(self, name, text, beside, "file")
        return data

    @property
    def brought(self) -> dict[str, str]:
        """The texts as ``AgreedForm`` takes them back; only on a valid form."""
        name, text = self.cleaned_data["file"]
        places_name, places_text = self.cleaned_data["places"] or ("", "")
        return {"name": name, "text": text, "places_name": places_name, "places_text": places_text}


class AgreedForm(forms.Form):
    """The file that was shown, sent back with the fingerprint of what was agreed to."""

    name = forms.CharField(max_length=200, strip=False, widget=forms.HiddenInput)
    text = forms.CharField(max_length=LARGEST_UPLOAD, strip=False, widget=forms.HiddenInput)
    places_name = forms.CharField(max_length=200, strip=False, required=False, widget=forms.HiddenInput)
    places_text = forms.CharField(max_length=LARGEST_UPLOAD, strip=False, required=False, widget=forms.HiddenInput)
    agreed = forms.CharField(max_length=64, widget=forms.HiddenInput)
    programme: ProgrammeFile | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "name" in data and "text" in data:
            beside = {data["places_name"]: data["places_text"]} if data.get("places_name") else {}
            self.programme = _read(self, data["name"], data["text"], beside, None)
        return data
