"""What is asked in tests, opinions and follow-ups, and of certificates."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.learning import opinions, scoring, testing
from terrain.learning.actions.follow_ups import FollowUpSaid
from terrain.learning.models import Enrolment, FollowUp, Question, Sitting
from terrain.learning.moments import Moment, Outcome, QuestionKind, Used

DOES_NOT_KNOW = "none"
FEW = {"rows": 3}


class TestForm(forms.Form):
    """The questions of a test. "I do not know" is an answer: guessing would say nothing."""

    __test__ = False

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, question in enumerate(questions, 1):
            self.fields[f"q{question.pk}"] = _field_of(question, f"{number}. {question}")

    @property
    def chosen(self) -> dict[int, list[int]]:
        """Question → places of the options chosen."""
        told = {}
        for name, value in self.cleaned_data.items():
            picked = value if isinstance(value, list) else [value]
            told[int(name[1:])] = [int(one) for one in picked if one not in {"", DOES_NOT_KNOW}]
        return told


def _field_of(question: Question, label: str) -> forms.Field:
    choices = [(str(place), words) for place, words in testing.offered(question)]
    if question.kind == QuestionKind.MULTIPLE:
        return forms.MultipleChoiceField(
            label=label,
            choices=[*choices, (DOES_NOT_KNOW, _("I do not know"))],
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Several answers may be right."),
            error_messages={"required": _("Choose an answer, or say that you do not know.")},
        )
    return forms.ChoiceField(
        label=label,
        choices=[*choices, (DOES_NOT_KNOW, _("I do not know"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer, or say that you do not know.")},
    )


class OpinionForm(forms.Form):
    """Five statements, and free words."""

    words = forms.CharField(
        label=_("What should we keep, what should we change?"),
        widget=forms.Textarea(FEW),
        max_length=1000,
        required=False,
        help_text=_("Name nobody, and nothing by which you would be recognised."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(mark), words) for mark, words in opinions.scale()]
        asked = {
            one.code: forms.ChoiceField(label=str(one), choices=choices, widget=forms.RadioSelect)
            for one in opinions.statements()
        }
        self.fields = asked | self.fields

    @property
    def marks(self) -> dict[str, int]:
        """Statement → mark."""
        return {one.code: int(self.cleaned_data[one.code]) for one in opinions.statements()}


class FollowUpForm(forms.Form):
    """Three questions to her: did you use it, an example, what hindered."""

    used = forms.ChoiceField(
        label=_("Since the training, have you used what you learned?"), choices=Used.choices, widget=forms.RadioSelect
    )
    example = forms.CharField(
        label=_("Tell us about one time"),
        widget=forms.Textarea(FEW),
        max_length=2000,
        required=False,
        help_text=_("What did you do differently? Name nobody."),
    )
    hindrance = forms.CharField(
        label=_("What made it difficult?"), widget=forms.Textarea(FEW), max_length=2000, required=False
    )

    @property
    def said(self) -> FollowUpSaid:
        """What she tells."""
        told = self.cleaned_data
        return FollowUpSaid(Outcome.ANSWERED, told["used"], told["example"].strip(), told["hindrance"].strip())


class StaffFollowUpForm(forms.Form):
    """The same by telephone, with what became of the call, and what shows it."""

    outcome = forms.ChoiceField(label=_("What became of the call?"), choices=Outcome.choices, widget=forms.RadioSelect)
    used = forms.ChoiceField(
        label=_("Did she use what she learned?"),
        choices=[("", _("Not said")), *Used.choices],
        required=False,
    )
    example = forms.CharField(
        label=_("An example, in her words"), widget=forms.Textarea(FEW), max_length=2000, required=False
    )
    hindrance = forms.CharField(
        label=_("What made it difficult"), widget=forms.Textarea(FEW), max_length=2000, required=False
    )
    evidence = forms.CharField(
        label=_("What shows it"),
        widget=forms.Textarea(FEW),
        max_length=2000,
        required=False,
        help_text=_(
            "A note on how she works now: a new way of hearing a child, a form that her office changed. No case, no name."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, held: FollowUp | None, **kwargs: Any) -> None:
        if held is not None:
            example, hindrance, evidence = held.words()
            kwargs["initial"] = {
                "outcome": held.outcome,
                "used": held.used,
                "example": example,
                "hindrance": hindrance,
                "evidence": evidence,
                "version": held.version,
            }
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """An answer says whether she used it."""
        said = super().clean() or {}
        if said.get("outcome") == Outcome.ANSWERED and not said.get("used"):
            self.add_error("used", _("Say whether she used it."))
        return said

    @property
    def said(self) -> FollowUpSaid:
        """What became of asking."""
        told = self.cleaned_data
        words = [told[name].strip() for name in ("example", "hindrance", "evidence")]
        return FollowUpSaid(told["outcome"], told["used"], *words)


class ScoresForm(forms.Form):
    """Scores of tests that were taken on paper: of everybody on the list, out of so many points."""

    out_of = forms.IntegerField(label=_("How many points are there in all?"), min_value=1, max_value=1000)

    def __init__(
        self, *args: Any, rows: Sequence[tuple[Enrolment, str]], written: Sequence[Sitting], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        taken = {(one.enrolment_id, one.moment): one for one in written if one.attempt == 1}
        self.rows = []
        for enrolment, name in rows:
            names = []
            for moment in Moment:
                sitting = taken.get((enrolment.pk, moment.value))
                closed = sitting is not None and not sitting.on_paper
                closed = closed or (moment == Moment.AFTER and enrolment.last_attended is None)
                if not closed:
                    code = f"{moment.value}_{enrolment.pk}"
                    self.fields[code] = forms.DecimalField(
                        label=f"{name}: {moment.label}", min_value=0, max_digits=6, decimal_places=2, required=False
                    )
                    names.append((moment.value, code, sitting))
                else:
                    names.append((moment.value, "", sitting))
            self.rows.append((enrolment, name, names))

    @property
    def told(self) -> list[tuple[str, list[tuple[Any, Any]]]]:
        """For the page: the name, and before and after each its field, or what she scored on her page."""
        return [
            (name, [(self[code] if code else None, sitting) for _moment, code, sitting in names])
            for _enrolment, name, names in self.rows
        ]

    def clean(self) -> dict[str, Any]:
        """Nobody has more points than there are."""
        said = super().clean() or {}
        out_of = said.get("out_of")
        for _enrolment, _name, names in self.rows:
            for _moment, code, _sitting in names:
                if code and out_of and said.get(code) is not None and said[code] > out_of:
                    self.add_error(code, _("More points than there are."))
        return said

    @property
    def scores(self) -> list[tuple[Enrolment, str, int]]:
        """Who, which test, percent: of the fields that were filled in."""
        found = []
        for enrolment, _name, names in self.rows:
            for moment, code, _sitting in names:
                points = self.cleaned_data.get(code) if code else None
                if points is not None:
                    share = scoring.share_of_points(Fraction(points), self.cleaned_data["out_of"])
                    found.append((enrolment, moment, share))
        return found
