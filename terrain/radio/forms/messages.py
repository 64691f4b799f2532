"""What listeners and producers say in forms about messages."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.texts import said
from terrain.radio.consent.agreements import agreements
from terrain.radio.enums import Scope
from terrain.radio.feeds import weekzip
from terrain.radio.models import Message, Show
from terrain.radio.public import PublicShow, PublicStation

LARGEST_MB = 16
LONGEST = 180
"""Seconds that the page records: what a listener tells in one breath, and some megabyte of a poor network."""


class _SentOnce(forms.Form):
    slip = forms.UUIDField(widget=forms.HiddenInput, required=False)
    website = forms.CharField(required=False, max_length=200)
    """Nobody sees this field; programs that fill forms do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slip"].initial = uuid.uuid4

    @property
    def by_a_program(self) -> bool:
        """Whether something filled in what nobody sees."""
        return bool(self.cleaned_data.get("website"))


class WriteForm(_SentOnce):
    """A message to the radio: words, or a voice."""

    text = forms.CharField(
        label=_("Your message"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("In any language. Leave out names and addresses of others."),
    )  # fmt: skip
    audio = forms.FileField(
        label=_("Or a voice message"), required=False, widget=forms.ClearableFileInput(attrs={"accept": "audio/*"}),
        help_text=_("A recording of your telephone, or a voice message that you saved: up to 16 MB."),
    )  # fmt: skip
    changed = forms.BooleanField(required=False, widget=forms.HiddenInput)
    """The page's recorder changed the voice before it left the telephone."""
    may_air = forms.BooleanField(required=False)
    show = forms.ChoiceField(label=_("For which show?"), required=False)
    name = forms.CharField(
        label=_("Your name, if you like"), max_length=60, required=False,
        help_text=_("Any name will do. Without one you are “a listener”."),
    )  # fmt: skip
    name_said = forms.BooleanField(label=_("This name may be said on the radio"), required=False)

    def __init__(self, *args: Any, shows: tuple[PublicShow, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked: Any = self.fields["may_air"]
        asked.label = said(agreements().newest.listener)
        heard = said(agreements().scope(Scope.AIR).text)
        asked.help_text = " ".join(
            (heard, gettext("Without this tick only the people of the radio hear or read it. You can take it back."))
        )
        offered: Any = self.fields["show"]
        open_shows = [(show.slug, said(show.title)) for show in shows if not show.has_ended]
        offered.choices = [("", _("The radio")), *open_shows]

    def clean_audio(self) -> Any:
        """Not larger than what a telephone's voice message can be."""
        audio = self.cleaned_data["audio"]
        if audio is not None and audio.size > LARGEST_MB << 20:
            raise forms.ValidationError(gettext("This recording is larger than 16 MB: send a shorter one."))
        return audio

    def clean(self) -> dict[str, Any]:
        """Something must be said."""
        found = super().clean() or self.cleaned_data
        if not found.get("text") and not found.get("audio") and "audio" not in self.errors:
            self.add_error("text", gettext("Write something, or add a voice message."))
        return found


class DraftForm(forms.Form):
    """In which show a listener's message is heard."""

    show = forms.ModelChoiceField(Show.objects.none(), label=_("In which show?"), to_field_name="uid", empty_label=None)

    def __init__(self, *args: Any, message: Message, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shows = Show.objects.filter(station_id=message.station_id, ended_on=None).select_related("station")
        offered: Any = self.fields["show"]
        offered.queryset = shows
        about = message.show or (message.episode.show if message.episode is not None else None)
        if about is not None and about.ended_on is None:
            offered.initial = about.uid
        elif len(shows) == 1:
            offered.initial = shows[0].uid
        else:
            offered.empty_label = _("Choose")


class ClubForm(_SentOnce):
    """A group that listened together to the week's zip."""

    code = forms.CharField(
        label=_("Code"), max_length=20, help_text=_("Eight letters and figures: they stand on the page inside the zip.")
    )
    day = forms.DateField(label=_("Which day did you listen?"), widget=forms.DateInput(attrs={"type": "date"}))
    heads = forms.IntegerField(label=_("How many were you?"), min_value=2, max_value=500)
    place = forms.CharField(
        label=_("Where, in a few words"), max_length=120, required=False,
        help_text=_("A district or a centre is enough. No names of people."),
    )  # fmt: skip

    def __init__(self, *args: Any, station: PublicStation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.station = station
        self.read: tuple[str, date] | None = None

    def clean_code(self) -> str:
        """One of ours, of the last half year."""
        self.read = weekzip.read_code(self.station, self.cleaned_data["code"], clock.today())
        if self.read is None:
            raise forms.ValidationError(
                gettext("This code is not one of ours. Look at the page inside the zip once more.")
            )
        return self.read[0]

    def clean_day(self) -> date:
        """Not to come, and not before the zip was made."""
        day: date = self.cleaned_data["day"]
        if day > clock.today():
            raise forms.ValidationError(gettext("This day has not come yet."))
        return day

    def clean(self) -> dict[str, Any]:
        """The group listened after the zip was made."""
        found = super().clean() or self.cleaned_data
        if self.read is not None and found.get("day") and found["day"] < self.read[1]:
            self.add_error("day", gettext("That was before this zip was made."))
        return found


class ConversationForm(forms.Form):
    """An exported WhatsApp conversation."""

    export = forms.FileField(
        label=_("The exported conversation"),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,.txt"}),
        help_text=_(
            "In WhatsApp: the conversation → More → Export chat. A zip with the voice messages, or only the text."
        ),
    )
