"""What the studio asks."""

import re
import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.radio.actions.episodes import EpisodeSaid
from terrain.radio.actions.recordings import RecordingSaid
from terrain.radio.enums import Part, RecordingFor, VoiceKind, VoiceWay, Withdrawn
from terrain.radio.hints import HINTS
from terrain.radio.models import Episode, LentWords, Show, Station, Voice

LANGUAGES = [
    ("ar", _("Arabic")),
    ("ary", _("Darija")),
    ("zgh", _("Tamazight")),
    ("fr", _("French")),
    ("it", _("Italian")),
    ("en", _("English")),
]
AUDIO = "audio/*,.opus,.ogg,.amr,.3gp,.m4a,.mp3,.wav"
CUE = re.compile(r"(?:(\d+):)?([0-5]\d):([0-5]\d)\.(\d{3})\s+-->\s+(?:(\d+):)?([0-5]\d):([0-5]\d)\.(\d{3})(?:\s.*)?")
CHAPTER = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})\s+(.+)")


def shows_for(viewer: Viewer) -> Any:
    """The shows for which ``viewer`` may record."""
    return Show.objects.visible_to(viewer).filter(ended_on=None).select_related("station")


class SoundForm(forms.Form):
    """What a recording becomes: told by the page around the recorder."""

    purpose = forms.ChoiceField(choices=RecordingFor.choices, widget=forms.HiddenInput)
    way = forms.ChoiceField(choices=VoiceWay.choices, widget=forms.HiddenInput)
    station = forms.ModelChoiceField(Station.objects.none(), to_field_name="uid", widget=forms.HiddenInput)
    show = forms.ModelChoiceField(
        Show.objects.none(), label=_("For which show?"), to_field_name="uid", required=False, empty_label=None
    )
    testimony = forms.ModelChoiceField(
        LentWords.objects.none(), to_field_name="uid", required=False, widget=forms.HiddenInput
    )
    hint = forms.ChoiceField(
        choices=[("", ""), *((key, key) for key in HINTS)], required=False, widget=forms.HiddenInput
    )
    language = forms.ChoiceField(choices=[("", ""), *settings.LANGUAGES], required=False, widget=forms.HiddenInput)
    forget_when_heard = forms.BooleanField(
        label=_("Delete my recording once my words are on the radio"), required=False, initial=True
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked: Any = self.fields
        asked["station"].queryset = Station.objects.visible_to(viewer)
        asked["show"].queryset = shows_for(viewer)
        asked["testimony"].queryset = LentWords.objects.to_read(viewer)

    def said(self, **more: Any) -> RecordingSaid:
        """What was told; only on a valid form."""
        told = self.cleaned_data
        return RecordingSaid(
            purpose=told["purpose"],
            way=told["way"],
            show=told["show"],
            testimony=told["testimony"],
            hint=told["hint"],
            language=told["language"] or RecordingSaid.language,
            forget_when_heard=told["forget_when_heard"],
            **more,
        )


class BeginForm(SoundForm):
    """What a telephone announces before it sends parts. Sizes in bytes, times in milliseconds."""

    size = forms.IntegerField(min_value=0, max_value=1 << 40)
    milliseconds = forms.IntegerField(min_value=0, max_value=1 << 31)
    cut_from = forms.IntegerField(min_value=0, max_value=1 << 30)
    cut_to = forms.IntegerField(min_value=0, max_value=1 << 30)
    from_file = forms.BooleanField(required=False)
    media_type = forms.CharField(max_length=100, required=False)


class UploadForm(SoundForm):
    """A file instead of a recording."""

    file = forms.FileField(
        label=_("A sound on your telephone"),
        widget=forms.ClearableFileInput({"accept": AUDIO}),
        allow_empty_file=True,
        help_text=_("Any sound: a WhatsApp voice note, the telephone's own recorder, MP3, WAV."),
    )
    slip = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)


class EpisodeForm(forms.Form):
    """What an episode is called and what it is about."""

    title = forms.CharField(label=_("What is it called?"), max_length=150)
    summary = forms.CharField(
        label=_("What is it about?"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("Listeners read this. No name of anybody who must not be known."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    chapters = forms.CharField(
        label=_("Chapters"), max_length=4000, required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("One on each line: minutes and seconds, then a title. For example 02:30 The school."),
    )  # fmt: skip
    transcript = forms.CharField(
        label=_("What is said, as text (WebVTT)"), max_length=400_000, required=False,
        widget=forms.Textarea({"rows": 5}), help_text=_("For those who do not hear. It begins with the line WEBVTT."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def initial_of(episode: Episode) -> dict[str, Any]:
        """What the form shows for ``episode``."""
        told = [f"{_clock(int(one['at']))} {one['title']}" for one in episode.chapters]
        return {
            "title": episode.title,
            "summary": episode.summary,
            "language": episode.language,
            "transcript": episode.transcript,
            "chapters": "\n".join(told),
            "version": episode.version,
        }

    def clean_chapters(self) -> list[dict[str, Any]]:
        """Seconds and title of each, later than the one before."""
        found: list[dict[str, Any]] = []
        for line in filter(None, map(str.strip, self.cleaned_data["chapters"].splitlines())):
            said = CHAPTER.fullmatch(line)
            if said is None:
                raise ValidationError(gettext("“%(line)s”: write the time, then the title.") % {"line": line[:60]})
            at = int(said[1] or 0) * 3600 + int(said[2]) * 60 + int(said[3])
            if found and at <= found[-1]["at"]:
                raise ValidationError(gettext("“%(line)s” does not come after the one before.") % {"line": line[:60]})
            found.append({"at": at, "title": said[4].strip()[:150]})
        return found

    def clean_transcript(self) -> str:
        """WebVTT whose times go forward, or nothing."""
        text: str = self.cleaned_data["transcript"].replace("\r\n", "\n").strip()
        if not text:
            return ""
        if not re.match(r"\ufeff?WEBVTT(?:[ \t].*)?(?:\n|$)", text):
            raise ValidationError(gettext("The first line must be WEBVTT."))
        before, count = -1, 0
        for number, line in enumerate(text.split("\n"), start=1):
            if "-->" not in line:
                continue
            begin = _begins(line.strip())
            if begin is None or begin < before:
                raise ValidationError(gettext("Line %(number)d: the time cannot be read.") % {"number": number})
            before, count = begin, count + 1
        if not count:
            raise ValidationError(gettext("There is no line with times in this text."))
        return text

    @property
    def said(self) -> EpisodeSaid:
        """What was typed; only on a valid form."""
        told = {name: self.cleaned_data[name] for name in ("title", "summary", "language", "transcript", "chapters")}
        return EpisodeSaid(**told)


def _clock(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60:02}:{rest % 60:02}"


def _begins(line: str) -> int | None:
    """Milliseconds at which a cue begins, where it ends later."""
    times = CUE.fullmatch(line)
    if times is None:
        return None
    at = [int(part or 0) for part in times.groups()]
    begin, end = (((h * 60 + m) * 60 + s) * 1000 + ms for h, m, s, ms in (at[:4], at[4:]))
    return begin if begin < end else None


class VoicesForm(forms.Form):
    """Who is heard."""

    hosts = forms.ModelMultipleChoiceField(
        Voice.objects.none(), label=_("Who speaks?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    guests = forms.ModelMultipleChoiceField(
        Voice.objects.none(), label=_("Who is a guest?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, episode: Episode, **kwargs: Any) -> None:
        self.episode = episode
        there = list(episode.parts.all())
        kwargs["initial"] = {
            "hosts": [one.voice_id for one in there if one.part in {Part.HOST, Part.READER}],
            "guests": [one.voice_id for one in there if one.part == Part.GUEST],
        }
        super().__init__(*args, **kwargs)
        voices = Voice.objects.filter(project_id=episode.show.station.project_id, left_at=None)
        voices = voices.exclude(kind=VoiceKind.LISTENER)
        offered: Any = self.fields
        offered["hosts"].queryset = voices.filter(kind=VoiceKind.HOST)
        offered["guests"].queryset = voices

    @property
    def said(self) -> list[tuple[Voice, str]]:
        """Voices and what they do; only on a valid form."""
        speaks = Part.READER if self.episode.way == VoiceWay.LENT else Part.HOST
        told = self.cleaned_data
        return [(one, speaks) for one in told["hosts"]] + [(one, Part.GUEST) for one in told["guests"]]


class ApproveForm(forms.Form):
    """What the second person says."""

    checked_names = forms.BooleanField(
        label=_("I listened to all of it. I heard no name that must not be said."), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class SendBackForm(forms.Form):
    """A word for whoever made it."""

    words = forms.CharField(
        label=_("What should she change?"), max_length=1000, widget=forms.Textarea({"rows": 3}),
        help_text=_("One or two short sentences. She reads them beside her episode."),
    )  # fmt: skip


class WithdrawForm(forms.Form):
    """Why, as a code; never a story."""

    reason = forms.ChoiceField(label=_("Why?"), choices=Withdrawn.choices, widget=forms.RadioSelect)
    erase = forms.BooleanField(
        label=_("Destroy the recording as well: nobody can ever listen to it again."), required=False
    )


class TellForm(forms.Form):
    """What she tells, in writing."""

    words = forms.CharField(
        label=_("What would you like to be told?"), max_length=20_000, widget=forms.Textarea({"rows": 8})
    )
    author = forms.ModelChoiceField(Voice.objects.none(), label=_("Whose words are these?"), to_field_name="uid")
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    station = forms.ModelChoiceField(Station.objects.none(), to_field_name="uid", widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked: Any = self.fields
        asked["station"].queryset = Station.objects.visible_to(viewer)
        voices = Voice.objects.visible_to(viewer).filter(left_at=None).exclude(kind=VoiceKind.LISTENER)
        if not viewer.may("radio.produce"):
            voices = voices.filter(user_id=viewer.user_id or 0)
            asked["author"].required = False
            asked["author"].widget = forms.HiddenInput()
        asked["author"].queryset = voices


class WordsForm(forms.Form):
    """The words that will be read."""

    words = forms.CharField(
        label=_("The words that will be read"), max_length=20_000, widget=forms.Textarea({"rows": 10}),
        help_text=_("No name, no place, no date by which she could be known. She agrees to these very words."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)
