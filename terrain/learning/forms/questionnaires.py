"""What is asked about a question: its text and its answers, in several languages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.core.ui.slip_forms import SlipForm
from terrain.learning.actions.questionnaires import QuestionSaid
from terrain.learning.models import Question
from terrain.learning.models.courses import LANGUAGES
from terrain.learning.moments import QuestionKind

OPTIONS = 6
NAMES = {"fr": _("French"), "ar": _("Arabic"), "en": _("English"), "it": _("Italian")}
SHOWN = ("fr", "ar")


class QuestionForm(SlipForm):
    """A question. French and Arabic stand open, other languages are folded away; an answer left blank is not offered."""

    kind = forms.ChoiceField(
        label=_("How it is answered"),
        choices=QuestionKind.choices,
        initial=QuestionKind.SINGLE,
        widget=forms.RadioSelect,
    )
    truth = forms.ChoiceField(
        label=_("If it is true or false: what is right?"),
        choices=[("", _("—")), ("0", _("True")), ("1", _("False"))],
        required=False,
    )
    points = forms.IntegerField(label=_("Points"), min_value=1, max_value=20, initial=1)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, question: Question | None = None, version: int = 0, **kwargs: Any) -> None:
        if question is not None:
            kwargs["initial"] = _initial(question) | {"version": version}
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            self.fields[f"text_{language}"] = forms.CharField(
                label=_("The question") if language == "fr" else NAMES[language],
                widget=forms.Textarea({"rows": 2, "lang": language, "dir": "auto"}),
                max_length=500,
                required=language == "fr",
            )
            for place in range(OPTIONS):
                self.fields[f"option_{place}_{language}"] = forms.CharField(
                    label=NAMES[language],
                    max_length=300,
                    required=False,
                    widget=forms.TextInput({"lang": language, "dir": "auto"}),
                )
        for place in range(OPTIONS):
            self.fields[f"right_{place}"] = forms.BooleanField(label=_("This is right"), required=False)

    @property
    def texts(self) -> list[Any]:
        """The fields of the question in the languages after French."""
        return [self[f"text_{language}"] for language in LANGUAGES if language != "fr"]

    @property
    def answers(self) -> list[tuple[int, list[Any], list[Any], Any]]:
        """Each answer's number, its fields that stand open, those folded away, and whether it is right."""
        return [
            (
                place + 1,
                [self[f"option_{place}_{language}"] for language in SHOWN],
                [self[f"option_{place}_{language}"] for language in LANGUAGES if language not in SHOWN],
                self[f"right_{place}"],
            )
            for place in range(OPTIONS)
        ]

    def clean(self) -> dict[str, Any]:
        """It can be scored: two answers at least, and what is right among them."""
        said = super().clean() or {}
        kind = said.get("kind")
        if kind == QuestionKind.TRUE_FALSE:
            if not said.get("truth"):
                self.add_error("truth", _("Say whether it is true or false."))
            return said
        filled = [place for place in range(OPTIONS) if said.get(f"option_{place}_fr")]
        right = [place for place in range(OPTIONS) if said.get(f"right_{place}")]
        if len(filled) < 2:
            self.add_error("option_0_fr", _("Give two answers at least, in French."))
        if not right or not set(right) <= set(filled):
            self.add_error("right_0", _("Tick what is right, among the answers that you gave."))
        elif kind == QuestionKind.SINGLE and len(right) != 1:
            self.add_error("right_0", _("One answer is right: tick that one."))
        return said

    @property
    def said(self) -> QuestionSaid:
        """The question as it is kept."""
        told = self.cleaned_data
        text = {language: told[f"text_{language}"] for language in LANGUAGES if told[f"text_{language}"]}
        if told["kind"] == QuestionKind.TRUE_FALSE:
            return QuestionSaid(told["kind"], text, [], [int(told["truth"])], told["points"])
        filled = [place for place in range(OPTIONS) if told[f"option_{place}_fr"]]
        options = [
            {code: told[f"option_{place}_{code}"] for code in LANGUAGES if told[f"option_{place}_{code}"]}
            for place in filled
        ]
        right = [number for number, place in enumerate(filled) if told[f"right_{place}"]]
        return QuestionSaid(told["kind"], text, options, right, told["points"])


def _initial(question: Question) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": question.kind, "points": question.points}
    told |= {f"text_{language}": text for language, text in question.text.items()}
    for place, option in enumerate(question.options[:OPTIONS]):
        told |= {f"option_{place}_{language}": text for language, text in option.items()}
    if question.kind == QuestionKind.TRUE_FALSE:
        told["truth"] = str(question.right[0])
    else:
        told |= {f"right_{place}": True for place in question.right}
    return told
