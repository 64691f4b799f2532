"""What forms of this room share: the one-time mark, the version that was seen, days, the project."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.ui.wording import listed
from terrain.people.forms import ask_project
from terrain.workshops import centres
from terrain.workshops.lists import lists
from terrain.workshops.naming import names_in

EARLIEST = date(1990, 1, 1)
A_WORD = RegexValidator(r"[^\W_]", _("Write at least one letter or figure."))
"""By letters and figures things are known again."""


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


class AskingForm(RecordForm):
    """A form with free texts, ``texts``: one that may name somebody or say what somebody has is asked about once more; who looked
    again and ticks ``as_it_is`` saves it. What stood there already is not asked about."""

    texts: tuple[str, ...] = ()
    as_it_is = forms.BooleanField(
        label=_("I looked again: it names nobody and judges nobody. Save it as it is."), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was_asked = False

    @property
    def asks_again(self) -> bool:
        """Whether something was asked about."""
        return bool(self.was_asked or (self.is_bound and self.data.get("as_it_is")))

    def ask(self, name: str, why: str) -> None:
        """Ask about what was typed into field ``name``, unless it is said to be right as it is."""
        if not self.cleaned_data.get("as_it_is"):
            self.was_asked = True
            self.add_error(name, why)

    def clean(self) -> None:
        """No name and no diagnosis in any text without being asked again."""
        typed = {name: self.cleaned_data.get(name) or "" for name in self.texts if name in self.changed_data}
        familiar = centres.familiar() if any(typed.values()) else frozenset()
        for name, text in typed.items():
            if found := lists().diagnoses_in(text):
                told = {"words": listed(found)}
                self.ask(
                    name, gettext("“%(words)s” sounds like a diagnosis. Say what was seen or heard instead.") % told
                )
            if named := names_in(text, familiar):
                told = {"words": listed(named)}
                self.ask(name, gettext("“%(words)s” looks like a name. Say it without naming anybody.") % told)


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


def centre_field(label: Any, **kwargs: Any) -> forms.CharField:
    """The name of a centre: those that are known are proposed, a new one is made."""
    widget = forms.TextInput({"list": "centres"})
    return forms.CharField(label=label, max_length=120, widget=widget, validators=[A_WORD], **kwargs)


def ask_whose(form: forms.Form, viewer: Viewer) -> None:
    """Let field ``project`` choose among those in which ``viewer`` holds sessions."""
    ask_project(form, viewer, "gathering.record")
