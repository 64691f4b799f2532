"""What is asked when a file is opened, moved, handed over, closed."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrain.accounts.models import User
from terrain.casework.actions.cases import Opening
from terrain.casework.actions.emergencies import normalise
from terrain.casework.actions.grants import HALF_A_YEAR, Named
from terrain.casework.confidentiality import choices as grant_reasons
from terrain.casework.enums import Risk
from terrain.casework.kinds import CaseKind, Transition
from terrain.casework.models import Case, Team
from terrain.casework.staffing import colleagues
from terrain.casework.subjects import About, kept
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.ui.offering import offer
from terrain.core.ui.slip_forms import SlipForm
from terrain.programmes.holding import holding
from terrain.programmes.models import Project

WORDS = forms.Textarea({"rows": 5})
DAY = {"type": "date"}


class FilterForm(forms.Form):
    """Which files to show; everything stands in the address."""

    WHOSE = (("", _("All that I see")), ("mine", _("In my charge")), ("nobody", _("In nobody's charge")))
    STATES = (("", _("Open")), ("asked", _("Waiting for approval to close")), ("closed", _("Closed")))

    number = forms.CharField(
        label=_("Number of the file"), max_length=12, required=False,
        widget=forms.TextInput({"autocomplete": "off", "dir": "ltr"}),
    )  # fmt: skip
    whose = forms.ChoiceField(label=_("Whose"), choices=WHOSE, required=False)
    kind = forms.ChoiceField(label=_("Kind of file"), required=False)
    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code", required=False)
    risk = forms.ChoiceField(label=_("Risk"), choices=[("", _("Any")), *Risk.choices], required=False)
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = kept(viewer)
        offer(self, "kind", choices=[("", _("All kinds")), *((kind.code, kind.label) for kind in seen)])
        ids: set[int] | None = set()
        for kind in seen:
            held = viewer.projects(kind.see)
            ids = None if held is None or ids is None else ids | held
        found = Project.objects.all() if ids is None else Project.objects.filter(pk__in=ids)
        offer(self, "project", among=found, nothing=_("All my projects"))

    def clean_number(self) -> str:
        """As it stands in the register; what cannot be a number is asked for as it is, and answers to nothing."""
        typed = self.cleaned_data["number"].strip()
        return normalise(typed) or typed

    @property
    def asked(self) -> dict[str, Any]:
        """The filters that can be understood; anything else is as if it were not asked."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class OpenForm(SlipForm):
    """A new file of one kind."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code")
    entry_reason = forms.ChoiceField(label=_("For what does she come?"), widget=forms.RadioSelect)
    situation = forms.CharField(
        label=_("The situation, in a few words"),
        widget=WORDS,
        max_length=10_000,
        required=False,
        help_text=_("Kept sealed. Health and justice have notes of their own: do not write them here."),
    )

    colleague = forms.ModelChoiceField(
        User.objects.none(), label=_("Who else sees it?"),
        help_text=_("Two people at least, so that nobody is left alone when one is away."),
    )  # fmt: skip
    why_her = forms.ChoiceField(label=_("Why this colleague?"))

    def __init__(self, *args: Any, kind: CaseKind, viewer: Viewer, about: About, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.about = kind, about
        held = Project.objects.holding(viewer, kind.work)
        projects = held.filter(pk__in=[project.pk for project in held if project.keeps(kind.code)])
        if about.group is not None:
            projects = projects.filter(pk=about.group.project_id)
        offer(self, "project", among=projects)
        known = {meeting.project_id for meeting in about.person.meetings.all()} if about.person is not None else set()
        mine = [project for project in projects if project.pk in known] or list(projects)
        if len(mine) == 1:
            self.fields["project"].initial = mine[0].code
        if about.person is None:
            self.fields["entry_reason"].label = _("For what do they come?")
        offer(self, "entry_reason", choices=kind.lists.choices("entry_reasons", clock.today()))
        self._ask_who_else(viewer, list(projects))

    def _ask_who_else(self, viewer: Viewer, projects: list[Project]) -> None:
        """A file of a sealed kind names a second person at once."""
        if not self.kind.sealed:
            for name in ("colleague", "why_her"):
                del self.fields[name]
            return
        only = projects[0] if len(projects) == 1 else None
        offer(self, "colleague", among=holding(self.kind.see, only).exclude(pk=viewer.user_id or 0))
        offer(self, "why_her", choices=grant_reasons("grant_reasons"))

    def clean(self) -> dict[str, Any]:
        """The colleague works in the project."""
        said = self.cleaned_data
        colleague, project = said.get("colleague"), said.get("project")
        if colleague and project and not holding(self.kind.see, project).filter(pk=colleague.pk).exists():
            self.add_error("colleague", _("This colleague's role does not open this kind of file in this project."))
        return said

    @property
    def named(self) -> tuple[Named, ...]:
        """Who else sees it, for half a year, which can be renewed; nobody where the kind is not sealed."""
        said = self.cleaned_data
        return (Named(said["colleague"], clock.today() + HALF_A_YEAR, said["why_her"]),) if self.kind.sealed else ()

    @property
    def opening(self) -> Opening:
        """What the new file says."""
        said, about = self.cleaned_data, self.about
        return Opening(
            self.kind, said["project"], about.person, about.group, about.enterprise,
            entry_reason=said["entry_reason"], situation=said["situation"], named=self.named,
        )  # fmt: skip


class StepForm(SlipForm):
    """What a step asks for. ``version`` is the one that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    closing_reason = forms.ChoiceField(label=_("Why is it closed?"), widget=forms.RadioSelect)
    words = forms.CharField(label=_("A few words"), widget=WORDS, max_length=10_000, required=False)

    def __init__(self, *args: Any, case: Case, transition: Transition, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"version": case.version})
        super().__init__(*args, **kwargs)
        if transition.asks == "closing_reason":
            offer(self, "closing_reason", choices=case.pathway.lists.choices("closing_reasons", clock.today()))
        else:
            del self.fields["closing_reason"]
        self.fields["words"].required = transition.asks == "note"


class WordsForm(forms.Form):
    """Why: a refusal to close, a reopening."""

    words = forms.CharField(label=_("Why"), widget=forms.Textarea({"rows": 3}), max_length=5000)


class SituationForm(forms.Form):
    """The situation, with the version that the page showed."""

    situation = forms.CharField(label=_("The situation"), widget=forms.Textarea({"rows": 10}), max_length=10_000)
    version = forms.IntegerField(widget=forms.HiddenInput)


class HandOverForm(forms.Form):
    """Who takes the file, and until when whoever had it still sees it."""

    to = forms.ModelChoiceField(User.objects.none(), label=_("To whom"))
    until = forms.DateField(
        label=_("You keep seeing it until"),
        required=False,
        widget=forms.DateInput(DAY, format="%Y-%m-%d"),
        help_text=_("Leave blank to be cut off at once."),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", among=colleagues(case).exclude(pk=case.owner_id or 0))

    def clean_until(self) -> datetime | None:
        """The end of that day, at most three months away."""
        day = self.cleaned_data["until"]
        if day is None:
            return None
        if not clock.today() <= day <= clock.today() + timedelta(days=92):
            raise forms.ValidationError(_("Choose a day within the next three months."))
        return timezone.make_aware(datetime.combine(day, time(23, 59)))


class TeamForm(forms.Form):
    """A team and who belongs to it."""

    name = forms.CharField(label=_("Name of the team"), max_length=80)
    members = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Who belongs to it"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "members", among=people)


class ChooseTeamForm(forms.Form):
    """Which team sees a file."""

    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), required=False, empty_label=_("No team"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", among=Team.objects.filter(project=case.project, closed_at=None))


class NewTeamForm(forms.Form):
    """A new team: its project and its name."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code")
    name = forms.CharField(label=_("Name of the team"), max_length=80)

    def __init__(self, *args: Any, projects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "project", among=projects)

    def clean(self) -> dict[str, Any]:
        """Two teams of a project do not share a name."""
        said = super().clean() or {}
        if said.get("project") and Team.objects.filter(project=said["project"], name=said.get("name", "")).exists():
            self.add_error("name", _("This project has a team of that name."))
        return said
