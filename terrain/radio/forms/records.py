"""What forms of the station share: the one-time mark, the version that was seen, texts in several languages, days."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terrain.core import clock

FIRST = ("fr", "ar")
"""Languages that are asked for at once; the others stand folded below."""
NAMES = {"fr": _("in French"), "ar": _("in Arabic"), "en": _("in English"), "it": _("in Italian")}


class RecordForm(forms.Form):
    """A form that makes or changes a record: sent twice it is one record; ``version`` is the one that the page showed."""

    slip = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slip"].initial = uuid.uuid4

    def said_by(self, *names: str) -> dict[str, Any]:
        """What was typed into these fields; only on a valid form."""
        return {name: self.cleaned_data[name] for name in names}


class TextsForm(RecordForm):
    """A form with texts in the house's languages. ``texts``: field → (label, longest, lines, whether one language is needed)."""

    texts: dict[str, tuple[Any, int, int, bool]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, longest, lines, needed) in self.texts.items():
            for language, _words in settings.LANGUAGES:
                self.fields[f"{name}_{language}"] = _text(label, language, longest, lines)
            if needed:
                self.fields[f"{name}_{FIRST[0]}"].help_text = _("In one language at least.")

    def shown(self, folded: bool) -> list[BoundField]:
        """Fields of the languages that are asked for at once, or of the ``folded`` ones, text by text."""
        languages = [code for code, _words in settings.LANGUAGES if (code in FIRST) is not folded]
        return [self[f"{name}_{language}"] for name in self.texts for language in languages]

    @property
    def first_texts(self) -> list[BoundField]:
        """What is asked for at once."""
        return self.shown(folded=False)

    @property
    def other_texts(self) -> list[BoundField]:
        """What stands folded."""
        return self.shown(folded=True)

    @property
    def others_open(self) -> bool:
        """Whether something stands in the folded ones, or is wrong with them."""
        return any(field.value() or field.errors for field in self.other_texts)

    @classmethod
    def texts_of(cls, record: Any) -> dict[str, str]:
        """What the form shows for the texts of ``record``."""
        return {
            f"{name}_{language}": getattr(record, name).get(language, "")
            for name in cls.texts
            for language, _words in settings.LANGUAGES
        }

    def typed(self, name: str) -> dict[str, str]:
        """Language → what was typed, without empty ones; only on a valid form."""
        found = {code: self.cleaned_data.get(f"{name}_{code}", "").strip() for code, _words in settings.LANGUAGES}
        return {code: words for code, words in found.items() if words}

    def clean(self) -> None:
        """What is needed stands there in one language at least."""
        super().clean()
        for name, (_label, _longest, _lines, needed) in self.texts.items():
            if needed and not self.typed(name):
                self.add_error(f"{name}_{FIRST[0]}", gettext("Write it in one language at least."))


def _text(label: Any, language: str, longest: int, lines: int) -> forms.CharField:
    words = f"{label} {NAMES[language]}"
    direction = {"dir": "rtl" if language == "ar" else "ltr", "lang": language}
    widget = forms.TextInput(direction) if lines == 1 else forms.Textarea(direction | {"rows": lines})
    return forms.CharField(label=words, max_length=longest, required=False, widget=widget)


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """A day, chosen from a calendar."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=[_thinkable], **kwargs)


def time_field(label: Any, **kwargs: Any) -> forms.TimeField:
    """A time of the station's clock, to the minute."""
    return forms.TimeField(label=label, widget=forms.TimeInput({"type": "time"}, format="%H:%M"), **kwargs)


def _thinkable(day: date) -> None:
    if not date(2020, 1, 1) <= day <= date(clock.today().year + 10, 12, 31):
        raise ValidationError(gettext("This date is too far in the past or in the future."))
