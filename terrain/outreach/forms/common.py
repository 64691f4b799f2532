"""What forms of this room share: the one-time mark, the version that was seen, days, texts in several languages, proofs."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.ui.meanwhile import OpenedForm
from terrain.outreach.actions.proofs import LARGEST_PROOF, Proof

EARLIEST = date(1990, 1, 1)
TONGUES = (("fr", _("in French")), ("ar", _("in Arabic")), ("en", _("in English")), ("it", _("in Italian")))
"""Languages in which a campaign's own words may stand; French is asked for, the others may be left out."""


class RecordForm(OpenedForm):
    """A form that makes or changes a record: sent twice it is one record; ``version`` is the one that the page showed."""

    slip = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slip"].initial = uuid.uuid4

    def said_by(self, *names: str) -> dict[str, Any]:
        """What was typed into these fields; only on a valid form."""
        return {name: self.cleaned_data[name] for name in names}

    def clean_evidence(self) -> Any:
        """A proof is not too large."""
        file = self.cleaned_data.get("evidence")
        if file and file.size > LARGEST_PROOF:
            raise ValidationError(gettext("This file is larger than 20 MB. Send a smaller copy."))
        return file

    @property
    def proof(self) -> Proof | None:
        """The file that was sent, when one was; only on a valid form."""
        file = self.cleaned_data.get("evidence")
        return Proof(file, file.name, file.content_type or "") if file else None


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """A day, chosen from a calendar."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=[_thinkable], **kwargs)


def _thinkable(day: date) -> None:
    if not EARLIEST <= day <= date(clock.today().year + 10, 12, 31):
        raise ValidationError(gettext("This date is too far in the past or in the future."))


def words_field(label: Any, longest: int, rows: int = 3, **kwargs: Any) -> forms.CharField:
    """Several lines of text."""
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea({"rows": rows}), **kwargs)


def evidence_field(label: Any, **kwargs: Any) -> forms.FileField:
    """A file that proves something."""
    told: dict[str, Any] = {
        "help_text": _("A photograph, a sheet, an export: kept encrypted. 20 MB at most."),
        "required": False,
    }
    return forms.FileField(label=label, **(told | kwargs))


def texts_of(form: forms.Form, name: str) -> dict[str, str]:
    """What was typed of a text, by language; only on a valid form."""
    typed = {code: form.cleaned_data.get(f"{name}_{code}") or "" for code, _words in TONGUES}
    return {code: words for code, words in typed.items() if words}
