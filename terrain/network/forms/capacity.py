"""What is asked about a round of assessment and the plan that it leads to."""

from datetime import date
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.ui.meanwhile import OpenedForm
from terrain.core.ui.offering import offer
from terrain.core.ui.slip_forms import SlipForm
from terrain.network import grids
from terrain.network.actions.capacity import LARGEST_PROOF, Found, Held, Proof
from terrain.network.actions.plans import Planned, able_to_replace
from terrain.network.enums import Manner
from terrain.network.grids import LEVELS, Grid, Item
from terrain.network.models import Assessment, PlanAction, Score
from terrain.programmes.models import Organisation, Project

NOT_HERE = "na"
DAY = {"type": "date"}


def day_field(label: Any, **said: Any) -> forms.DateField:
    """A day, as browsers ask for one."""
    return forms.DateField(label=label, widget=forms.DateInput(DAY, format="%Y-%m-%d"), **said)


class FindCapacityForm(forms.Form):
    """Which organisations to show: those of one project."""

    project = forms.ModelChoiceField(
        Project.objects.none(), label=_("Project"), to_field_name="code", required=False, empty_label=_("Every project")
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "project", among=Project.objects.holding(viewer, "network.view"))

    @property
    def asked(self) -> dict[str, Any]:
        """The filter, if it can be understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ProofForm(forms.Form):
    """A form with a file that shows what is said."""

    evidence = forms.FileField(
        label=_("A paper that shows it"),
        required=False,
        help_text=_("Minutes, statutes, a photograph of the register: kept encrypted. 20 MB at most."),
    )

    def clean_evidence(self) -> Any:
        """Not larger than what is kept."""
        file = self.cleaned_data["evidence"]
        if file and file.size > LARGEST_PROOF:
            raise forms.ValidationError(_("This file is larger than 20 MB. Send a smaller copy."))
        return file

    @property
    def sent(self) -> Proof | None:
        """The file as it came; ``None`` without one."""
        file = self.cleaned_data.get("evidence")
        return Proof(file.file, file.name, file.content_type or "") if file else None


class HeldForm(forms.Form):
    """How a round was held."""

    day = day_field(_("Day of the assessment"))
    manner = forms.ChoiceField(label=_("How it was held"), choices=Manner.choices, widget=forms.RadioSelect)
    people = forms.IntegerField(label=_("How many took part"), min_value=1, max_value=500)
    functions = forms.CharField(
        label=_("As what"),
        max_length=200,
        required=False,
        help_text=_("Functions, never names: chair, treasurer, three members."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, assessment: Assessment | None = None, **kwargs: Any) -> None:
        known: dict[str, Any] = {"day": clock.today(), "manner": Manner.TOGETHER}
        if assessment is not None:
            known = {name: getattr(assessment, name) for name in ("day", "manner", "people", "functions", "version")}
        super().__init__(*args, **({"initial": known} | kwargs))

    def clean_day(self) -> date:
        """Not a day to come."""
        day: date = self.cleaned_data["day"]
        if day > clock.today():
            raise forms.ValidationError(_("A round is written down once it took place."))
        return day

    @property
    def held(self) -> Held:
        """What was said."""
        said = self.cleaned_data
        return Held(said["day"], said["people"], said["functions"], said["manner"])


class BeginForm(SlipForm, HeldForm):
    """Which organisation, in which project, by which grid."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))
    project = forms.ModelChoiceField(Project.objects.none(), label=_("In which project"), to_field_name="code")
    grid = forms.ChoiceField(label=_("By which grid"), widget=forms.RadioSelect)

    field_order = ("organisation", "project", "grid", "day", "manner", "people", "functions")

    def __init__(self, *args: Any, viewer: Viewer, asked: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Organisation.objects.filter(profile__same_as=None)
        mine = Project.objects.holding(viewer, "network.steer")
        listed = grids.choices(clock.today())
        offer(self, "organisation", among=known, nothing=_("Choose"))
        offer(self, "project", among=mine, nothing=_("Choose"))
        offer(self, "grid", choices=listed)
        self.fields["grid"].initial = listed[0][0] if listed else None
        asked = asked or {}
        if str(asked.get("organisation", "")).isdecimal():
            self.fields["organisation"].initial = asked["organisation"]
        if len(mine) == 1:
            self.fields["project"].initial = mine[0].code


class ScoreForm(OpenedForm, ProofForm):
    """What was found of one item."""

    level = forms.ChoiceField(label=_("Where it stands"), required=False, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Why: what did you see or read?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It may wait, but the round is concluded only with a reason for every item. Name nobody."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    field_order = ("level", "words", "evidence")

    def __init__(self, *args: Any, item: Item, score: Score | None, **kwargs: Any) -> None:
        known: dict[str, Any] = {"version": 0}
        if score is not None:
            level = NOT_HERE if score.not_applicable else str(score.value or "")
            known = {"level": level, "words": score.words, "version": score.version}
        super().__init__(*args, **({"initial": known} | kwargs))
        levels = [(str(value), format_html("<strong>{}</strong> {}", value, item.level(value))) for value in LEVELS]
        offer(self, "level", choices=[*levels, (NOT_HERE, _("It does not apply here"))])

    @property
    def found(self) -> Found:
        """What was said."""
        level, words = self.cleaned_data["level"], self.cleaned_data["words"].strip()
        return Found(int(level) if level in map(str, LEVELS) else None, level == NOT_HERE, words)


class ReopenForm(forms.Form):
    """Why a concluded round is opened again."""

    why = forms.CharField(label=_("Why is it opened again?"), max_length=300)


class PlannedForm(OpenedForm, SlipForm):
    """What is to be done."""

    about = forms.ChoiceField(label=_("About"))
    what = forms.CharField(label=_("What is to be done"), max_length=300)
    answers = forms.CharField(
        label=_("Who sees to it"),
        max_length=120,
        help_text=_("The organisation, the project, or a function: never a name."),
    )
    due = day_field(_("Until"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, grid: Grid, planned: PlanAction | None = None, **kwargs: Any) -> None:
        if planned is not None:
            names = ("about", "what", "answers", "due", "version")
            kwargs["initial"] = {name: getattr(planned, name) for name in names}
        super().__init__(*args, **kwargs)
        listed = [
            (str(domain), [(domain.code, _("All of it")), *((item.code, str(item)) for item in domain.items)])
            for domain in grid.domains
        ]
        offer(self, "about", choices=[("", _("Choose")), *listed])

    @property
    def planned(self) -> Planned:
        """What was said."""
        said = self.cleaned_data
        return Planned(said["about"], said["what"].strip(), said["answers"].strip(), said["due"])


class DoneForm(OpenedForm, ProofForm):
    """That an action is done."""

    done_on = day_field(_("Done on"))
    proof = forms.CharField(
        label=_("What shows it"),
        max_length=300,
        required=False,
        help_text=_("Adopted in the assembly of 12 March, minutes filed. Name nobody."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    field_order = ("done_on", "proof", "evidence")

    def __init__(self, *args: Any, planned: PlanAction, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "done_on": planned.done_on or clock.today(),
            "proof": planned.proof,
            "version": planned.version,
        }
        super().__init__(*args, **kwargs)
        self.planned = planned

    def clean(self) -> dict[str, Any]:
        """On a day that may be, and with something that shows it."""
        said = super().clean() or {}
        day = said.get("done_on")
        if day is not None and not self.planned.assessment.day <= day <= clock.today():
            self.add_error("done_on", _("Done on a day between the assessment and today."))
        if not (said.get("proof", "").strip() or said.get("evidence") or self.planned.evidence_id):
            self.add_error("proof", _("Say what shows that it is done, or add a file."))
        return said


class DropForm(OpenedForm):
    """That an action will not be done."""

    why = forms.CharField(label=_("Why is it dropped?"), max_length=300)
    replaced_by = forms.ModelChoiceField(
        PlanAction.objects.none(),
        label=_("Another action stands for it"),
        required=False,
        help_text=_("Without one it still counts as not done."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, planned: PlanAction, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": planned.version}
        super().__init__(*args, **kwargs)
        offer(self, "replaced_by", among=able_to_replace(planned), nothing=_("None"))
