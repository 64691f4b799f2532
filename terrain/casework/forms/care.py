"""What is asked for notes, services, assessments, risk, plans, papers, conferences."""

import zipfile
from datetime import date, timedelta
from typing import Any, BinaryIO

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.accounts.models import User
from terrain.casework.care import class_choices
from terrain.casework.enums import Risk, Whose
from terrain.casework.file_lists import file_lists
from terrain.casework.lists import Form
from terrain.casework.models import Case
from terrain.casework.staffing import colleagues
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.ui.offering import offer
from terrain.core.ui.slip_forms import SlipForm

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
SIGNATURES = ((b"%PDF", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))
HEIC = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}
OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def media_type_of(file: BinaryIO) -> str:
    """What a paper is by its content, whatever its name says; blank for what is not kept. Office files with programs in them are not."""
    start = file.read(12)
    file.seek(0)
    if start.startswith(b"PK\x03\x04"):
        return _office(file)
    if start[4:8] == b"ftyp" and start[8:12] in HEIC:
        return "image/heic"
    return next((kind for signature, kind in SIGNATURES if start.startswith(signature)), "")


def _office(file: BinaryIO) -> str:
    try:
        names = set(zipfile.ZipFile(file).namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return ""
    finally:
        file.seek(0)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return ""
    return next((kind for part, kind in OFFICE.items() if part in names), "")


def past_day(day: date) -> date:
    """A day that is not to come. Raises ``ValidationError``."""
    if day > clock.today():
        raise forms.ValidationError(_("This day is still to come."))
    return day


class NoteForm(SlipForm):
    """What was heard, seen or done."""

    text = forms.CharField(
        label=_("What was heard, seen or done"), max_length=50_000, widget=forms.Textarea({"rows": 8})
    )
    note_class = forms.ChoiceField(label=_("Under which confidence?"), widget=forms.RadioSelect)
    contact = forms.ChoiceField(label=_("How?"))
    day = forms.DateField(label=_("On which day?"), widget=DAY)

    def __init__(self, *args: Any, case: Case, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        classes = class_choices(viewer, case)
        offer(self, "note_class", choices=classes)
        self.fields["note_class"].initial = classes[0][0]
        offer(self, "contact", choices=file_lists().choices("contacts", clock.today()))
        self.fields["day"].initial = clock.today()

    def clean_day(self) -> date:
        """Not to come."""
        return past_day(self.cleaned_data["day"])


class CorrectionForm(forms.Form):
    """A note said anew, with the version that the page showed."""

    text = forms.CharField(label=_("What it should say"), max_length=50_000, widget=forms.Textarea({"rows": 8}))
    version = forms.IntegerField(widget=forms.HiddenInput)


class ServiceForm(SlipForm):
    """A service given."""

    service = forms.ChoiceField(label=_("Which service?"), widget=forms.RadioSelect)
    day = forms.DateField(label=_("On which day?"), widget=DAY)
    minutes = forms.IntegerField(label=_("How many minutes?"), min_value=1, max_value=1440, required=False)
    words = forms.CharField(label=_("A few words"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "service", choices=case.pathway.lists.choices("services", clock.today()))
        self.fields["day"].initial = clock.today()
        self.case = case

    def clean_day(self) -> date:
        """Not to come."""
        return past_day(self.cleaned_data["day"])

    def clean(self) -> dict[str, Any]:
        """A service that was given on that day already."""
        said = super().clean() or self.cleaned_data
        service, day = said.get("service"), said.get("day")
        if service and day and service not in dict(self.case.pathway.lists.choices("services", day)):
            self.add_error("day", _("This service did not exist yet on that day."))
        return said


class AssessmentForm(SlipForm):
    """The questions of a form, one field each."""

    day = forms.DateField(label=_("On which day?"), widget=DAY)

    def __init__(self, *args: Any, form: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form = form
        self.fields["day"].initial = clock.today()
        for question in form.questions:
            self.fields[question.code] = _asked(question)

    def clean_day(self) -> date:
        """Not to come, and a day on which this version of the form held."""
        day = past_day(self.cleaned_data["day"])
        if not self.form.holds(day):
            raise forms.ValidationError(_("This form was not in use yet on that day."))
        return day

    def clean(self) -> dict[str, Any]:
        """Something is answered: an empty form would score as if everything was at its worst."""
        said = super().clean() or self.cleaned_data
        if not self.errors and not self.answers:
            raise forms.ValidationError(_("Answer a question at least."))
        return said

    @property
    def answers(self) -> dict[str, Any]:
        """Question → answer, those left open out."""
        rest = {name: value for name, value in self.cleaned_data.items() if name not in {"slip", "day"}}
        told = {name: {"yes": True, "no": False}.get(value, value) for name, value in rest.items()}
        return {name: value for name, value in told.items() if value not in ("", None)}


def _asked(question: Any) -> forms.Field:
    if question.kind == "choice":
        choices = [(answer.code, str(answer)) for answer in question.answers]
        return forms.ChoiceField(label=str(question), choices=choices, widget=forms.RadioSelect, required=False)
    if question.kind == "number":
        return forms.IntegerField(
            label=str(question), min_value=question.smallest, max_value=question.largest, required=False
        )
    if question.kind == "yes_no":
        answers: Any = [("yes", _("yes")), ("no", _("no"))]
        return forms.ChoiceField(label=str(question), choices=answers, widget=forms.RadioSelect, required=False)
    return forms.CharField(label=str(question), max_length=5000, required=False, widget=forms.Textarea({"rows": 4}))


class RiskForm(SlipForm):
    """The level of risk and why."""

    level = forms.ChoiceField(label=_("How urgent is it?"), choices=Risk, widget=forms.RadioSelect)
    words = forms.CharField(label=_("Why?"), max_length=5000, widget=forms.Textarea({"rows": 4}))
    seen = forms.IntegerField(widget=forms.HiddenInput)


class GoalForm(SlipForm):
    """Something to be reached."""

    words = forms.CharField(label=_("What is to be reached?"), max_length=500)


class ActionForm(SlipForm):
    """What somebody does for a goal."""

    goal = forms.ChoiceField(label=_("For which goal?"))
    words = forms.CharField(label=_("What is done?"), max_length=500)
    whose = forms.ChoiceField(label=_("By whom?"), choices=Whose)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Which colleague?"), required=False)
    due = forms.DateField(label=_("Before the end of"), widget=DAY)

    def __init__(self, *args: Any, case: Case, goals: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", among=colleagues(case), nothing=_("Whoever is in charge"))
        offer(self, "goal", choices=[(str(goal.pk), goal.words) for goal in goals])
        self.fields["due"].initial = clock.today() + timedelta(days=30)


class ProposalForm(forms.Form):
    """What she says of the plan herself."""

    own_words = forms.CharField(
        label=_("What she says of it, in her words"),
        max_length=5000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    agreed = forms.BooleanField(label=_("She agrees to this plan"), required=False)


class DocumentForm(SlipForm):
    """A paper."""

    file = forms.FileField(
        label=_("The paper"), help_text=_("PDF, picture or office file, at most 20 MB. Kept sealed.")
    )
    kind = forms.ChoiceField(label=_("What is it?"))
    note_class = forms.ChoiceField(label=_("Under which confidence?"), widget=forms.RadioSelect)
    day = forms.DateField(label=_("Of which day?"), widget=DAY)
    expires = forms.DateField(label=_("Valid until"), required=False, widget=DAY)

    def __init__(self, *args: Any, case: Case, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        classes = class_choices(viewer, case)
        offer(self, "note_class", choices=classes)
        self.fields["note_class"].initial = classes[0][0]
        offer(self, "kind", choices=file_lists().choices("documents", clock.today()))
        self.fields["day"].initial = clock.today()
        self.media_type = ""

    def clean_file(self) -> Any:
        """The paper, when its first bytes are those of a kind that is kept."""
        file = self.cleaned_data["file"]
        self.media_type = media_type_of(file)
        if not self.media_type:
            raise forms.ValidationError(_("This is not a PDF, a picture or an office file."))
        if file.size > 20 << 20:
            raise forms.ValidationError(_("This file is larger than 20 MB."))
        return file


class ConferenceForm(SlipForm):
    """A conference: who, what was said, what was decided."""

    day = forms.DateField(label=_("On which day?"), widget=DAY)
    where = forms.CharField(label=_("Where"), max_length=200, required=False)
    attendees = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Which colleagues were there?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    guests = forms.CharField(label=_("Who else was there?"), max_length=500, required=False)
    person_there = forms.BooleanField(label=_("She herself was there"), required=False)
    agenda = forms.CharField(
        label=_("On the table"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )
    said = forms.CharField(label=_("What was said"), max_length=20_000, widget=forms.Textarea({"rows": 6}))
    decision_1 = forms.CharField(label=_("A decision"), max_length=500, required=False)
    due_1 = forms.DateField(label=_("To be done before the end of"), required=False, widget=DAY)
    decision_2 = forms.CharField(label=_("Another decision"), max_length=500, required=False)
    due_2 = forms.DateField(label=_("To be done before the end of"), required=False, widget=DAY)
    decision_3 = forms.CharField(label=_("Another decision"), max_length=500, required=False)
    due_3 = forms.DateField(label=_("To be done before the end of"), required=False, widget=DAY)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "attendees", among=colleagues(case))
        self.fields["day"].initial = clock.today()

    @property
    def decisions(self) -> list[tuple[str, date | None]]:
        """What was decided, each with the day before which it is to be done."""
        told = self.cleaned_data
        return [(told[f"decision_{n}"], told[f"due_{n}"]) for n in (1, 2, 3) if told[f"decision_{n}"].strip()]

    def clean(self) -> dict[str, Any]:
        """A day without a decision would be lost without a word."""
        said = super().clean() or self.cleaned_data
        for n in (1, 2, 3):
            if said.get(f"due_{n}") and not said.get(f"decision_{n}"):
                self.add_error(f"decision_{n}", _("What is to be done by that day?"))
        return said
