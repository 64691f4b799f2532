"""Agreements, and experiments that stand on them."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.texts import said as in_words
from terrain.core.ui.offering import offer
from terrain.network import measuring
from terrain.network.actions.agreements import AgreementSaid
from terrain.network.actions.experiments import ExperimentSaid
from terrain.network.forms.governed import (
    RecordForm,
    ask_project,
    day_field,
    offer_organisations,
    offer_places,
    organisation_field,
    organisations,
    paper_field,
    place_field,
    small_enough,
    words_field,
)
from terrain.network.models import Agreement, Experiment
from terrain.network.moves import Verdict
from terrain.programmes.models import Organisation, Project, Target

PROMISE = "promise:"
"""Before the code of a promise, among the indicators that may be chosen."""


class AgreementForm(RecordForm):
    """With whom, what about, from when until when."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code")
    organisation = organisation_field(_("Organisation"))
    newcomer = forms.CharField(label=_("or one that is not in the list"), max_length=200, required=False)
    about = words_field(_("What it is about"), 500, 2)
    signed_on = day_field(_("Signed on"))
    ends_on = day_field(_("Ends on"), required=False, help_text=_("Blank when it has no end."))
    file = paper_field(_("The agreement itself"))

    def __init__(self, *args: Any, viewer: Viewer, agreement: Agreement | None = None, **kwargs: Any) -> None:
        self.agreement = agreement
        if agreement is not None:
            kwargs["initial"] = self.known(agreement) | {"version": agreement.version}
        super().__init__(*args, **kwargs)
        if agreement is None:
            ask_project(self, viewer)
            offer_organisations(self)
            return
        for name in ("project", "organisation", "newcomer"):
            del self.fields[name]

    @staticmethod
    def known(record: Agreement) -> dict[str, Any]:
        """What the fields say of an agreement."""
        return {"about": record.about, "signed_on": record.signed_on, "ends_on": record.ends_on}

    def clean_file(self) -> Any:
        """Small enough."""
        return small_enough(self.cleaned_data["file"])

    def clean(self) -> dict[str, Any]:
        """Of one organisation; signed, and ended after it."""
        said = super().clean() or {}
        if self.agreement is None and bool(said.get("organisation")) == bool(said.get("newcomer", "").strip()):
            self.add_error("organisation", _("Choose one organisation, or write the name of one."))
        if said.get("signed_on") and said["signed_on"] > clock.today():
            self.add_error("signed_on", _("An agreement is written down once it is signed."))
        if said.get("ends_on") and said.get("signed_on") and said["ends_on"] < said["signed_on"]:
            self.add_error("ends_on", _("It ends before it is signed."))
        return said

    @property
    def said(self) -> AgreementSaid:
        """What was said; only on a valid form."""
        return AgreementSaid(*(self.cleaned_data[name] for name in ("about", "signed_on", "ends_on")))


def measures(project: Project) -> list[tuple[Any, list[tuple[str, str]]]]:
    """What may measure an experiment of ``project``: the named indicators, and its promises that records answer."""
    named = [(code, str(one)) for code, one in measuring.indicators().items() if one.holds(clock.today())]
    targets = Target.objects.filter(project=project, retired=False).exclude(rule=None)
    promises = [(f"{PROMISE}{one.code}", in_words(one.text)) for one in targets if measuring.measurable(one)]
    return [(_("Figures"), named), (_("Promises of the project"), promises)]


class ExperimentForm(RecordForm):
    """What is tried, where, with whom, by what it is measured."""

    title = forms.CharField(label=_("What it is called"), max_length=160)
    problem = words_field(_("The problem"), 2000)
    hypothesis = words_field(_("What we suppose will help"), 2000, help_text=_("If … then …"))
    place = place_field(_("Where"))
    partners = forms.ModelMultipleChoiceField(
        Organisation.objects.none(), label=_("With whom"), to_field_name="code", required=False,
        widget=forms.SelectMultiple({"size": 6}),
    )  # fmt: skip
    agreement = forms.ModelChoiceField(
        Agreement.objects.none(), label=_("On which agreement"), to_field_name="uid", required=False
    )
    measure = forms.ChoiceField(label=_("Measured by"), required=False)
    before_first = day_field(_("Months before: from"), required=False, help_text=_("Whole months count."))
    before_last = day_field(_("until"), required=False)
    after_first = day_field(_("Months after: from"), required=False)
    after_last = day_field(_("until"), required=False)
    ends_on = day_field(_("It is to end on"), required=False)

    def __init__(self, *args: Any, project: Project, experiment: Experiment | None = None, **kwargs: Any) -> None:
        if experiment is not None:
            kwargs["initial"] = self.known(experiment) | {"version": experiment.version}
        super().__init__(*args, **kwargs)
        offer_places(self)
        offer(self, "partners", among=organisations())
        agreements = Agreement.objects.standing().filter(project=project).select_related("organisation")
        offer(self, "agreement", among=agreements, nothing=_("None yet"))
        agreement: Any = self.fields["agreement"]
        agreement.label_from_instance = lambda one: f"{one.organisation} · {one.about}"
        offer(self, "measure", choices=[("", _("Not said yet")), *measures(project)])

    @staticmethod
    def known(record: Experiment) -> dict[str, Any]:
        """What the fields say of an experiment."""
        plain = (
            "title",
            "problem",
            "hypothesis",
            "before_first",
            "before_last",
            "after_first",
            "after_last",
            "ends_on",
        )
        return {name: getattr(record, name) for name in plain} | {
            "place": record.place.code if record.place is not None else "",
            "agreement": record.agreement.uid if record.agreement is not None else "",
            "measure": f"{PROMISE}{record.target.code}" if record.target is not None else record.indicator,
            "partners": [one.code for one in record.partners.all()],
        }

    def clean(self) -> dict[str, Any]:
        """A measure has both windows, one after the other."""
        said = super().clean() or {}
        windows = [said.get(name) for name in ("before_first", "before_last", "after_first", "after_last")]
        if said.get("measure") and not all(windows):
            self.add_error("measure", _("Say both windows: the months before, and the months after."))
        if all(windows):
            first, last, then, until = (_month(day) for day in windows)
            if first > last:
                self.add_error("before_last", _("A window ends after it begins."))
            if then > until:
                self.add_error("after_last", _("A window ends after it begins."))
            if last >= then:
                self.add_error("after_first", _("The months after begin once the months before are over."))
        return said

    @property
    def said(self) -> ExperimentSaid:
        """What was said; only on a valid form."""
        data = self.cleaned_data
        chosen = data["measure"]
        target = Target.objects.get(code=chosen.removeprefix(PROMISE)) if chosen.startswith(PROMISE) else None
        windows = {name: _month(data[name]) for name in ("before_first", "before_last", "after_first", "after_last")}
        plain = {name: data[name] for name in ("title", "problem", "hypothesis", "place", "agreement", "ends_on")}
        return ExperimentSaid(**plain, **windows, indicator="" if target is not None else chosen, target=target)


def _month(day: date | None) -> Any:
    return day.replace(day=1) if day is not None else None


class StartForm(RecordForm):
    """When it began."""

    day = day_field(_("It began on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = clock.today


class VerdictForm(RecordForm):
    """What is decided about it, and why."""

    outcome = forms.ChoiceField(label=_("What is decided"), choices=Verdict.choices, widget=forms.RadioSelect)
    reasons = words_field(_("Why"), 2000)
    day = day_field(_("Decided on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = clock.today
