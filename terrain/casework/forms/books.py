"""What a book asks, one field each."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.casework.books import DAY, YES_NO, Asked, Book
from terrain.casework.forms.days import born_of, likely
from terrain.casework.models import Case
from terrain.casework.suggesting import suggested
from terrain.core import clock
from terrain.core.texts import said
from terrain.core.ui.slip_forms import SlipForm

DAY_INPUT = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
FEW = 6
"""Up to so many answers stand on the page one under the other; more are a list to open."""


class EntryForm(SlipForm):
    """The day of the entry and the book's questions; ``version``: what a correction was opened on."""

    day = forms.DateField(widget=DAY_INPUT)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, book: Book, case: Case, answers: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.born = born_of(case)
        self.book = book
        answered = answers or {}
        self.asked = [one for one in book.asks if one.holds(clock.today()) or answered.get(one.code)]
        self.fields["day"].label = book.named
        if not book.to_come and not book.starts_delays():
            self.fields["day"].initial = clock.today()
        for one in self.asked:
            self.fields[one.code] = _field(one, answered.get(one.code))
            if one.suggest:
                self.fields[one.code].widget.attrs["list"] = f"suggested-{one.code}"
        self.suggestions = [
            (one.code, suggested(one.suggest, case.project_id, clock.today())) for one in self.asked if one.suggest
        ]

    def clean_day(self) -> date:
        """Not to come, unless the book is also for what is to come."""
        day: date = self.cleaned_data["day"]
        if not self.book.to_come and day > clock.today():
            raise forms.ValidationError(_("This day is still to come."))
        if not likely(day, self.born):
            raise forms.ValidationError(_("Look at the year again."))
        return day

    def clean(self) -> dict[str, Any]:
        """Days in their order, nothing said too early, and something said."""
        told = super().clean() or self.cleaned_data
        day = told.get("day")
        early = day is not None and day > clock.today() and not self.book.off(told)
        for one in self.asked:
            if early and one.later and told.get(one.code) not in (None, "", []):
                self.add_error(one.code, _("This can be said once the day has come."))
            if one.kind == "day" and told.get(one.code) is not None:
                self._look_at(one, told)
        if not self.errors and not self.answers:
            raise forms.ValidationError(_("Say something at least."))
        return told

    def _look_at(self, one: Asked, told: dict[str, Any]) -> None:
        """Add what is wrong with a day that was answered."""
        day, first = told[one.code], told.get(one.after) if one.after else None
        if not likely(day, self.born):
            self.add_error(one.code, _("Look at the year again."))
        if one.past and day > clock.today():
            self.add_error(one.code, _("This day is still to come."))
        if first and day < first:
            name = self.book.named if one.after == DAY else str(self.book.asked(one.after))
            self.add_error(one.code, _("This is before “%(other)s”.") % {"other": name})

    @property
    def first(self) -> list[forms.BoundField]:
        """What is asked at once."""
        return [self[name] for name in ["day", *(one.code for one in self.asked if not one.later)]]

    @property
    def later(self) -> list[forms.BoundField]:
        """What is asked once the day has come."""
        return [self[one.code] for one in self.asked if one.later]

    @property
    def has_come(self) -> bool:
        """Whether to show what is asked later at once: something of it is answered or wrong, or the day has come."""
        day = self.initial.get("day")
        names = [one.code for one in self.asked if one.later]
        return any(self[name].value() or self[name].errors for name in names) or (
            day is not None and day <= clock.today()
        )

    @property
    def answers(self) -> dict[str, Any]:
        """Field → answer, those left open out."""
        told = {one.code: self.cleaned_data.get(one.code) for one in self.asked}
        days = {code: value.isoformat() if isinstance(value, date) else value for code, value in told.items()}
        clean = {code: value.strip() if isinstance(value, str) else value for code, value in days.items()}
        return {code: value for code, value in clean.items() if value not in ("", None, [])}


def initial_of(answers: dict[str, Any], day: date, version: int) -> dict[str, Any]:
    """What a correction shows at first."""
    return {**answers, "day": day, "version": version}


def _field(asked: Asked, answered: Any) -> forms.Field:
    said_of: dict[str, Any] = {"label": str(asked), "required": asked.required, "help_text": said(asked.hint)}
    if asked.kind in {"choice", "several", "yes_no"}:
        return _choice(asked, answered, said_of)
    if asked.kind == "day":
        return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **said_of)
    if asked.kind == "number":
        return forms.IntegerField(min_value=0, max_value=asked.largest, **said_of)
    if asked.kind == "line":
        return forms.CharField(max_length=200, **said_of)
    return forms.CharField(max_length=5000, widget=forms.Textarea({"rows": 4}), **said_of)


def _choice(asked: Asked, answered: Any, said_of: dict[str, Any]) -> forms.Field:
    """The answers that hold today, and those that were given when others held."""
    unsaid = [("", _("not said"))] if answered and not asked.required else []
    if asked.kind == "yes_no":
        return forms.ChoiceField(choices=[*YES_NO.items(), *unsaid], widget=forms.RadioSelect, **said_of)
    given = set(answered if isinstance(answered, list) else [answered])
    choices = [(one.code, str(one)) for one in asked.answers if one.holds(clock.today()) or one.code in given]
    if asked.kind == "several":
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **said_of)
    if len(choices) <= FEW:
        return forms.ChoiceField(choices=[*choices, *unsaid], widget=forms.RadioSelect, **said_of)
    return forms.ChoiceField(choices=[("", _("Choose")), *choices], **said_of)
