"""What is asked for the network of lawyers, for a mandate, and for a case told."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.casework.forms.care import DAY, past_day
from terrain.casework.models import Case
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.ui.offering import offer
from terrain.core.ui.slip_forms import SlipForm
from terrain.core.ui.wording import listed
from terrain.pathways.legal_aid.actions.network import About
from terrain.pathways.legal_aid.actions.telling import LONGEST, Story
from terrain.pathways.legal_aid.crowd import NAMES, Fields, Traits, choices_of
from terrain.pathways.legal_aid.dated import advocacy, network
from terrain.pathways.legal_aid.enums import Language
from terrain.pathways.legal_aid.models import Lawyer, Mandate
from terrain.pathways.legal_aid.showing import LABELS, region_names, value_words
from terrain.people.identity import normalise_phone
from terrain.people.matching.words import ARABIC
from terrain.people.profiles.lists import lists
from terrain.programmes.models import Project


class LawyerForm(SlipForm):
    """A lawyer of the network."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code")
    name = forms.CharField(label=_("Name"), max_length=120)
    bar = forms.CharField(label=_("Bar and town"), max_length=80)
    languages = forms.MultipleChoiceField(label=_("Languages"), widget=forms.CheckboxSelectMultiple, required=False)
    matters = forms.MultipleChoiceField(label=_("What the lawyer takes on"), widget=forms.CheckboxSelectMultiple)
    payment = forms.ChoiceField(label=_("How the lawyer is paid"), widget=forms.RadioSelect)
    phone = forms.CharField(label=_("Telephone of the chamber"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-mail of the chamber"), required=False)
    since = forms.DateField(label=_("Agreement since"), widget=DAY)
    until = forms.DateField(
        label=_("Agreement until"), widget=DAY, required=False, help_text=_("Leave it open while it goes on.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, projects: Any, lawyer: Lawyer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        if lawyer is not None:
            del self.fields["project"]
        else:
            offer(self, "project", among=projects)
            if len(projects) == 1:
                self.fields["project"].initial = projects[0].code
            self.fields["since"].initial = today
        offer(self, "languages", choices=lists().choices("languages", today))
        offer(self, "matters", choices=network().choices("matters", today))
        offer(self, "payment", choices=network().choices("payments", today))

    def clean_phone(self) -> str:
        """As telephones are kept."""
        return normalise_phone(self.cleaned_data["phone"])[:20]

    def clean(self) -> dict[str, Any]:
        """It ends after it begins."""
        said = super().clean() or {}
        if said.get("until") and said.get("since") and said["until"] < said["since"]:
            self.add_error("until", _("It would end before it begins."))
        return said

    @property
    def about(self) -> About:
        """What is said."""
        said = self.cleaned_data
        return About(
            said["name"].strip(), said["bar"].strip(), tuple(said["languages"]), tuple(said["matters"]),
            said["payment"], said["phone"], said["email"], said["since"], said["until"],
        )  # fmt: skip


class GiveForm(SlipForm):
    """The case is given to a lawyer."""

    lawyer = forms.ModelChoiceField(
        Lawyer.objects.none(), label=_("To whom?"), to_field_name="uid", empty_label=_("Choose")
    )
    matter = forms.ChoiceField(label=_("For what?"))
    day = forms.DateField(label=_("On which day?"), widget=DAY)
    words = forms.CharField(
        label=_("What was agreed"), widget=forms.Textarea({"rows": 3}), max_length=5000, required=False,
        help_text=_("Kept sealed with the file."),
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = day_of(self)
        ours = Lawyer.objects.filter(project_id=case.project_id)
        chosen = ours.filter(uid__in=list(filter(None, [_uid(self["lawyer"].data)])))
        offer(self, "lawyer", among=(ours.agreed_on(day) | chosen))
        self.fields["lawyer"].label_from_instance = _lawyer_words  # type: ignore[attr-defined]
        offer(self, "matter", choices=[("", _("Choose")), *network().choices("matters", day)])
        self.fields["day"].initial = clock.today()

    def clean_day(self) -> Any:
        """Not to come."""
        return past_day(self.cleaned_data["day"])

    def clean(self) -> dict[str, Any]:
        """The lawyer's agreement holds on that day."""
        said = super().clean() or {}
        lawyer, day = said.get("lawyer"), said.get("day")
        if lawyer and day and not Lawyer.objects.agreed_on(day).filter(pk=lawyer.pk).exists():
            self.add_error(
                "lawyer", _("There was no agreement with this lawyer on that day. Choose another one, or another day.")
            )
        return said


def day_of(form: forms.BaseForm) -> date:
    """The day that was typed, for what may be chosen on it; today while there is none."""
    try:
        return form.fields["day"].clean(form["day"].data) if form.is_bound else clock.today()
    except forms.ValidationError:
        return clock.today()


def _uid(typed: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(typed))
    except ValueError:
        return None


def _lawyer_words(lawyer: Lawyer) -> str:
    takes = listed(network().words("matters", code) for code in lawyer.matters)
    return f"{lawyer.name} · {lawyer.bar} · {takes}"


class EndForm(forms.Form):
    """How it ended."""

    outcome = forms.ChoiceField(label=_("How did it end?"), widget=forms.RadioSelect)
    day = forms.DateField(label=_("On which day?"), widget=DAY)
    words = forms.CharField(
        label=_("In a few words"), widget=forms.Textarea({"rows": 3}), max_length=5000, required=False,
        help_text=_("Kept sealed with the file."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, mandate: Mandate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mandate = mandate
        offer(self, "outcome", choices=network().choices("outcomes", day_of(self)))
        self.fields["day"].initial = clock.today()
        self.fields["version"].initial = mandate.version

    def clean_day(self) -> Any:
        """Between the day on which it was taken on and today."""
        day = past_day(self.cleaned_data["day"])
        if day < self.mandate.taken_on:
            raise forms.ValidationError(_("It cannot end before it was taken on."))
        return day


class TellForm(SlipForm):
    """A case told: of each field only what its file says, or something wider."""

    age = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    region = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    year = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    obstacle = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    service = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    outcome = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    language = forms.ChoiceField(label=_("In which language is it written?"), choices=Language)
    text = forms.CharField(
        label=_("Her story, written anew"), widget=forms.Textarea({"rows": 12, "dir": "auto"}), max_length=LONGEST,
        help_text=_("As you would tell it to somebody in the street: no name, no place, no date, nothing rare. Not the words of the file."),
    )  # fmt: skip
    checklist = forms.MultipleChoiceField(
        label=_("Read it once more, aloud. Then tick."), widget=forms.CheckboxSelectMultiple, required=False
    )
    looked = forms.BooleanField(label=_("I looked at each of these words: none says who she is."), required=False)
    asked = forms.JSONField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, own: Traits, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = region_names()
        for name, values in choices_of(own).items():
            self.fields[name].label = LABELS[name]
            offer(self, name, choices=[(value, value_words(name, value, regions)) for value in values])
        offer(self, "checklist", choices=advocacy().choices("checklist", clock.today()))
        if viewer.language in Language.values:
            self.fields["language"].initial = viewer.language

    def clean(self) -> dict[str, Any]:
        """A story in Arabic letters is in Arabic, and the other way round: months and direction follow from it."""
        said = super().clean() or {}
        letters = [sign for sign in said.get("text", "") if sign.isalpha()]
        arabic = sum(bool(ARABIC.match(sign)) for sign in letters) * 2 > len(letters)
        if letters and said.get("language") and arabic != (said["language"] == Language.AR):
            self.add_error("language", _("The story is written in another language than this one."))
        return said

    @property
    def story(self) -> Story:
        """What is told."""
        said = self.cleaned_data
        return Story(Fields.of({name: said[name] for name in NAMES}), said["text"].strip(), said["language"])

    @property
    def looked_at(self) -> list[str]:
        """The words that were asked about, when the box says that each was looked at."""
        asked = self.cleaned_data["asked"]
        return [str(word) for word in asked] if self.cleaned_data["looked"] and isinstance(asked, list) else []


class DecideForm(forms.Form):
    """Why not."""

    reason = forms.CharField(
        label=_("What has to change?"), widget=forms.Textarea({"rows": 3}), max_length=2000,
        help_text=_("Whoever wrote it reads this."),
    )  # fmt: skip


class TakeDownForm(forms.Form):
    """Why nobody shall read it any more."""

    why = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "why", choices=advocacy().choices("take_down_reasons", clock.today()))
