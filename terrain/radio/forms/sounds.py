"""What is asked about a jingle or a piece of music."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.radio.actions.sounds import LONGEST_RIGHTS, LONGEST_TITLE, Brought
from terrain.radio.enums import SoundKind
from terrain.radio.forms.records import RecordForm

KINDS = ((SoundKind.FALLBACK, SoundKind.FALLBACK.label), (SoundKind.JINGLE, SoundKind.JINGLE.label))


class SoundForm(RecordForm):
    """A file, what it is, and who gave the right to play it."""

    kind = forms.ChoiceField(label=_("What it is for"), choices=KINDS, widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE)
    rights = forms.CharField(
        label=_("Who gave the right to play it"),
        max_length=LONGEST_RIGHTS,
        help_text=_(
            "For instance: sung by the group itself, recorded on 3 May, all agreed. Or: CC BY, name of the author."
        ),
    )
    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput({"accept": "audio/*,.amr,.3gp,.opus,.ogg,.m4a,.wav,.mp3,.flac"}),
        help_text=_("Any sound of a telephone or a computer."),
    )

    @property
    def brought(self) -> Brought:
        """What was brought; only on a valid form."""
        file: Any = self.cleaned_data["file"]
        told = self.said_by("kind", "title", "rights")
        return Brought(**told, stream=file, name=file.name or "", media_type=file.content_type or "")
