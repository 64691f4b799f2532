"""What is asked before something is taken out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.casework.actions.exports import SHORTEST, Wanted
from terrain.casework.enums import ExportKind
from terrain.casework.exporting import CASE_COLUMNS, PERSON_COLUMNS, USUAL, columns_for
from terrain.casework.models import Case
from terrain.core.access import Viewer
from terrain.core.ui.offering import offer
from terrain.core.ui.slip_forms import SlipForm
from terrain.programmes.models import Project

LISTS = ((ExportKind.CASELOAD.value, ExportKind.CASELOAD.label), (ExportKind.REGISTRY.value, ExportKind.REGISTRY.label))


class PurposeForm(SlipForm):
    """For what something is taken out."""

    purpose = forms.CharField(
        label=_("For what?"), min_length=SHORTEST, max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("It stands on top of every page of what you take out, and in the journal of protection."),
    )  # fmt: skip

    def wanted_of(self, case: Case) -> Wanted:
        """The summary of this file."""
        return Wanted(ExportKind.CASE, self.cleaned_data["purpose"], case=case)


class ListForm(PurposeForm):
    """Which list, of which project, with which fields."""

    kind = forms.ChoiceField(
        label=_("What"), choices=LISTS, widget=forms.RadioSelect, initial=ExportKind.CASELOAD.value
    )
    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code")
    fields_ = forms.MultipleChoiceField(
        label=_("With what"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what you need. Fields that the list does not have are left out."),
    )  # fmt: skip

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        projects = Project.objects.holding(viewer, "case.export")
        offer(self, "project", among=projects)
        if len(projects) == 1:
            self.fields["project"].initial = projects[0].code
        pk = projects[0].pk if len(projects) == 1 else 0
        known = {column.code: column.words for column in (*CASE_COLUMNS, *PERSON_COLUMNS)}
        shown = [c.code for c in columns_for((*CASE_COLUMNS, *PERSON_COLUMNS), viewer, pk)] if pk else list(known)
        offer(self, "fields_", choices=[(code, known[code]) for code in dict.fromkeys(shown)])
        self.fields["fields_"].initial = sorted(USUAL & set(shown))

    @property
    def wanted(self) -> Wanted:
        """What is asked for, once the form is valid."""
        said = self.cleaned_data
        return Wanted(ExportKind(said["kind"]), said["purpose"], said["project"], fields=tuple(said["fields_"]))
